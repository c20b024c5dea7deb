"""Metrics: pure functions with formula, shapes, range and source. A `METRIC` joins the suites that it names."""
