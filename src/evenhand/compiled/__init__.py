"""What the engines read: models turned into flat arrays, with nothing left to look up."""
