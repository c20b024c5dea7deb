"""Links that open something to whoever was sent them: signed, so that nobody can make one, and kept nowhere."""

import base64
import hashlib
import hmac
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

__all__ = ["Links", "Purpose"]

Purpose = Literal["order", "invoice", "stop"]


class Links:
    """Makes the shop's links and knows its own again. The first secret signs, all verify."""

    def __init__(self, public_url: str, *secrets: bytes) -> None:
        self.shop = public_url.rstrip("/")
        self._keys = [hmac.digest(secret, b"link-v1", hashlib.sha256) for secret in secrets]

    def to(self, path: str, **query: str) -> str:
        """The whole address of a page of the shop."""
        return f"{self.shop}{path}" + (f"?{urlencode(query)}" if query else "")

    def token(self, purpose: Purpose, subject: UUID) -> str:
        """What opens `subject` for this purpose and nothing else: 128 bits of an HMAC-SHA256, base64url."""
        return _signed(self._keys[0], purpose, subject)

    def opens(self, token: str, purpose: Purpose, subject: UUID) -> bool:
        return any(hmac.compare_digest(token.encode(), _signed(key, purpose, subject).encode()) for key in self._keys)


def _signed(key: bytes, purpose: Purpose, subject: UUID) -> str:
    mac = hmac.digest(key, purpose.encode() + b"\x00" + subject.bytes, hashlib.sha256)
    return base64.urlsafe_b64encode(mac[:16]).rstrip(b"=").decode()
