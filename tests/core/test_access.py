import time
from typing import Any
from uuid import uuid4

import jwt
import pytest

from core.access import ALGORITHM, AUDIENCE, ISSUER, KIND, LIFETIME_S, AccessTokens, BadAccessToken, Principal

SECRET = b"a secret of forty characters, more or less"
TOKENS = AccessTokens(SECRET)
USER = uuid4()


def test_a_token_says_who_acts_and_as_what() -> None:
    assert TOKENS.read(TOKENS.issue(USER, "staff", 3)) == Principal(USER, "staff", 3)


def test_a_token_ends_after_its_lifetime() -> None:
    old = TOKENS.issue(USER, "customer", 0, now=time.time() - LIFETIME_S - 10)

    with pytest.raises(BadAccessToken, match="run out"):
        TOKENS.read(old)


def test_a_retired_key_still_verifies_and_an_unknown_one_does_not() -> None:
    old = AccessTokens(b"the old secret").issue(USER, "customer", 0)

    assert AccessTokens(b"the new secret", b"the old secret").read(old).user_id == USER
    with pytest.raises(BadAccessToken):
        AccessTokens(b"the new secret").read(old)


def _forged(**changes: Any) -> str:
    """A token signed with the right key, in which something is not as it should be."""
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(USER), "role": "admin", "ver": 0}
    claims |= {"iat": int(time.time()), "nbf": int(time.time()), "exp": int(time.time()) + 60}
    header = {"kid": TOKENS._current, "typ": KIND}
    for name, value in changes.items():
        (header if name in ("kid", "typ") else claims)[name] = value
    return jwt.encode(claims, TOKENS._keys[TOKENS._current], algorithm=ALGORITHM, headers=header)


def test_the_forgery_is_good_where_nothing_is_wrong() -> None:
    assert TOKENS.read(_forged()).role == "admin"


@pytest.mark.parametrize(
    "token",
    [
        "", "x", "a.b.c", _forged(aud="another"), _forged(iss="another"), _forged(typ="JWT"), _forged(kid="another"),
        _forged(role="owner"), _forged(sub="nobody"), _forged(nbf=10**10),
        jwt.encode({"sub": str(USER), "role": "admin", "ver": 0}, "", algorithm="none"),
        _forged()[:-3] + "AAA",
    ],
)  # fmt: skip
def test_what_is_not_ours_is_refused(token: str) -> None:
    with pytest.raises(BadAccessToken):
        TOKENS.read(token)
