"""Webhooks to others: who listens, what they are told, how it is signed and where it may not be sent.

An endpoint is a row of the outbox that is done from the beginning (`source='endpoint'`); each message to it is a row of
its own (`source='webhook:<endpoint>'`): docs/decisions/0006.
"""

from commerce.outward.announcing import announce

__all__ = ["announce"]
