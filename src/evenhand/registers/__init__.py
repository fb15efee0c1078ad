"""Dated registers: facts that are not counts, each with date, source and reliability."""
