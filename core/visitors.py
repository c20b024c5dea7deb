"""A visitor without an account is known by a signed token: cookie `visitor`, or header `X-Visitor-Token`."""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import msgspec

from core.errors import Unauthorised
from core.ids import uuid7
from core.settings import Settings

COOKIE = "visitor"
HEADER = "X-Visitor-Token"
MAX_AGE_S = 400 * 24 * 3600  # the longest life browsers grant a cookie (RFC 6265bis §5.6)


class BadVisitorToken(Unauthorised):
    code: ClassVar[str] = "visitor_token_invalid"
    title: ClassVar[str] = "The visitor token is not valid"


class Visitor(msgspec.Struct, frozen=True):
    """Who is asking. `fresh` is true where the token was made for this request and must be handed back.

    Of a shopper who is signed in, `id` is their account's and so is `user_id`; their token stays that of the guest that
    they were, and names nothing any more.
    """

    id: UUID
    token: str
    fresh: bool = False
    user_id: UUID | None = None


class VisitorTokens:
    """Makes and reads visitor tokens: `v1.<uuid>.<HMAC-SHA256>`, all base64url. The first secret signs, all verify."""

    def __init__(self, *signing: bytes) -> None:
        self._keys = [hmac.digest(secret, b"visitor-token-v1", hashlib.sha256) for secret in signing]

    def issue(self) -> Visitor:
        id = uuid7()
        return Visitor(id, self._token(id, self._keys[0]), fresh=True)

    def read(self, token: str) -> Visitor | None:
        """The visitor of a genuine token, else None."""
        version, _, rest = token.partition(".")
        try:
            id = UUID(bytes=_unpad(rest.partition(".")[0]))
        except ValueError:
            return None
        genuine = any(hmac.compare_digest(token.encode(), self._token(id, key).encode()) for key in self._keys)
        return Visitor(id, token) if version == "v1" and genuine else None

    def identify(self, *, header: str | None, cookie: str | None) -> Visitor:
        """The visitor behind a request; a new one where there is none.

        A forged or outdated header is refused, since its sender meant it. A cookie that does not verify (the secret
        was changed) is replaced: a browser cannot repair it.
        Raises BadVisitorToken.
        """
        if header:
            visitor = self.read(header)
            if visitor is None:
                raise BadVisitorToken(
                    f"{HEADER} does not verify. Leave it out and keep the one that the reply carries."
                )
            return visitor
        return (self.read(cookie) if cookie else None) or self.issue()

    @staticmethod
    def _token(id: UUID, key: bytes) -> str:
        mac = hmac.digest(key, id.bytes, hashlib.sha256)
        return f"v1.{_pad(id.bytes)}.{_pad(mac)}"


def _pad(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpad(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signing_secrets(settings: Settings) -> tuple[bytes, ...]:
    """JWT_SECRET, which signs, and JWT_SECRETS_RETIRED, which still verify. Without the first, one that is made once
    and kept in DATA_DIR (0600): enough for one machine."""
    current = settings.jwt_secret.encode() if settings.jwt_secret else _kept_secret(settings.data_dir / "secret")
    return current, *(secret.encode() for secret in settings.jwt_secrets_retired)


def _kept_secret(path: Path) -> bytes:
    """The secret in the file; made where there is none, whole from the first moment that another process can see it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was first: its secret stands
            os.link(fresh, path)
        fresh.unlink()
    return path.read_bytes()
