"""Mails over a real SMTP server on the loopback, and as files without one."""

import asyncio
import email
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from core import mail
from core.mail import Mail, MailFiles, Smtp
from core.outbox import Event, GaveUp

pytestmark = pytest.mark.anyio
SENDER = "VogueVault <hello@voguevault.example>"


class Postbox:
    """Takes mails, or answers with the code that it was told."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
async def postbox() -> AsyncIterator[tuple[Postbox, str]]:
    box = Postbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0)
    async with server:
        yield box, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def event(**changes: Any) -> Event:
    one = Mail(to="ada@example.com", subject="Your order – thank you", text="Thank you, Zoë.", html="<p>Thank you.</p>")
    payload = {**msgspec.to_builtins(one), **changes}
    return Event(uuid4(), "out", "mail", "order:1", "order_placed", "mailto:ada@example.com", payload, 1)


async def test_a_mail_arrives_with_text_and_html_that_say_the_same(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    sent = event()

    await mail.handler(Smtp(url), SENDER)(sent)

    (got,) = box.mails
    assert (got["To"], got["Subject"]) == ("ada@example.com", "Your order – thank you")
    assert got["From"] == SENDER
    assert [part.get_content_type() for part in got.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[attr-defined]
    assert str(sent.id) in got["Message-ID"]


async def test_the_same_mail_twice_has_one_message_id(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    sent = event()

    for _ in range(2):
        await mail.handler(Smtp(url), SENDER)(sent)

    assert len({got["Message-ID"] for got in box.mails}) == 1


async def test_an_address_that_does_not_exist_is_given_up(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    box.answer = "550 No such mailbox"

    with pytest.raises(GaveUp, match="550 No such mailbox"):
        await mail.handler(Smtp(url), SENDER)(event())


async def test_a_server_that_is_busy_is_asked_again_later(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    box.answer = "451 Try again later"

    with pytest.raises(Exception, match="451") as caught:
        await mail.handler(Smtp(url), SENDER)(event())
    assert not isinstance(caught.value, GaveUp)


async def test_a_server_that_is_away_is_asked_again_later() -> None:
    with pytest.raises(Exception, match=r"refused|connect") as caught:
        await mail.handler(Smtp("smtp://127.0.0.1:1"), SENDER)(event())
    assert not isinstance(caught.value, GaveUp)


@pytest.mark.parametrize(
    "changes", [{"subject": "Hello\r\nBcc: eve@example.com"}, {"to": "ada@example.com\r\nBcc: eve@example.com"}]
)
async def test_no_header_can_be_smuggled_in(postbox: tuple[Postbox, str], changes: dict[str, str]) -> None:
    box, url = postbox

    with pytest.raises(GaveUp):
        await mail.handler(Smtp(url), SENDER)(event(**changes))
    assert box.mails == []


async def test_without_a_server_mails_are_files(tmp_path: Path) -> None:
    await mail.handler(MailFiles(tmp_path / "mail"), SENDER)(event())

    (kept,) = (tmp_path / "mail").glob("*.eml")
    read = email.message_from_bytes(kept.read_bytes(), policy=email.policy.default)
    text = read.get_body(("plain",))
    assert text is not None
    assert text.get_content().strip() == "Thank you, Zoë."
