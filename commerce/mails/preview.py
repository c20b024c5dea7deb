"""`aurora mails preview DIR`: every mail in every language as files, to be looked at in a browser."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from commerce import mails
from commerce.mails import KINDS, LANGUAGES, Kind, Letter, Links

__all__ = ["ABOUT", "group", "write_all"]

_ORDER_ID = UUID("01980000-0000-7000-8000-000000000001")
_ORDER: dict[str, Any] = {
    "number": "VV-7K3M9QXA", "name": "Zoë", "currency": "EUR", "order_id": str(_ORDER_ID),
    "url": f"/orders/{_ORDER_ID}",
}  # fmt: skip
_LINES = [
    {"quantity": 1, "title": "Linen shirt with a stand-up collar", "detail": "Navy, M", "total": 8900},
    {"quantity": 2, "title": "Merino socks", "detail": "Charcoal, 41–43", "total": 2800},
]

ABOUT: dict[Kind, dict[str, Any]] = {
    "verify": {"name": "Zoë", "url": "/account/verify?token=preview", "hours": 24},
    "reset": {"url": "/account/reset?token=preview", "minutes": 60},
    "known_address": {"url": "/account", "reset_url": "https://shop.example/account/reset"},
    "order_placed": {
        **_ORDER,
        "lines": _LINES,
        "adjustments": [{"name": "WELCOME10", "amount": -1170}, {"name": "Standard delivery", "amount": 595}],
        "total": 11125,
    },
    "shipped": {
        **_ORDER,
        "lines": [{**line, "total": None} for line in _LINES],
        "tracking": {"carrier": "Post", "number": "RR123456785DE", "url": "https://post.example/RR123456785DE"},
        "whole": False,
    },
    "refunded": {**_ORDER, "amount": 2800},
    "cancelled": {**_ORDER, "reason": "", "has_paid": True},
    "payment_failed": {**_ORDER, "total": 11125},
    "back_in_stock": {
        "title": "Linen shirt with a stand-up collar",
        "detail": "Navy, M",
        "url": "/products/linen-shirt",
    },
}
"""What each kind of mail is about, invented: for previews and tests."""


def write_all(directory: Path) -> list[Path]:
    """The files, `<language>-<kind>.html` and `.txt`, which are written into the directory."""
    directory.mkdir(parents=True, exist_ok=True)
    links = Links("https://shop.example", b"preview")
    written = []
    for language in LANGUAGES:
        for kind in KINDS:
            letter = Letter(kind=kind, to="zoe@example.com", about=ABOUT[kind], language=language)
            mail = mails.render(letter, links, _ORDER_ID)
            for suffix, content in (("html", mail.html), ("txt", f"Subject: {mail.subject}\n\n{mail.text}")):
                path = directory / f"{language}-{kind}.{suffix}"
                path.write_text(content, encoding="utf-8")
                written.append(path)
    return written


@click.group("mails")
def group() -> None:
    """The shop's e-mails."""


@group.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def preview(directory: Path) -> None:
    """Write every mail in every language into DIRECTORY, as HTML and as text."""
    written = write_all(directory)
    click.echo(f"{len(written)} files in {directory}")
