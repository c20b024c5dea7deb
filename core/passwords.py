"""Passwords: hashed by Argon2id, and what a new one must be.

Parameters: OWASP's second choice for Argon2id (19 MiB, 2 passes, 1 lane; Password Storage Cheat Sheet), hashed in a
thread so that nobody else waits. Rules: NIST SP 800-63B-4 §3.1.1: a minimum length, no rule of composition.
"""

import asyncio
import unicodedata
from functools import cache
from itertools import pairwise
from typing import ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from core.errors import FieldError, InvalidInput

__all__ = ["LEAST", "WeakPassword", "check", "hash_password", "matches"]
LEAST, MOST = 10, 200
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class WeakPassword(InvalidInput):
    code: ClassVar[str] = "password_weak"
    title: ClassVar[str] = "Choose another password"


def check(password: str, *, field: str = "password", about: tuple[str, ...] = ()) -> None:
    """Raises WeakPassword where it is too short or long, made of few signs, or says who its owner is.

    about: the address and the name, which a password must not be made of.
    """
    plain = _normal(password)
    if not LEAST <= len(plain) <= MOST:
        raise _weak(field, f"Use {LEAST} to {MOST} characters; a sentence is good.")
    if len(set(plain.lower())) < 5 or _is_run(plain.lower()):
        raise _weak(field, "Use more different characters; a sentence is good.")
    parts = {part for text in about for part in _words(text) if len(part) >= 4}
    left = plain.lower()
    for part in sorted(parts, key=len, reverse=True):
        left = left.replace(part, "")
    if len(left) < 6:
        raise _weak(field, "It is made of your name or address; others would try that first.")


async def hash_password(password: str) -> str:
    """The Argon2id hash, with its salt and parameters."""
    return await asyncio.to_thread(_HASHER.hash, _normal(password))


async def matches(hashed: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed. Without a hash it takes as long, and is false."""
    return await asyncio.to_thread(_verify, hashed or _nobody(), _normal(password)) and hashed is not None


def is_outdated(hashed: str) -> bool:
    """Whether it was hashed by other parameters than are used now."""
    return _HASHER.check_needs_rehash(hashed)


def _verify(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody's")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _is_run(text: str) -> bool:
    """Whether each sign follows the one before it in some alphabet or row of keys, forwards or backwards."""
    rows = (
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "qwertzuiop",
        "azertyuiop",
    )
    pairs = {a + b for row in rows for a, b in pairwise(row)}
    followed = sum(a + b in pairs or b + a in pairs or a == b for a, b in pairwise(text))
    return followed >= 0.8 * (len(text) - 1)


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text.lower()).split()


def _weak(field: str, detail: str) -> WeakPassword:
    return WeakPassword(detail, errors=(FieldError(field, detail),))
