"""GET, PATCH and DELETE /api/aurora/profile: what is known of a shopper, learned from what, and its end."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, Meta, UnsetType
from sqlalchemy import delete as sql_delete
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import taste_store
from aurora.feedback import POLICY
from aurora.models import StyleProfile
from aurora.store import Shop
from aurora.taste import Correction, Example, Facet, Leaning, Verdict
from aurora.taste_population import Populations
from aurora.taste_store import Known, Stored
from aurora.types import Sizes, Stated, Text100
from commerce.garments import CATEGORIES, Department
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.errors import FieldError, InvalidInput
from core.ids import uuid7
from core.money import Money

MAX_BODY_BYTES = 16 * 1024
SHOWN = 0.05
"""Leanings weaker than this are not shown: they hardly move a score."""
LEANINGS = 20

Names = Annotated[tuple[Text100, ...], Meta(max_length=20)]
OneToTen = Annotated[int, Meta(ge=1, le=10)]


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    personalisation: bool
    analytics: bool | UnsetType = UNSET
    """Whether what is said from now on may be read, without names, to measure and improve Aurora."""


class CorrectionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is true of a value; None takes an earlier correction back."""

    kind: Facet
    value: Text100
    verdict: Literal["like", "dislike", "ignore"] | None


class ProfileRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What changes; what is left out stays, null clears."""

    department: Department | UnsetType | None = UNSET
    sizes: Sizes | UnsetType | None = UNSET
    palette: Names | UnsetType | None = UNSET
    avoid: Names | UnsetType | None = UNSET
    brands: Names | UnsetType | None = UNSET
    comfort: OneToTen | UnsetType | None = UNSET
    boldness: OneToTen | UnsetType | None = UNSET
    budget: Money | UnsetType | None = UNSET
    consent: Consent | UnsetType = UNSET
    corrections: Annotated[tuple[CorrectionRequest, ...], Meta(max_length=50)] = ()


class LearnedView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was learned, and from what."""

    kind: Facet
    value: str
    label: str
    leaning: Literal["like", "dislike"]
    strength: float
    """0..1, as scoring uses it: shrunk, and faded with age."""
    because: str
    counts: dict[Verdict, int]
    last_at: datetime
    examples: tuple[Example, ...]
    corrected: Literal["like", "dislike", "ignore"] | None = None


class CorrectionView(msgspec.Struct, frozen=True):
    kind: Facet
    value: str
    label: str
    verdict: Literal["like", "dislike", "ignore"]
    at: datetime


class ConsentView(msgspec.Struct, frozen=True):
    personalisation: bool
    at: datetime | None
    analytics: bool = False


class TasteView(msgspec.Struct, frozen=True):
    events: int
    trust: float
    """0..1: how much the likeness to what was liked counts."""


class ProfileView(msgspec.Struct, frozen=True, kw_only=True):
    consent: ConsentView
    kept: Literal["profile", "visit", "nothing"]
    """Whether what was learned is kept, counts for this visit, or there is nothing."""
    stated: Stated
    learned: tuple[LearnedView, ...]
    taste: TasteView
    corrections: tuple[CorrectionView, ...]


@get(
    "/api/aurora/profile",
    tags=["aurora"],
    summary="What Aurora knows of you, and from what",
    responses=refusals(401),
)
async def get_profile(
    request: AnyRequest, desk: NamedDependency[Desk], sessions: NamedDependency[Sessions], shop: NamedDependency[Shop]
) -> Response[ProfileView]:
    visitor_id, now = desk.identify(request).id, taste_store.now_utc()
    async with sessions.begin() as session:
        known = await taste_store.known(session, visitor_id, shop.embedding_model, now)
        seen = view(known, now)
    return Response(seen, headers={"Cache-Control": "no-store"})


@patch(
    "/api/aurora/profile",
    request_max_body_size=MAX_BODY_BYTES,
    tags=["aurora"],
    summary="Say what is so, correct what was learned, allow or forbid learning",
    responses=refusals(400, 401, 413, 429),
)
async def change_profile(
    request: AnyRequest,
    data: JSONBody[ProfileRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    shop: NamedDependency[Shop],
    populations: NamedDependency[Populations],
) -> Response[ProfileView]:
    _refuse(data)
    admission = await desk.admit(request, POLICY)
    visitor_id, now = admission.visitor.id, taste_store.now_utc()
    async with sessions.begin() as session:
        population = await populations.get(session)
        await taste_store.one_at_a_time(session, visitor_id)
        row = await _own_row(session, visitor_id)
        _state(row, data)
        row.learned = msgspec.to_builtins(_corrected(taste_store.stored(row), data.corrections, now))
        if data.consent is not UNSET:
            await _consent(session, row, visitor_id, data.consent, now)
        await session.flush()
        await taste_store.relearn(session, visitor_id, shop.embedding_model, population, now)
        seen = view(await taste_store.known(session, visitor_id, shop.embedding_model, now), now)
    headers = {**admission.headers, "Cache-Control": "no-store"}
    return Response(seen, headers=headers, cookies=admission.cookies)


@delete(
    "/api/aurora/profile",
    tags=["aurora"],
    summary="Forget me",
    description="The profile and what was learned are deleted, and the figures by which your looks were chosen; "
    "feedback given is cut from you and never learned from. Conversations and looks are deleted by themselves.",
    responses=refusals(401),
)
async def forget_profile(request: AnyRequest, desk: NamedDependency[Desk], sessions: NamedDependency[Sessions]) -> None:
    visitor_id = desk.identify(request).id
    async with sessions.begin() as session:
        await taste_store.one_at_a_time(session, visitor_id)
        await session.execute(sql_delete(StyleProfile).where(StyleProfile.visitor_id == visitor_id))
        await taste_store.anonymise(session, visitor_id)
        await taste_store.forget_likeness(session, visitor_id)


# ── changing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _refuse(data: ProfileRequest) -> None:
    """Raises InvalidInput for a NUL, which PostgreSQL stores nowhere."""
    if b"\\u0000" in msgspec.json.encode(data):
        raise InvalidInput("A text holds a NUL character. Leave it out.", errors=(FieldError("body", "holds NUL"),))


async def _own_row(session: AsyncSession, visitor_id: UUID) -> StyleProfile:
    row = await taste_store.profile_row(session, visitor_id)
    if row is None:
        row = StyleProfile(
            id=uuid7(), visitor_id=visitor_id, sizes={}, palette=[], avoid=[], brands=[], learned={}, consent={}
        )
        session.add(row)
    return row


def _state(row: StyleProfile, data: ProfileRequest) -> None:
    """Writes what was stated; what was left out stays."""
    plain: dict[str, Any] = {"department": data.department, "comfort": data.comfort, "boldness": data.boldness}
    for name, value in plain.items():
        if value is not UNSET:
            setattr(row, name, value)
    for name, names in {"palette": data.palette, "avoid": data.avoid}.items():
        if names is not UNSET:
            setattr(row, name, [each.strip().casefold() for each in names or ()])
    if data.brands is not UNSET:
        row.brands = [each.strip() for each in data.brands or ()]
    if data.sizes is not UNSET:
        row.sizes = msgspec.to_builtins(data.sizes) if data.sizes else {}
    if data.budget is not UNSET:
        row.budget_amount = data.budget.amount if data.budget else None
        row.budget_currency = data.budget.currency if data.budget else None


def _corrected(before: Stored, corrections: tuple[CorrectionRequest, ...], now: datetime) -> Stored:
    """What is stored with the corrections applied, each to its own value, the last word on one standing."""
    kept = {(each.facet, each.value): each for each in before.corrections}
    for each in corrections:
        kept.pop((each.kind, each.value), None)
        if each.verdict is not None:
            kept[each.kind, each.value] = Correction(each.kind, each.value, each.verdict, now)
    return Stored(before.taste, tuple(kept.values()))


async def _consent(session: AsyncSession, row: StyleProfile, visitor_id: UUID, said: Consent, now: datetime) -> None:
    """Writes the consent down; taken back, all that was learned goes, and no event is learned from again."""
    before, given = row.consent or {}, said.personalisation
    analytics = bool(before.get(taste_store.ANALYTICS)) if said.analytics is UNSET else said.analytics
    row.consent = {taste_store.CONSENT: given, "at": now.isoformat()}
    if analytics:
        since = before.get(taste_store.ANALYTICS_AT) or now.isoformat()
        row.consent |= {taste_store.ANALYTICS: True, taste_store.ANALYTICS_AT: since}
    if not given:
        row.learned = msgspec.to_builtins(Stored(None, taste_store.stored(row).corrections))
        row.taste, row.taste_model = None, None
        await taste_store.forget_likeness(session, visitor_id)
    await taste_store.consent(session, visitor_id, given, now)
    if not analytics:
        await taste_store.withdraw(session, visitor_id, taste_store.ANALYTICS)


# ── showing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def view(known: Known, now: datetime) -> ProfileView:
    """The profile as the shopper sees it."""
    learned = known.learned.taste if known.learned else None
    said = {(each.facet, each.value): each for each in known.corrections}
    seen = []
    if learned is not None:
        for each in learned.leanings:
            correction, strength = said.get((each.facet, each.value)), learned.strength(each, now)
            if correction is not None or abs(strength) >= SHOWN:
                seen.append(_leaning(each, strength, correction))
    kept: Literal["profile", "visit", "nothing"] = (
        "nothing" if learned is None else "profile" if known.consented else "visit"
    )
    return ProfileView(
        consent=_consent_view(known.row),
        kept=kept,
        stated=taste_store.stated(known.row),
        learned=tuple(sorted(seen, key=lambda each: -each.strength)[:LEANINGS]),
        taste=TasteView(learned.events, round(learned.trust(now), 3)) if learned else TasteView(0, 0.0),
        corrections=tuple(
            CorrectionView(each.facet, each.value, label(each.facet, each.value), each.verdict, each.at)
            for each in known.corrections
        ),
    )


def _leaning(leaning: Leaning, strength: float, correction: Correction | None) -> LearnedView:
    return LearnedView(
        kind=leaning.facet,
        value=leaning.value,
        label=label(leaning.facet, leaning.value),
        leaning="like" if strength >= 0 else "dislike",
        strength=round(abs(strength), 3),
        because=because(leaning.counts),
        counts=leaning.counts,
        last_at=leaning.last_at,
        examples=leaning.examples,
        corrected=correction.verdict if correction else None,
    )


_DID: dict[Verdict, str] = {
    "purchased": "bought {n}", "worn": "wore {n}", "like": "liked {n}", "bagged": "put {n} into the bag",
    "saved": "saved {n}", "shared": "shared {n}", "tried_on": "tried on {n}",
    "unbagged": "took {n} out of the bag again",
    "clicked": "looked at {n}", "dislike": "did not like {n}", "returned": "sent back {n}",
}  # fmt: skip


def because(counts: dict[Verdict, int]) -> str:
    """What a leaning was learned from, in one sentence: `You bought 1 and liked 2.`"""
    parts = [way.format(n=counts[verdict]) for verdict, way in _DID.items() if counts.get(verdict)]
    head, last = parts[:-1], parts[-1:]
    return f"You {', '.join(head)}{' and ' if head else ''}{''.join(last)}."


def label(facet: Facet, value: str) -> str:
    """The value as one would say that one likes it: `handbags`, `plain pieces`, `lower prices`, `navy`."""
    if facet == "category":
        return CATEGORIES[value].plural if value in CATEGORIES else value.replace("_", " ")
    if facet == "price":
        return f"{value} prices"
    if facet in ("pattern", "formality"):
        return f"{value.replace('_', '-')} pieces"
    return value.replace("_", " ")


def _consent_view(row: StyleProfile | None) -> ConsentView:
    given = row.consent if row is not None else {}
    at = msgspec.convert(given.get("at"), datetime | None)
    return ConsentView(bool(given.get(taste_store.CONSENT)), at, bool(given.get(taste_store.ANALYTICS)))
