"""Refresh tokens under concurrency: reuse ends a family, the grace does not, nothing outlives the end of all."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from commerce.accounts import tokens
from commerce.accounts.tokens import GRACE, LinkInvalid, RefreshInvalid, Rotated
from core.access import digest
from core.db import Sessions
from core.models import AuthToken, User
from tests.factories import make_user

pytestmark = [pytest.mark.anyio, pytest.mark.commits]


async def begun(sessions: Sessions) -> tuple[User, str]:
    async with sessions.begin() as session:
        user = await make_user(session)
        return user, await tokens.begin(session, user.id, name="phone")


async def rotated(sessions: Sessions, token: str) -> Rotated:
    async with sessions.begin() as session:
        return await tokens.rotate(session, token)


async def successor(sessions: Sessions, token: str) -> str:
    found = (await rotated(sessions, token)).token
    assert found is not None
    return found


async def alive(sessions: Sessions) -> int:
    query = select(func.count()).where(AuthToken.kind == "refresh", AuthToken.revoked_at.is_(None))
    async with sessions.begin() as session:
        return await session.scalar(query) or 0


async def age(sessions: Sessions, token: str) -> None:
    """Makes the use of a token older than the grace."""
    aged = AuthToken.used_at - (GRACE + timedelta(seconds=1))
    async with sessions.begin() as session:
        await session.execute(update(AuthToken).where(AuthToken.token_hash == digest(token)).values(used_at=aged))


async def test_a_refresh_token_is_followed_by_another_of_its_family(sessions: Sessions) -> None:
    user, first = await begun(sessions)

    second = await successor(sessions, first)
    third = await successor(sessions, second)

    assert len({first, second, third}) == 3
    async with sessions.begin() as session:
        rows = list(await session.scalars(select(AuthToken).where(AuthToken.user_id == user.id)))
    assert len({row.family_id for row in rows}) == 1
    assert {row.name for row in rows} == {"phone"}


async def test_a_token_that_was_used_before_ends_its_family_and_no_other(sessions: Sessions) -> None:
    user, first = await begun(sessions)
    second = await successor(sessions, first)
    async with sessions.begin() as session:
        elsewhere = await tokens.begin(session, user.id)
    await age(sessions, first)

    reused = await rotated(sessions, first)

    assert reused == Rotated(user.id, None)
    for ended in (first, second):
        with pytest.raises(RefreshInvalid):
            await rotated(sessions, ended)
    await successor(sessions, elsewhere)


async def test_a_reply_that_was_lost_costs_nobody_the_session(sessions: Sessions) -> None:
    _, first = await begun(sessions)
    lost = await successor(sessions, first)

    again = await successor(sessions, first)

    assert again != lost
    await successor(sessions, again)


async def test_twenty_refreshes_at_once_of_one_token_are_one_family_of_twenty_successors(sessions: Sessions) -> None:
    _, first = await begun(sessions)

    found = await asyncio.gather(*(rotated(sessions, first) for _ in range(20)))

    assert len({one.token for one in found} - {None}) == 20
    await age(sessions, first)
    assert (await rotated(sessions, first)).token is None
    assert await alive(sessions) == 0


async def test_twenty_reuses_at_once_leave_nothing_alive(sessions: Sessions) -> None:
    _, first = await begun(sessions)
    current = await successor(sessions, first)
    await age(sessions, first)

    await asyncio.gather(
        *(rotated(sessions, first) for _ in range(10)), *(rotated(sessions, current) for _ in range(10)),
        return_exceptions=True,
    )  # fmt: skip

    assert await alive(sessions) == 0


async def test_a_successor_that_is_being_written_does_not_outlive_the_end_of_everything(sessions: Sessions) -> None:
    user, first = await begun(sessions)
    async with sessions() as session:
        await session.begin()
        pending = (await tokens.rotate(session, first)).token

        async def end() -> None:
            async with sessions.begin() as other:
                await tokens.end_all(other, user.id)

        ending = asyncio.create_task(end())
        await asyncio.sleep(0.2)
        assert not ending.done()
        await session.commit()
        await ending

    assert pending is not None
    with pytest.raises(RefreshInvalid):
        await rotated(sessions, pending)
    assert await alive(sessions) == 0


async def test_a_bag_that_is_locked_does_not_wait_for_a_refresh(sessions: Sessions) -> None:
    """Rows that refer to an account can be written while it is held: else bag and refresh would wait in a circle."""
    user, first = await begun(sessions)
    async with sessions.begin() as session:
        await tokens.rotate(session, first)
        async with sessions.begin() as other:
            other.add(AuthToken(user_id=user.id, kind="api_key", token_hash=digest("a row that refers to it")))
            await asyncio.wait_for(other.flush(), 5)


async def test_a_mailed_secret_is_good_once_also_for_twenty_at_once(sessions: Sessions) -> None:
    user, _ = await begun(sessions)
    async with sessions.begin() as session:
        secret = await tokens.mailed(session, user.id, "password_reset")

    async def redeem() -> object:
        async with sessions.begin() as session:
            return await tokens.redeem(session, secret, "password_reset")

    found = await asyncio.gather(*(redeem() for _ in range(20)), return_exceptions=True)

    assert [one for one in found if not isinstance(one, LinkInvalid)] == [user.id]


async def test_a_secret_is_good_for_what_it_was_sent_for_alone(sessions: Sessions) -> None:
    user, refresh = await begun(sessions)
    async with sessions.begin() as session:
        secret = await tokens.mailed(session, user.id, "email_verification")

    async with sessions.begin() as session:
        for wrong in (secret, refresh):
            with pytest.raises(LinkInvalid):
                await tokens.redeem(session, wrong, "password_reset")
        with pytest.raises(RefreshInvalid):
            await tokens.rotate(session, secret)
        assert await tokens.redeem(session, secret, "email_verification") == user.id
