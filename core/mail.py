"""E-mail over SMTP: what was written in the outbox is sent by the worker.

Without SMTP_URL mails are kept as files under DATA_DIR/mail, where a developer can open them. Source: RFC 5322
(format), RFC 2047 through the standard library's policy, RFC 5321 §4.2.1 (what a server's codes mean).
"""

import re
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

from core.outbox import Event, GaveUp, Handler
from core.settings import Settings

__all__ = ["Mail", "MailFiles", "Mailer", "Smtp", "compose", "create", "handler"]
TIMEOUT_S = 20.0
_SECRET = re.compile(r"[^A-Za-z0-9._-]")


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail as it lies in the outbox: plain text and HTML say the same."""

    to: Annotated[str, msgspec.Meta(max_length=254)]
    subject: str
    text: str
    html: str
    reply_to: str | None = None


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
    """A mail server: `smtp://user:password@host:587` (STARTTLS where it is offered) or `smtps://…:465`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._tls = parts.hostname or "localhost", parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def send(self, message: EmailMessage) -> None:
        try:
            await aiosmtplib.send(
                message, hostname=self._host, port=self._port, use_tls=self._tls, username=self._user,
                password=self._password, timeout=TIMEOUT_S,
            )  # fmt: skip
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            if 500 <= refused.code < 600:
                raise GaveUp(f"The address was refused: {refused.code} {refused.message}") from None
            raise
        except aiosmtplib.SMTPDataError as error:
            if 500 <= error.code < 600:
                raise GaveUp(f"The mail was refused: {error.code} {error.message}") from None
            raise


def create(settings: Settings) -> Mailer:
    """The mail server of SMTP_URL, else files."""
    return Smtp(settings.smtp_url) if settings.smtp_url else MailFiles(settings.data_dir / "mail")


def compose(mail: Mail, *, sender: str, key: str) -> EmailMessage:
    """The message; the same key is the same Message-ID, so that one that was sent twice is known by it.

    Line ends in addresses or subject raise ValueError: the standard library refuses them.
    """
    name, address = parseaddr(sender)
    user, _, domain = address.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, user, domain)
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{_SECRET.sub('.', key)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def handler(mailer: Mailer, sender: str) -> Handler:
    """The outbox's handler of mails."""

    async def send(event: Event) -> None:
        try:
            mail = msgspec.convert(event.payload, Mail)
            message = compose(mail, sender=sender, key=str(event.id))
        except (msgspec.ValidationError, ValueError) as error:
            raise GaveUp(f"No mail can be made of it: {error}") from None
        await mailer.send(message)

    return send
