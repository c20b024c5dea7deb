"""The shop's e-mails: a template a kind, rendered when it is decided, sent by the worker.

A template has three blocks, `subject`, `text` and `body`; the last is put into the shop's frame. Everything is escaped,
and a name that a template asks for and nobody gives is an error.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal
from uuid import UUID

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy.ext.asyncio import AsyncSession

from core import outbox
from core.mail import Mail
from core.money import Money, show

__all__ = ["Kind", "render", "write"]

Kind = Literal[
    "verify", "reset", "known_address", "order_placed", "shipped", "refunded", "cancelled", "payment_failed",
    "back_in_stock",
]  # fmt: skip
LANGUAGES = ("en",)


async def write(
    session: AsyncSession, kind: Kind, *, to: str, key: str, about: Mapping[str, Any], locale: str | None = None
) -> UUID | None:
    """Puts a mail in the outbox, in the caller's transaction; None where one was written under this key before.

    key: what makes it the same mail (`order_placed:<order id>`), so that each is sent once.
    """
    mail = render(kind, to=to, about=about, locale=locale)
    payload = msgspec.to_builtins(mail)
    target = f"mailto:{to}"
    return await outbox.put(session, source="mail", key=key, kind=f"mail.{kind}", target=target, payload=payload)


def render(kind: Kind, *, to: str, about: Mapping[str, Any], locale: str | None = None) -> Mail:
    """The mail in the reader's language where there is one, else in English."""
    wanted = (locale or "en").split("-")[0]
    language = wanted if wanted in LANGUAGES else "en"
    plain, framed = _environments()
    given = {**about, "language": language}
    template = plain.get_template(f"{language}/{kind}.txt")
    subject, _, text = template.render(given).strip().partition("\n")
    html = framed.get_template(f"{language}/{kind}.html").render({**given, "subject": subject})
    return Mail(to=to, subject=subject.strip(), text=text.strip() + "\n", html=html)


@cache
def _environments() -> tuple[Environment, Environment]:
    """Of plain text, and of HTML, which escapes."""
    loader = PackageLoader("commerce.mails")
    plain = Environment(loader=loader, undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    framed = Environment(loader=loader, undefined=StrictUndefined, autoescape=True)
    for each in (plain, framed):
        each.filters["money"] = _money
    return plain, framed


def _money(amount: int, currency: str) -> str:
    return show(Money(amount, currency))
