"""What came out: tidy tables, and the record of how they were made."""
