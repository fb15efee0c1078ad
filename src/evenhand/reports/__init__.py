"""Turning results into pages: tables, charts, text, one HTML file. No computing of its own."""
