"""`evals extract turns`: messages of shoppers who let them be read, to be labelled, and nothing to know anybody by.

Of a shopper who agreed to analytics, only what they said since. What was known before a message goes with it in the
form of `data/understanding/setups.toml`; a turn whose state that form cannot hold is left out. No reply, no product,
no place, no id: a case's name is a keyed hash whose key is thrown away.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from sqlalchemy import text

from aurora.types import Analysis, ConversationState, StyleContext
from core import settings as core_settings
from core.connect import database_url
from core.db import database
from core.errors import InvalidInput
from evals.commands import said_plainly
from evals.labels import Case, labels_of
from evals.redaction import redacted

_TURNS = text("""
SELECT t.message, t.input -> 'state' AS state, t.conversation_id, t.seq, t.started_at,
  (p.consent ->> 'analytics')::boolean AS agreed, (p.consent ->> 'analytics_at')::timestamptz AS since,
  u.name, u.email::text AS email
FROM voguevault.turns t
JOIN voguevault.conversations c ON c.id = t.conversation_id
LEFT JOIN voguevault.style_profiles p
  ON p.user_id = c.user_id OR c.user_id IS NULL AND p.visitor_id = c.visitor_id
LEFT JOIN voguevault.users u ON u.id = c.user_id
WHERE t.status = 'done'
ORDER BY t.conversation_id, t.seq
""")
_HELD = frozenset((
    "avoid_colour", "colour", "avoid_material", "material", "category", "avoid_category", "avoid_pattern", "pattern",
    "fit", "heel", "waterproof",
))  # fmt: skip
"""Wishes that a state in words can name; a brand or anything free could be a person's own word."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A turn as it lies in the shop."""

    message: str
    state: ConversationState
    conversation: str
    seq: int
    at: datetime
    agreed: bool
    since: datetime | None
    names: tuple[str, ...] = ()
    """The shopper's own, where there is an account."""


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    cases: tuple[Case, ...]
    """Their labels are empty: `evals check` says what is still to be filled in."""
    left_out: dict[str, int]
    """Why → how many turns."""
    removed: dict[str, int]
    """What could have told who somebody is → how often it was taken out of what was kept."""


async def stored(url: str) -> AsyncIterator[Stored]:
    """Every finished turn."""
    async with database(url) as sessions, sessions() as session:
        rows = await session.stream(_TURNS, execution_options={"yield_per": 1_000})
        async for row in rows:
            yield Stored(
                message=row.message, state=msgspec.convert(row.state or {}, ConversationState, strict=False),
                conversation=str(row.conversation_id), seq=row.seq, at=row.started_at, agreed=bool(row.agreed),
                since=row.since, names=tuple(name for name in (row.name, row.email) if name),
            )  # fmt: skip


async def extract(url: str) -> Extracted:
    """The shop's turns as cases."""
    return extracted([turn async for turn in stored(url)], secrets.token_bytes(32))


def extracted(turns: list[Stored], key: bytes) -> Extracted:
    """The turns as cases, and why which were left out. key: what pseudonyms are made with; to be thrown away."""
    cases, left_out, removed = [], Counter[str](), Counter[str]()
    for turn in turns:
        reason = _reason(turn)
        setup = None if reason else _setup(turn.state)
        if setup is None:
            left_out[reason or "its state has no form"] += 1
            continue
        clean = redacted(turn.message, turn.names)
        removed += clean.removed
        name = hmac.digest(key, turn.conversation.encode(), hashlib.sha256).hex()[:12]
        cases.append(Case(f"turn-{name}-{turn.seq}", f"turn-{name}", clean.text, setup, ()))
    return Extracted(cases=tuple(cases), left_out=dict(left_out), removed=dict(removed))


def _reason(turn: Stored) -> str | None:
    """Why it is left out before anything is read of it."""
    if not turn.agreed:
        return "no consent to analytics"
    if turn.since is None or turn.at < turn.since:
        return "said before the consent"
    return None


def _setup(state: ConversationState) -> str | dict[str, Any] | None:
    """The state as `setups.toml` would say it; None where it holds what that cannot say."""
    if state.pending or state.owned_pieces or any(not _sayable(state, n) for n in range(len(state.constraints))):
        return None
    said = labels_of(Analysis(intent="smalltalk", context=StyleContext(), constraints=state.constraints), state)
    context = {f: v for f in ("occasion", "department") if (v := getattr(state.context, f))}
    looks = [
        [[p.slot, p.category, p.colour, p.materials[0] if p.materials else "", p.price] for p in look.pieces]
        for look in state.looks
    ]
    found: dict[str, Any] = {
        "context": context, "constraints": sorted(said - {"intent=smalltalk"}), "looks": looks, "single": state.single,
        "redo": bool(state.redo),
    }  # fmt: skip
    if state.asked:
        found["asked"] = redacted(state.asked).text
    found = {key: value for key, value in found.items() if value}
    return found or "none"


def _sayable(state: ConversationState, n: int) -> bool:
    constraint = state.constraints[n]
    value = constraint.value
    if constraint.kind == "budget":
        return value.per == "outfit" and value.minimum is None and value.currency is not None
    return constraint.kind in _HELD


# ── the command ────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command("turns")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The messages, without labels, as JSONL.")
def turns(out: Path) -> None:
    """Messages of shoppers who let them be read, to be labelled; personal data removed."""
    settings = core_settings.load()
    with said_plainly():
        if out.suffix != ".jsonl":
            raise InvalidInput(f"{out}: name a file that ends in .jsonl.")
        with database_url(settings) as url:
            found = asyncio.run(extract(url))
        out.write_bytes(b"".join(msgspec.json.encode(case) + b"\n" for case in found.cases))
    click.echo(f"{len(found.cases):,} messages to label in {out}; read them before anybody else does.")
    _tell("Left out:", found.left_out)
    _tell("Taken out of what was kept:", found.removed)
    click.echo(f"Fill in `labels` (evals/data/understanding/README.md), then `evals check {out}`.")


def _tell(title: str, counts: Mapping[str, int]) -> None:
    if counts:
        click.echo(title + " " + ", ".join(f"{name} {n:,}" for name, n in sorted(counts.items())) + ".")
