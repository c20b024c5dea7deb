"""Every mail in every language, sent once over a real server; and word of what is back in stock."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import pytest
from jinja2 import UndefinedError
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import mails
from commerce.mails import KINDS, LANGUAGES, Kind, Letter, Links
from commerce.mails.preview import ABOUT
from commerce.models import StockLevel
from commerce.orders import back_in_stock
from commerce.orders.back_in_stock import NoSuchVariant
from core import outbox
from core.db import Sessions
from core.mail import Smtp
from core.models import WebhookEvent
from tests.commerce.test_checkout import variant_of
from tests.mail_server import SENDER, Postbox, listening

pytestmark = pytest.mark.anyio
LINKS = Links("https://shop.example", b"a secret for links")


class Words(HTMLParser):
    """What a reader sees of a page, and where its links go."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.links: list[str] = []
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in ("style", "title")
        self.links += [value or "" for name, value in attrs if (tag, name) == ("a", "href")]

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.seen.append(" ".join(data.split()))


def letter(kind: Kind, language: str = "en", **about: Any) -> Letter:
    return Letter(kind=kind, to="ada@example.com", about={**ABOUT[kind], **about}, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_says_the_same_in_html_and_text(kind: Kind, language: str) -> None:
    mail = mails.render(letter(kind, language), LINKS, uuid4())

    page = Words(mail.html)
    plain = " ".join(mail.text.split())
    preheader, brand, heading, *rest = page.seen
    assert (brand, bool(heading)) == ("VogueVault", True)
    assert [text for text in (preheader, *rest) if text not in plain] == []
    for link in page.links:
        assert link.startswith(("https://shop.example", "https://post.example")), link
        assert link in mail.text
    assert "{{" not in mail.html + mail.text + mail.subject
    assert "\n" not in mail.subject


def test_the_languages_have_the_same_mails_and_none_is_another_ones() -> None:
    subjects = {
        (kind, language): mails.render(letter(kind, language), LINKS, uuid4()).subject
        for kind in KINDS
        for language in LANGUAGES
    }

    assert len(set(subjects.values())) == len(KINDS) * len(LANGUAGES)


def test_what_a_merchant_or_shopper_wrote_never_becomes_markup_or_a_template() -> None:
    line = {"quantity": 1, "title": "<script>alert(1)</script>{{ 7 * 7 }}", "detail": "<b>", "total": 100}

    mail = mails.render(letter("order_placed", lines=[line], name="<i>Ada</i>"), LINKS, uuid4())

    assert "<script" not in mail.html
    assert "<i>" not in mail.html
    assert "{{ 7 * 7 }}" in mail.text
    assert "49" not in mail.text


def test_a_mail_that_lacks_what_its_text_names_is_not_made() -> None:
    about = {name: value for name, value in ABOUT["reset"].items() if name != "minutes"}

    with pytest.raises(UndefinedError, match="minutes"):
        mails.render(Letter(kind="reset", to="ada@example.com", about=about), LINKS, uuid4())


@pytest.mark.parametrize(
    ("language", "figure"),
    [("en", "1,234.56\u00a0EUR"), ("de", "1.234,56\u00a0EUR"), ("fr", "1\u202f234,56\u00a0EUR")],
)
def test_money_is_written_as_the_reader_writes_it(language: str, figure: str) -> None:
    mail = mails.render(letter("refunded", language, amount=123456, currency="EUR"), LINKS, uuid4())

    assert figure in mail.text


def test_a_guests_mail_opens_the_order_and_an_accounts_does_not() -> None:
    id = uuid4()
    about = {"order_id": str(id), "url": f"/orders/{id}"}

    guests = mails.render(letter("shipped", **about, guest="true"), LINKS, uuid4())
    accounts = mails.render(letter("shipped", **about), LINKS, uuid4())

    link = re.search(rf"https://shop\.example/orders/{id}#([\w-]+)", guests.text)
    assert link is not None
    assert LINKS.opens(link[1], "order", id)
    assert not LINKS.opens(link[1], "order", uuid4())
    assert not LINKS.opens(link[1], "invoice", id)
    assert f"https://shop.example/orders/{id}\n" in accounts.text


def test_links_outlive_a_change_of_the_secret_and_no_other_makes_them() -> None:
    id = uuid4()
    token = LINKS.token("order", id)

    assert Links("", b"a new one", b"a secret for links").opens(token, "order", id)
    assert not Links("", b"a new one").opens(token, "order", id)
    assert not LINKS.opens("", "order", id)
    assert not LINKS.opens("ü", "order", id)


# ── from the outbox to a server ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def postbox() -> AsyncIterator[tuple[Postbox, str]]:
    async with listening() as box:
        yield box


async def _sent(sessions: Sessions, url: str) -> list[str]:
    """Works on every mail that is due; what became of each."""
    send = mails.handler(Smtp(url), SENDER, LINKS)
    async with sessions.begin() as session:
        ids = await outbox.due(session)
    return [(await outbox.work(sessions, id, {("out", "mail"): send})).outcome for id in ids]


async def _due_again(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        later = WebhookEvent.next_attempt_at.is_not(None) & (WebhookEvent.next_attempt_at != outbox.WAITING)
        await session.execute(update(WebhookEvent).where(later).values(next_attempt_at=WebhookEvent.created_at))


async def _write(sessions: Sessions, key: str = "order_placed:1", **changes: Any) -> UUID | None:
    async with sessions.begin() as session:
        about = ABOUT["order_placed"]
        return await mails.write(
            session, "order_placed", **{"to": "ada@example.com", "key": key, "about": about, **changes}
        )


@pytest.mark.commits
async def test_a_mail_that_is_told_twice_is_sent_once(sessions: Sessions, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox

    written = [await _write(sessions) for _ in range(3)]
    outcomes = [await _sent(sessions, url) for _ in range(3)]

    assert [id is not None for id in written] == [True, False, False]
    assert outcomes == [["done"], [], []]
    (got,) = box.mails
    assert str(written[0]) in got["Message-ID"]


@pytest.mark.commits
async def test_a_busy_server_is_asked_again_and_a_closed_box_is_not(
    sessions: Sessions,
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    await _write(sessions)

    box.answer = "451 Try again later"
    assert await _sent(sessions, url) == ["again"]
    assert await _sent(sessions, url) == []
    await _due_again(sessions)
    box.answer = "250 OK"
    assert await _sent(sessions, url) == ["done"]
    await _write(sessions, "order_placed:2")
    box.answer = "550 No such mailbox"
    assert await _sent(sessions, url) == ["given_up"]

    assert len(box.mails) == 1
    async with sessions.begin() as session:
        query = select(WebhookEvent.last_error).where(WebhookEvent.external_id == "order_placed:2")
        assert "550 No such mailbox" in str(await session.scalar(query))


@pytest.mark.commits
@pytest.mark.parametrize("to", ["ada@example.com, eve@example.com", "ada@example.com\r\nBcc: eve@example.com"])
async def test_what_is_no_single_address_is_given_up(
    sessions: Sessions,
    postbox: tuple[Postbox, str],
    to: str,
) -> None:
    box, url = postbox
    await _write(sessions, to=to)

    assert await _sent(sessions, url) == ["given_up"]
    assert box.mails == []


async def test_nothing_is_written_to_somebody_who_was_forgotten(session: AsyncSession) -> None:
    written = await mails.write(session, "reset", to="x@erased.invalid", key="1", about=ABOUT["reset"])

    assert written is None
    assert (await session.scalars(select(WebhookEvent))).all() == []


@pytest.mark.parametrize(
    ("locale", "language"), [("de-AT", "de"), ("fr_CA", "fr"), ("pt", "en"), (None, "en"), ("", "en")]
)
async def test_a_mail_is_in_the_readers_language_where_it_is_spoken(
    session: AsyncSession, locale: str | None, language: str
) -> None:
    await mails.write(session, "reset", to="ada@example.com", key="1", about=ABOUT["reset"], locale=locale)

    (row,) = (await session.scalars(select(WebhookEvent))).all()
    assert row.payload["language"] == language


# ── back in stock ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def sold_out(sessions: Sessions) -> tuple[str, UUID]:
    """Slug and variant of something of which nothing is left."""
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=0, slug="the-linen-shirt", title="The linen shirt")
    return "the-linen-shirt", variant.id


async def _ask(sessions: Sessions, slug: str, variant_id: UUID, email: str = "ada@example.com") -> bool:
    async with sessions.begin() as session:
        return await back_in_stock.ask(session, slug, variant_id, email, locale=None)


async def _comes(sessions: Sessions, variant_id: UUID, units: int) -> int:
    async with sessions.begin() as session:
        await session.execute(update(StockLevel).where(StockLevel.variant_id == variant_id).values(on_hand=units))
    async with sessions.begin() as session:
        return await back_in_stock.tell(session)


@pytest.mark.commits
async def test_who_asked_is_told_once_when_it_is_there_again(
    sessions: Sessions,
    sold_out: tuple[str, UUID],
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    asked = [await _ask(sessions, *sold_out), await _ask(sessions, *sold_out, "Ada@Example.com")]

    assert await _sent(sessions, url) == []
    assert await _comes(sessions, sold_out[1], 0) == 0
    assert await _comes(sessions, sold_out[1], 2) == 1
    assert await _sent(sessions, url) == ["done"]
    assert await _comes(sessions, sold_out[1], 5) == 0

    (got,) = box.mails
    assert asked == [True, False]
    assert (got["To"], got["Subject"]) == ("ada@example.com", "It is back: The linen shirt")
    assert got["List-Unsubscribe"].startswith("<https://shop.example/back-in-stock/stop?id=")


@pytest.mark.commits
async def test_who_was_told_may_ask_again(
    sessions: Sessions,
    sold_out: tuple[str, UUID],
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    for _ in range(2):
        assert await _ask(sessions, *sold_out)
        assert await _comes(sessions, sold_out[1], 1) == 1
        assert await _sent(sessions, url) == ["done"]
        assert await _comes(sessions, sold_out[1], 0) == 0

    assert len({got["Message-ID"] for got in box.mails}) == 2


@pytest.mark.commits
async def test_who_stops_it_is_not_told_and_the_address_is_forgotten(
    sessions: Sessions,
    sold_out: tuple[str, UUID],
    postbox: tuple[Postbox, str],
) -> None:
    _, url = postbox
    await _ask(sessions, *sold_out)
    await _ask(sessions, *sold_out, "eve@example.com")
    async with sessions.begin() as session:
        mine = select(WebhookEvent).where(WebhookEvent.target_url == "mailto:ada@example.com")
        row = (await session.scalars(mine)).one()
        assert await back_in_stock.stop(session, row.id) == 1
        assert await back_in_stock.stop(session, uuid4()) == 0

    assert await _comes(sessions, sold_out[1], 3) == 1
    assert await _sent(sessions, url) == ["done"]


@pytest.mark.commits
async def test_one_address_asks_for_so_many_at_a_time(sessions: Sessions, sold_out: tuple[str, UUID]) -> None:
    async with sessions.begin() as session:
        variants = [await variant_of(session, stock=0, slug=f"shirt-{n}") for n in range(21)]

    asked = [await _ask(sessions, f"shirt-{n}", one.id) for n, one in enumerate(variants)]

    assert asked == [True] * 20 + [False]


@pytest.mark.commits
async def test_of_what_is_not_sold_nobody_is_told(sessions: Sessions, sold_out: tuple[str, UUID]) -> None:
    with pytest.raises(NoSuchVariant):
        await _ask(sessions, "another", sold_out[1])
    with pytest.raises(NoSuchVariant):
        await _ask(sessions, sold_out[0], uuid4())


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de", "de"),
        ("pt-BR, de-AT;q=0.9, en;q=0.8", "de"),
        ("en;q=0.2, fr-CA;q=0.7", "fr"),
        ("es_MX", "es"),
        ("ja, *;q=0.5", None),
        ("de;q=0, en;q=x", None),
        ("", None),
        (None, None),
    ],
)
def test_of_what_a_browser_prefers_the_first_that_the_shop_writes_in_is_taken(
    accepted: str | None, language: str | None
) -> None:
    assert mails.spoken(accepted) == language
