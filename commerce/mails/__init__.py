"""The shop's e-mails: what one is about is written when it is decided, its words are made when the worker sends it.

The words lie in `texts/<language>.toml`, a section a kind; one frame makes HTML of them and one plain text, so that
both say the same. In HTML everything is escaped, and a name that a text asks for and nobody gave is an error.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from email.errors import MessageError
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, pass_context
from jinja2.runtime import Context
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.mails.languages import LANGUAGES, language_of, spoken, written
from commerce.mails.links import Links
from core import outbox
from core.mail import Mail, Mailer, compose
from core.outbox import Event, GaveUp, Handler

__all__ = ["KINDS", "LANGUAGES", "SOURCE", "Kind", "Letter", "Links", "handler", "render", "spoken", "write"]

Kind = Literal[
    "verify", "reset", "known_address", "order_placed", "shipped", "refunded", "cancelled", "payment_failed",
    "back_in_stock",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
SOURCE = "mail"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that was decided. about: what its text names; `url` is the button's, a path of the shop's."""

    kind: Kind
    to: str
    about: dict[str, Any]
    language: str = "en"


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of mail in one language; each text is a template."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    button: str
    after: tuple[str, ...] = ()


async def write(
    session: AsyncSession,
    kind: Kind,
    *,
    to: str,
    key: str,
    about: Mapping[str, Any],
    locale: str | None = None,
    due_at: datetime | None = None,
) -> UUID | None:
    """Puts a mail in the outbox, in the caller's transaction; None where one was written under this key before, and for
    an address under `.invalid` (RFC 2606), which nobody has: that of somebody who was forgotten.

    key: what makes it the same mail (`order_placed:<order id>`), so that each is sent once. locale: the reader's
    (`de-AT`); one that is not written in is answered in English. due_at: as `core.outbox.put`.
    """
    if to.endswith(".invalid"):
        return None
    letter = Letter(kind=kind, to=to, about=dict(about), language=language_of(locale))
    return await outbox.put(
        session, source=SOURCE, key=key, kind=f"mail.{kind}", target=f"mailto:{to}",
        payload=msgspec.to_builtins(letter), due_at=due_at,
    )  # fmt: skip


def render(letter: Letter, links: Links, id: UUID) -> Mail:
    """The mail in its language. id: the outbox row's. Raises TemplateError where `about` lacks something."""
    words, common = _words(letter.language)
    stop = links.to("/back-in-stock/stop", id=str(id), token=links.token("stop", id))
    given = {
        "name": "", "lines": [], "adjustments": [], "total": None, "currency": "", "shop": links.shop,
        "language": letter.language, **letter.about, "url": _url(letter, links),
        "stop_url": stop if letter.kind == "back_in_stock" else None,
    }  # fmt: skip

    def said(text: str) -> str:
        return _plain().from_string(text).render(given).strip()

    one = words[letter.kind]
    subject = " ".join(said(one.subject).split())
    content = {
        "subject": subject,
        "heading": said(one.heading),
        "paragraphs": [text for text in map(said, one.paragraphs) if text],
        "after": [text for text in map(said, one.after) if text],
        "button": said(one.button),
        "common": {name: said(text) for name, text in common.items()},
    }
    return Mail(
        to=letter.to,
        subject=subject,
        text=_plain().get_template("frame.txt").render({**given, **content}),
        html=_framed().get_template("frame.html").render({**given, **content}),
        unsubscribe_url=given["stop_url"],
    )


def handler(mailer: Mailer, sender: str, links: Links) -> Handler:
    """The outbox's handler of mails: what can never be sent is given up, all else is tried again."""

    async def send(event: Event) -> None:
        try:
            mail = render(msgspec.convert(event.payload, Letter), links, event.id)
            message = compose(mail, sender=sender, key=str(event.id))
        except (msgspec.ValidationError, TemplateError, MessageError, ValueError) as error:
            raise GaveUp(f"No mail can be made of it: {type(error).__name__}: {error}") from None
        await mailer.send(message)

    return send


def _url(letter: Letter, links: Links) -> str:
    """The button's address. A guest's order is opened by what stands behind `#`, which no server's log ever sees."""
    path = str(letter.about["url"])
    token = f"#{links.token('order', UUID(letter.about['order_id']))}" if letter.about.get("guest") else ""
    return (links.to(path) if path.startswith("/") else path) + token


@cache
def _words(language: str) -> tuple[Mapping[str, Words], Mapping[str, str]]:
    raw = tomllib.loads((files("commerce.mails") / "texts" / f"{language}.toml").read_text("utf-8"))
    common = msgspec.convert(raw.pop("common"), dict[str, str])
    return msgspec.convert(raw, dict[str, Words]), common


@cache
def _plain() -> Environment:
    return _environment(escape=False)


@cache
def _framed() -> Environment:
    return _environment(escape=True)


def _environment(*, escape: bool) -> Environment:
    made = Environment(
        loader=PackageLoader("commerce.mails"), undefined=StrictUndefined, autoescape=escape, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters["money"] = pass_context(_money)
    return made


def _money(context: Context, amount: int, currency: str) -> str:
    return written(amount, currency, context["language"])
