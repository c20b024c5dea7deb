"""E-mail over SMTP: what was written in the outbox is sent by the worker.

Without SMTP_URL mails are kept as files under DATA_DIR/mail, where a developer can open them. Source: RFC 5322
(format), RFC 2047 through the standard library's policy, RFC 5321 §4.2.1 (what a server's codes mean).
"""

import re
import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Annotated, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import msgspec

from core.outbox import GaveUp
from core.settings import Settings

__all__ = ["Mail", "MailFiles", "Mailer", "Smtp", "compose", "create"]
TIMEOUT_S = 20.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SECRET = re.compile(r"[^A-Za-z0-9._-]")


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail as it lies in the outbox: plain text and HTML say the same."""

    to: Annotated[str, msgspec.Meta(max_length=254)]
    subject: str
    text: str
    html: str
    reply_to: str | None = None
    unsubscribe_url: str | None = None
    """Where a POST ends mails of this sort: RFC 2369, and RFC 8058 for the one click."""


class Mailer(Protocol):
    async def send(self, message: EmailMessage) -> None:
        """Hands the message over. Raises GaveUp where its address will never take it, else what went wrong."""


class MailFiles:
    """Mails as `.eml` files: for a shop without a mail server."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def send(self, message: EmailMessage) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = _SECRET.sub("_", message["Message-ID"].strip("<>"))
        (self._directory / f"{name}.eml").write_bytes(message.as_bytes())


class Smtp:
    """A mail server: `smtp://user:password@host:587` (STARTTLS where it is offered) or `smtps://…:465`.

    A password goes over TLS only, unless the server is this machine: where STARTTLS is not offered, nothing is sent.
    """

    def __init__(self, url: str, *, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self._host, self._smtps = parts.hostname or "localhost", parts.scheme == "smtps"
        self._port = parts.port or (465 if self._smtps else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._starttls = True if self._user and not self._smtps and self._host not in _LOOPBACK else None
        self._context = tls

    async def send(self, message: EmailMessage) -> None:
        try:
            await aiosmtplib.send(
                message, hostname=self._host, port=self._port, use_tls=self._smtps, username=self._user,
                start_tls=None if self._smtps else self._starttls, password=self._password, timeout=TIMEOUT_S,
                tls_context=self._context,
            )  # fmt: skip
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            _give_up_for_good("address", refused.code, refused.message)
            raise
        except aiosmtplib.SMTPDataError as error:
            _give_up_for_good("mail", error.code, error.message)
            raise


def _give_up_for_good(what: str, code: int, message: str) -> None:
    """Raises GaveUp for a 5xx, which asking again does not change. A refused sender or password is not among these:
    that is the shop's own fault, and the mails wait until it is put right."""
    if 500 <= code < 600:
        raise GaveUp(f"The {what} was refused: {code} {message}") from None


def create(settings: Settings) -> Mailer:
    """The mail server of SMTP_URL, else files."""
    return Smtp(settings.smtp_url) if settings.smtp_url else MailFiles(settings.data_dir / "mail")


def compose(mail: Mail, *, sender: str, key: str) -> EmailMessage:
    """The message; the same key is the same Message-ID, so that one that was sent twice is known by it.

    Raises ValueError for line ends in a header, MessageError for what is not one address: `a, b@c` is two.
    """
    name, address = parseaddr(sender)
    user, _, domain = address.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, user, domain)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{_SECRET.sub('.', key)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=mail.reply_to)
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message
