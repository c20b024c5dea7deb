"""Interaction logs as Parquet, read out of core: what happened, by whom, to what, where it stood and with what
chance."""
