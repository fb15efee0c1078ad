"""From published files to observations: declared layouts, a ledger of editions, human decisions."""
