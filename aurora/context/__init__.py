"""Understanding: one message, with what was known before it, as an `Analysis`. Pure and deterministic."""

from aurora.context.analysis import analyse

__all__ = ["analyse"]
