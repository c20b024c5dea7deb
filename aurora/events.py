"""What a turn tells its client, in order. The names are fixed by the chat contract."""

from uuid import UUID

import msgspec

from aurora.types import Action, ChatReply, Constraint, Outfit, StyleContext
from core.problems import Problem


class ContextReady(msgspec.Struct, frozen=True):
    """`context.ready`: the message is understood."""

    conversation_id: UUID
    message_id: UUID
    context: StyleContext
    constraints: tuple[Constraint, ...]


class OutfitsReady(msgspec.Struct, frozen=True):
    """`outfits.ready`: cards can be drawn; always before the first word."""

    outfits: tuple[Outfit, ...]
    actions: tuple[Action, ...]


class ReplyDelta(msgspec.Struct, frozen=True):
    """`reply.delta`: the next words; concatenated they are exactly the reply."""

    text: str


class TurnCompleted(msgspec.Struct, frozen=True):
    """`turn.completed`: the whole reply, once, last."""

    reply: ChatReply


class TurnFailed(msgspec.Struct, frozen=True):
    """`turn.failed`: an RFC 9457 problem instead of `turn.completed`, last."""

    problem: Problem


ChatEvent = ContextReady | OutfitsReady | ReplyDelta | TurnCompleted | TurnFailed


def name_and_data(event: ChatEvent) -> tuple[str, object]:
    """The event's name on the wire and the object that its `data:` line holds."""
    match event:
        case ContextReady():
            return "context.ready", event
        case OutfitsReady():
            return "outfits.ready", event
        case ReplyDelta():
            return "reply.delta", event
        case TurnCompleted(reply):
            return "turn.completed", reply
        case TurnFailed(problem):
            return "turn.failed", problem
