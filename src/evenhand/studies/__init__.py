"""Ensembles of runs: numbers of the first year, joint draws, how many are enough, influence."""
