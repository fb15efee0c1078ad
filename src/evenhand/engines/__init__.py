"""How it runs: functions from a compiled run to what came out, with no state between runs."""
