"""Understanding: one message, with what was known before it, as an `Analysis`. Pure and deterministic."""

from aurora.context.analysis import analyse
from aurora.context.merge import LlmReading, merge, unsure

__all__ = ["LlmReading", "analyse", "merge", "unsure"]
