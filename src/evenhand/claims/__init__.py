"""Statements to verdicts: each claim is defined, computed from observations, and judged by rule."""
