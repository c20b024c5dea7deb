"""Candidates for a turn: what the shop has in stock for each slot, under the limits, nearest to the wish first."""

from aurora.retrieval.search import Retriever

__all__ = ["Retriever"]
