"""A shopper's taste in the database: the events it is learned from, and the profile row that holds what was learned.

What is learned is a function of the events that may be used and of nothing else, and is made anew whenever one comes or
goes. With consent that is every event the shopper consented to; without, those of the visit, and nothing is stored.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, any_, bindparam, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import taste
from aurora.models import Interaction, OutfitItemRow, OutfitRow, StyleProfile
from aurora.taste import Correction, Event, Facet, Learned, Taste, Verdict
from aurora.taste_population import Population
from aurora.types import Sizes, Stated
from commerce.garments import Department
from core.money import Money

KIND: dict[Verdict, str] = {
    "like": "like", "dislike": "dislike", "worn": "worn", "returned": "return", "purchased": "purchase",
    "clicked": "click", "tried_on": "try_on", "saved": "save", "shared": "share", "bagged": "cart_add",
    "unbagged": "cart_remove",
}  # fmt: skip
"""A verdict's name in `interactions.kind`."""
_VERDICT: dict[str, Verdict] = {kind: verdict for verdict, kind in KIND.items()}
VISIT = timedelta(hours=4)
"""Without consent, what is younger than this counts: what one sitting may last."""
READ = 400
"""The newest events that are read: with four a day, what is older weighs under a half."""
CONSENT = "personalisation"
ANALYTICS, ANALYTICS_AT = "analytics", "analytics_at"


class Piece(msgspec.Struct, frozen=True):
    """A piece as it was when it was judged; `interactions.data.pieces`."""

    product_id: UUID
    colour: str | None = None
    """None where a product was judged without a variant: then all its colours share the verdict."""
    price: str | None = None
    """`taste.price_band` against what the slot usually costs."""


class Stored(msgspec.Struct, frozen=True):
    """`style_profiles.learned`: what was learned from what, and what the shopper says of it."""

    taste: Taste | None = None
    corrections: tuple[Correction, ...] = ()


class Known(msgspec.Struct, frozen=True):
    """What is known of a shopper's taste at this moment."""

    learned: Learned | None
    corrections: tuple[Correction, ...]
    consented: bool
    row: StyleProfile | None


async def one_at_a_time(session: AsyncSession, visitor_id: UUID) -> None:
    """Feedback and changes of one profile wait for each other until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"taste:{visitor_id}", 0))))


async def profile_row(session: AsyncSession, visitor_id: UUID) -> StyleProfile | None:
    found: StyleProfile | None = await session.scalar(select(StyleProfile).where(StyleProfile.visitor_id == visitor_id))
    return found


def agreed(row: StyleProfile | None) -> list[str]:
    """What an event of the shopper may be used for, as it is stored with the event."""
    given = (row.consent or {}) if row is not None else {}
    return [purpose for purpose in (ANALYTICS, CONSENT) if given.get(purpose)]


def consents(row: StyleProfile | None) -> bool:
    return bool(row is not None and (row.consent or {}).get(CONSENT))


def stored(row: StyleProfile | None) -> Stored:
    """What the row holds; nothing where there is none."""
    return msgspec.convert(row.learned, Stored, strict=False) if row is not None and row.learned else Stored()


def stated(row: StyleProfile | None) -> Stated:
    """What the shopper said of themselves; nothing where there is no row."""
    if row is None:
        return Stated()
    budget = None
    if row.budget_amount is not None and row.budget_currency is not None:
        budget = Money(row.budget_amount, row.budget_currency)
    return Stated(
        department=msgspec.convert(row.department, Department | None),
        sizes=msgspec.convert(row.sizes, Sizes) if row.sizes else None,
        palette=tuple(row.palette or ()),
        avoid=tuple(row.avoid or ()),
        brands=tuple(row.brands or ()),
        comfort=row.comfort,
        boldness=row.boldness,
        budget=budget,
    )


async def known(session: AsyncSession, visitor_id: UUID, model: str, now: datetime) -> Known:
    """What a turn or the profile's page may use: the stored taste with consent, else what this visit says."""
    row = await profile_row(session, visitor_id)
    kept = stored(row)
    if row is not None and consents(row):
        vector = tuple(_floats(row.taste)) if row.taste is not None and row.taste_model == model else None
        learned = Learned(kept.taste, vector) if kept.taste else None
        return Known(learned, kept.corrections, True, row)
    events = await events_of(session, visitor_id, model, consented=False, now=now)
    return Known(taste.learn(events, now) if events else None, kept.corrections, False, row)


async def relearn(
    session: AsyncSession, visitor_id: UUID, model: str, population: Population, now: datetime
) -> StyleProfile | None:
    """Makes what is stored of the shopper's taste anew from their events; nothing is stored without consent."""
    row = await profile_row(session, visitor_id)
    if row is None or not consents(row):
        return row
    events = await events_of(session, visitor_id, model, consented=True, now=now)
    department: Any = row.department or await _department(session, events)
    learned = taste.learn(events, now, population.prior(department))
    kept = Stored(learned.taste if events else None, stored(row).corrections)
    row.learned = msgspec.to_builtins(kept)
    row.taste = list(learned.vector) if learned.vector else None
    row.taste_model = model if learned.vector else None
    await session.flush()
    return row


async def _department(session: AsyncSession, events: Sequence[Event]) -> Department | None:
    """The department that most of the judged pieces come from."""
    ids = [event.product_id for event in events]
    query = text("SELECT department FROM voguevault.products WHERE id = ANY(:ids)").bindparams(_ids())
    found = Counter((await session.scalars(query, {"ids": ids})).all()) if ids else Counter()
    return found.most_common(1)[0][0] if found else None


def _floats(vector: Any) -> list[float]:
    """The numbers of a vector column, however the driver hands it over."""
    return [float(x) for x in (vector.to_list() if hasattr(vector, "to_list") else vector)]


# ── events ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def events_of(
    session: AsyncSession, visitor_id: UUID, model: str, *, consented: bool, now: datetime
) -> list[Event]:
    """The shopper's verdicts on pieces that may be learned from, with the pieces' facts and vectors."""
    rows = await _interactions(session, visitor_id, consented, now)
    pieces = {row.id: _pieces(row) for row in rows}
    facts = await _facts(session, {piece.product_id for found in pieces.values() for piece in found}, model)
    return [
        _event(row, piece, facts[piece.product_id], len(pieces[row.id]))
        for row in rows
        for piece in pieces[row.id]
        if piece.product_id in facts
    ]


async def _interactions(
    session: AsyncSession, visitor_id: UUID, consented: bool, now: datetime
) -> Sequence[Interaction]:
    usable = literal(CONSENT) == any_(Interaction.consent) if consented else Interaction.occurred_at > now - VISIT
    query = (
        select(Interaction)
        .where(
            Interaction.visitor_id == visitor_id,
            Interaction.kind.in_(_VERDICT),
            Interaction.object_kind.in_(("product", "variant", "outfit")),
            usable,
        )
        .order_by(Interaction.occurred_at.desc())
        .limit(READ)
    )
    return (await session.scalars(query)).all()


def _pieces(row: Interaction) -> tuple[Piece, ...]:
    given = (row.data or {}).get("pieces")
    if given:
        return msgspec.convert(given, tuple[Piece, ...], strict=False)
    return (Piece(row.product_id),) if row.product_id else ()


async def _facts(session: AsyncSession, products: set[UUID], model: str) -> dict[UUID, Row[Any]]:
    if not products:
        return {}
    found = await session.execute(_FACTS, {"ids": list(products), "model": model})
    return {row.id: row for row in found}


def _ids() -> Any:
    return bindparam("ids", type_=ARRAY(PgUUID(as_uuid=True)))


_FACTS = text("""
SELECT p.id, p.title, p.brand, p.category, p.pattern, p.materials, p.colours, p.formality, p.slot, p.department,
       e.embedding::text AS vector
FROM voguevault.products p
LEFT JOIN voguevault.product_embeddings e
  ON e.product_id = p.id AND e.slot = p.slot AND e.department = p.department AND e.model = :model
WHERE p.id = ANY(:ids)
""").bindparams(_ids())

_vector = msgspec.json.Decoder(tuple[float, ...])


def _event(row: Interaction, piece: Piece, facts: Row[Any], pieces: int) -> Event:
    colours = (piece.colour,) if piece.colour else tuple(facts.colours)
    values: dict[Facet, tuple[str, ...]] = {
        "colour": tuple(name for name in colours if name != "multicolour"),
        "brand": (facts.brand,) if facts.brand else (),
        "category": (facts.category,),
        "pattern": (facts.pattern,),
        "material": tuple(facts.materials),
        "formality": (taste.formality_band(facts.formality),),
        "price": (piece.price,) if piece.price else (),
    }
    return Event(
        id=row.id,
        object_id=row.object_id or row.id,
        product_id=piece.product_id,
        title=facts.title,
        verdict=_VERDICT[row.kind],
        at=row.occurred_at,
        share=1 / pieces,
        rating=row.rating,
        facts={facet: found for facet, found in values.items() if found},
        vector=_vector.decode(facts.vector) if facts.vector else None,
    )


# ── consent and forgetting ─────────────────────────────────────────────────────────────────────────────────────────


async def consent(session: AsyncSession, visitor_id: UUID, given: bool, now: datetime) -> None:
    """Lets the events be learned from, those of this visit with them, or never again."""
    mine = Interaction.visitor_id == visitor_id
    if given:
        fresh = mine & (Interaction.occurred_at > now - VISIT) & ~(literal(CONSENT) == any_(Interaction.consent))
        await session.execute(
            update(Interaction).where(fresh).values(consent=func.array_append(Interaction.consent, CONSENT))
        )
    else:
        await withdraw(session, visitor_id, CONSENT)


async def withdraw(session: AsyncSession, visitor_id: UUID, purpose: str) -> None:
    """No event of the shopper serves the purpose any more."""
    await session.execute(
        update(Interaction)
        .where(Interaction.visitor_id == visitor_id, literal(purpose) == any_(Interaction.consent))
        .values(consent=func.array_remove(Interaction.consent, purpose))
    )


async def anonymise(session: AsyncSession, visitor_id: UUID) -> None:
    """Cuts the shopper's events from them, and from the looks and turns that would lead back; nothing is learned from
    them any more. Each gets a stranger's id of its own, so that they are not one person's either."""
    await session.execute(
        update(Interaction)
        .where(Interaction.visitor_id == visitor_id)
        .values(
            visitor_id=func.gen_random_uuid(), outfit_id=None, turn_id=None, reason=None, consent=[], data={},
            object_id=Interaction.product_id,
        )
    )  # fmt: skip


async def forget_likeness(session: AsyncSession, visitor_id: UUID) -> None:
    """Empties the figures by which the shopper's looks were chosen: they hold what was learned, product by product."""
    mine = select(OutfitRow.id).where(OutfitRow.visitor_id == visitor_id)
    await session.execute(update(OutfitItemRow).where(OutfitItemRow.outfit_id.in_(mine)).values(features={}, terms={}))


def now_utc() -> datetime:
    return datetime.now(UTC)
