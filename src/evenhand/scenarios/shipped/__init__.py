"""The scenarios that ship with the package."""
