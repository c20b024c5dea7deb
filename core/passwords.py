"""Passwords: hashed by Argon2id, and what a new one must be.

Parameters: the first of OWASP's equal choices for Argon2id (46 MiB, 1 pass, 1 lane; Password Storage Cheat Sheet):
56 ms of one core, the best of seven, on the machine on which this was written; the choice of 19 MiB took 22 ms. Hashed
in a thread so that nobody else waits.

Rules: NIST SP 800-63B-4 §3.1.1: a minimum length, no rule of composition, refusal of what others try first. Instead of
a list of leaked passwords, which we may not pass on, this refuses what such lists are made of: a common word, a name of
the owner's or the shop's, a run of keys or a year, with little else beside it.
"""

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from core.errors import FieldError, InvalidInput

__all__ = ["LEAST", "WeakPassword", "check", "hash_password", "is_outdated", "matches"]
LEAST, MOST = 10, 200
_HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
_OWN = 6
"""Signs that must be left of a password when what anybody would guess is taken away."""
_GUESSED = (
    "password", "passwort", "passwd", "letmein", "welcome", "iloveyou", "princess", "football", "baseball", "sunshine",
    "dragon", "monkey", "superman", "batman", "master", "shadow", "trustno", "secret", "changeme", "admin", "login",
    "qwerty", "qwertz", "azerty", "voguevault", "vogue", "vault", "aurora", "fashion",
)  # fmt: skip
_LEET = str.maketrans("01345$@!", "oleassai")


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
    if len(_without(plain.lower(), parts)) < _OWN:
        raise _weak(field, "It is made of your name or address; others would try that first.")
    if len(_without(plain.lower(), _GUESSED)) < _OWN or _is_word_and_run(plain.lower()):
        raise _weak(field, "It is made of what others try first; a sentence of your own is good.")


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


def _without(text: str, parts: Iterable[str]) -> str:
    """What is left of a text without these parts, also where figures stand for their letters."""
    read = text.translate(_LEET)
    spans = [found.span() for part in parts for found in re.finditer(re.escape(part.translate(_LEET)), read)]
    taken = {at for start, end in spans for at in range(start, end)}
    return "".join(sign for at, sign in enumerate(text) if at not in taken)


def _is_word_and_run(text: str) -> bool:
    """Whether it is a common word with nothing beside it but a run, a year or one sign again and again."""
    left = _without(text, _GUESSED)
    return left != text and (_is_run(left) or len(set(left)) < 3 or left.strip("!?.*#").isdecimal())


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text.lower()).split()


def _weak(field: str, detail: str) -> WeakPassword:
    return WeakPassword(detail, errors=(FieldError(field, detail),))
