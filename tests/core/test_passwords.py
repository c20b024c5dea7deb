import asyncio

import pytest
from argon2 import PasswordHasher

from core import passwords
from core.passwords import WeakPassword

pytestmark = pytest.mark.anyio


async def test_a_password_matches_its_hash_in_whatever_form_its_letters_were_typed() -> None:
    hashed = await passwords.hash_password("fünf blaue Schuhe")

    assert hashed.startswith("$argon2id$")
    assert await passwords.matches(hashed, "fu\u0308nf blaue Schuhe")
    assert not await passwords.matches(hashed, "funf blaue Schuhe")


async def test_without_an_account_nothing_matches_not_even_the_stand_in() -> None:
    assert not await passwords.matches(None, "nobody's")


async def test_what_is_no_hash_matches_nothing() -> None:
    assert not await passwords.matches("plain", "plain")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "aaaaaaaaaaaa",
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "abcdefghijk",
        "x" * 201,
        "ada.example1",
        "password123",
        "P@ssw0rd2024",
        "letmein12345",
        "welcome!!!!",
        "Voguevault1!",
        "adaexample99",
        "dragon123456",
        "Iloveyou1234",
    ],
)
def test_what_others_try_first_is_refused_with_a_remedy(password: str) -> None:
    with pytest.raises(WeakPassword) as caught:
        passwords.check(password, about=("ada.example@mail.org", "Ada Example"))

    assert caught.value.errors[0].field == "password"


@pytest.mark.parametrize(
    "password", ["correct horse battery", "Nine small herons", "k7#fJ2!mQz", "ada likes purple hats"]
)
def test_a_sentence_or_ten_strange_signs_will_do(password: str) -> None:
    passwords.check(password, about=("ada.example@mail.org", "Ada Example"))


async def test_a_hash_of_other_parameters_is_outdated_and_still_matches() -> None:
    old = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash("correct horse battery")

    assert await passwords.matches(old, "correct horse battery")
    assert passwords.is_outdated(old)
    assert not passwords.is_outdated(await passwords.hash_password("correct horse battery"))


async def test_the_loop_goes_on_while_a_password_is_hashed() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    before = ticks
    await passwords.hash_password("correct horse battery")
    ticking.cancel()

    assert ticks - before > 10
