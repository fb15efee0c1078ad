"""Run the command line as ``python -m evenhand``."""

from evenhand.cli import main

main()
