"""Judging forecasts at past dates, each fitted only on what had been published by then."""
