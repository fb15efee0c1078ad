"""What the system is: its places, classes, stages and parameters. Data and checks, no running."""
