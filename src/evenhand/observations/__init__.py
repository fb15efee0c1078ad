"""What the world reported: one tidy table, every value with its file, sheet and cell."""
