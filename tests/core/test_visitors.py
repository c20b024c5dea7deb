from pathlib import Path

import pytest

from core.settings import Settings
from core.visitors import BadVisitorToken, VisitorTokens, signing_secrets

TOKENS = VisitorTokens(b"a secret of forty characters, more or less")


def test_a_token_that_was_issued_reads_back_as_the_same_visitor() -> None:
    issued = TOKENS.issue()

    read = TOKENS.read(issued.token)

    assert read is not None
    assert read.id == issued.id
    assert not read.fresh


@pytest.mark.parametrize("spoil", [lambda t: t[:-2] + "AA", lambda t: "v2" + t[2:], lambda t: t + "x", lambda t: ""])
def test_a_token_that_was_changed_is_nobody(spoil: object) -> None:
    token = TOKENS.issue().token

    assert TOKENS.read(spoil(token)) is None  # type: ignore[operator]


def test_another_secret_does_not_verify() -> None:
    assert VisitorTokens(b"another secret").read(TOKENS.issue().token) is None


def test_a_forged_header_is_refused_and_a_stale_cookie_is_replaced() -> None:
    with pytest.raises(BadVisitorToken):
        TOKENS.identify(header="v1.forged.token", cookie=None)

    assert TOKENS.identify(header=None, cookie="v1.forged.token").fresh


def test_the_kept_secret_stays_the_same_and_is_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")

    first, second = signing_secrets(settings), signing_secrets(settings)

    assert first == second
    assert len(first[0]) >= 32
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o777 == 0o600


def test_a_retired_secret_still_verifies_and_signs_no_more() -> None:
    old = VisitorTokens(b"the old secret").issue()
    rotated = VisitorTokens(b"the new secret", b"the old secret")

    read = rotated.read(old.token)

    assert read is not None
    assert read.id == old.id
    assert VisitorTokens(b"the old secret").read(rotated.issue().token) is None
