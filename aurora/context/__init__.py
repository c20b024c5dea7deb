"""Understanding: one message, with what was known before it, as an `Analysis`. Pure, deterministic, a few milliseconds."""

from aurora.context.analysis import analyse

__all__ = ["analyse"]
