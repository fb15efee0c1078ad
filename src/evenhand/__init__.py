"""Evenhand: an open, calibrated model of US interior immigration enforcement."""

__version__ = "0.1.0"
