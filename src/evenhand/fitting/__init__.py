"""From observations to a fitted model, using only what had been published by a cut-off."""
