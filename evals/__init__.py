"""The data team's floor: cases, metrics, training, reports. Runs the same code as production."""
