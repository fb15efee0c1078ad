"""Claims files that ship with the package."""
