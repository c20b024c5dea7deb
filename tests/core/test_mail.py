"""Mails over a real SMTP server on the loopback, and as files without one."""

import email
from collections.abc import AsyncIterator
from email.errors import MessageError
from pathlib import Path
from typing import Any

import aiosmtplib
import msgspec
import pytest

from core import mail
from core.mail import Mail, MailFiles, Smtp
from core.outbox import GaveUp
from tests.mail_server import SENDER, Postbox, listening

pytestmark = pytest.mark.anyio


@pytest.fixture
async def postbox() -> AsyncIterator[tuple[Postbox, str]]:
    async with listening() as box:
        yield box


def letter(**changes: Any) -> Mail:
    one = Mail(to="ada@example.com", subject="Your order – thank you", text="Thank you, Zoë.", html="<p>Thank you.</p>")
    return msgspec.structs.replace(one, **changes)


async def sent(url: str, key: str = "1", **changes: Any) -> None:
    await Smtp(url).send(mail.compose(letter(**changes), sender=SENDER, key=key))


async def test_a_mail_arrives_with_text_and_html_that_say_the_same(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox

    await sent(url, key="a1")

    (got,) = box.mails
    assert (got["To"], got["Subject"]) == ("ada@example.com", "Your order – thank you")
    assert got["From"] == SENDER
    assert [part.get_content_type() for part in got.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[attr-defined]
    assert got["Message-ID"] == "<a1@voguevault.example>"


async def test_the_same_mail_twice_has_one_message_id(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox

    for _ in range(2):
        await sent(url)

    assert len({got["Message-ID"] for got in box.mails}) == 1


async def test_an_address_that_does_not_exist_is_given_up(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    box.answer = "550 No such mailbox"

    with pytest.raises(GaveUp, match="550 No such mailbox"):
        await sent(url)


async def test_a_server_that_is_busy_is_asked_again_later(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    box.answer = "451 Try again later"

    with pytest.raises(Exception, match="451") as caught:
        await sent(url)
    assert not isinstance(caught.value, GaveUp)


async def test_a_server_that_is_away_is_asked_again_later() -> None:
    with pytest.raises(Exception, match=r"refused|connect") as caught:
        await sent("smtp://127.0.0.1:1")
    assert not isinstance(caught.value, GaveUp)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hello\r\nBcc: eve@example.com"},
        {"subject": "Hello\nBcc: eve@example.com"},
        {"to": "ada@example.com\r\nBcc: eve@example.com"},
        {"to": "ada@example.com, eve@example.com"},
        {"to": "eve@example.com,ada@example.com"},
        {"to": "Ada <eve@example.com>"},
        {"to": "x:eve@example.com,ada@example.com;"},
        {"reply_to": "ada@example.com\r\nBcc: eve@example.com"},
        {"unsubscribe_url": "https://shop.example/stop>\r\nBcc: eve@example.com"},
    ],
)
async def test_no_header_can_be_smuggled_in(postbox: tuple[Postbox, str], changes: dict[str, str]) -> None:
    box, url = postbox

    with pytest.raises((ValueError, MessageError)):
        await sent(url, **changes)
    assert box.mails == []


async def test_without_a_server_mails_are_files(tmp_path: Path) -> None:
    await MailFiles(tmp_path / "mail").send(mail.compose(letter(), sender=SENDER, key="1"))

    (kept,) = (tmp_path / "mail").glob("*.eml")
    read = email.message_from_bytes(kept.read_bytes(), policy=email.policy.default)
    text = read.get_body(("plain",))
    assert text is not None
    assert text.get_content().strip() == "Thank you, Zoë."


async def test_a_password_is_not_said_to_a_server_that_does_not_encrypt(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    port = url.rpartition(":")[2]

    with pytest.raises(aiosmtplib.SMTPException, match="STARTTLS"):
        await sent(f"smtp://shop:secret@127.1:{port}")
    assert box.mails == []


async def test_a_refused_sender_is_the_shops_fault_and_waits(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    box.sender_answer = "550 Relaying denied"

    with pytest.raises(aiosmtplib.SMTPSenderRefused):
        await sent(url)
    box.sender_answer = "250 OK"
    await sent(url)
    assert len(box.mails) == 1


async def test_one_click_unsubscribes_where_there_is_something_to_unsubscribe_from(
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox

    await sent(url, unsubscribe_url="https://shop.example/stop?id=1")
    await sent(url)

    first, second = box.mails
    assert first["List-Unsubscribe"] == "<https://shop.example/stop?id=1>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert second["List-Unsubscribe"] is None
