"""Off-policy evaluation: what another policy would have earned, from what this one showed and with what chance."""
