"""Signatures by Standard Webhooks 1.0, with secrets that are derived and not stored.

An endpoint's secret is HKDF(signing secret, endpoint, version): whoever reads the database learns none, and a restored
backup brings none back. Source: Standard Webhooks specification 1.0.0; HKDF: RFC 5869.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID

__all__ = ["Signing", "hkdf"]
PREFIX = "whsec_"
_SIZE = 32


class Signing:
    """Secrets of endpoints and signatures with them. signing: the shop's secrets, the current one first."""

    def __init__(self, *signing: bytes) -> None:
        self._signing = signing

    def secret(self, endpoint_id: UUID, version: int) -> str:
        """What an endpoint's owner is shown: `whsec_` and base64."""
        return PREFIX + base64.b64encode(self._key(self._signing[0], endpoint_id, version)).decode()

    def headers(
        self, message_id: str, timestamp: int, body: bytes, endpoint_id: UUID, versions: Sequence[int]
    ) -> dict[str, str]:
        """The three headers of a message; a signature for each version that counts and each of the shop's secrets, so
        that either can be changed while messages are on their way. timestamp: Unix seconds."""
        content = f"{message_id}.{timestamp}.".encode() + body
        keys = [self._key(secret, endpoint_id, version) for version in versions for secret in self._signing]
        signatures = (base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode() for key in keys)
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
        }

    @staticmethod
    def _key(secret: bytes, endpoint_id: UUID, version: int) -> bytes:
        return hkdf(
            secret, salt=b"webhook-endpoint-v1", info=endpoint_id.bytes + version.to_bytes(4, "big"), size=_SIZE
        )


def hkdf(secret: bytes, *, salt: bytes, info: bytes, size: int) -> bytes:
    """`size` bytes of key, at most 8,160, by HKDF-SHA256 (RFC 5869 §2)."""
    extracted = hmac.digest(salt or bytes(32), secret, hashlib.sha256)
    found, block = b"", b""
    for counter in range(1, -(-size // 32) + 1):
        block = hmac.digest(extracted, block + info + bytes([counter]), hashlib.sha256)
        found += block
    return found[:size]
