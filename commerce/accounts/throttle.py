"""How often one may try: a password, a link, a mail.

A guess costs the address it comes from and the account it is made at. At one account from one address eight are free,
then each waits longer: twelve seconds, after twenty three minutes, after fifty half an hour. Whoever guesses from
everywhere at once is held by the account's own limit of a hundred a day (NIST SP 800-63B-4 §3.2.2); its owner, from
where nobody guesses, has the same limit, and can always have a link sent. Unknown accounts are counted alike.
"""

import hashlib

from core.desk import AnyRequest, Desk
from core.limits import Policy

__all__ = ["a_guess", "a_mail", "a_refresh"]

_FROM_ADDRESS = Policy("login_address", 60, 600)
_AT_ACCOUNT_FROM_ADDRESS = (
    Policy("login_burst", 8, 96),
    Policy("login_hour", 20, 3600),
    Policy("login_day", 50, 86400),
)
_AT_ACCOUNT = Policy("login_account", 100, 86400)
_MAILS_FROM = Policy("account_mails_from", 20, 3600)
_MAILS_TO = Policy("account_mails_to", 5, 3600)
_REFRESH = Policy("refresh", 120, 60)


async def a_guess(desk: Desk, request: AnyRequest, account: str) -> None:
    """Counts a try at a password. account: an e-mail address or an id, of somebody or nobody. Raises RateLimited."""
    address, at = desk.address(request), _named(account)
    await desk.spend(_FROM_ADDRESS, address)
    for policy in _AT_ACCOUNT_FROM_ADDRESS:
        await desk.spend(policy, f"{at}:{address}")
    await desk.spend(_AT_ACCOUNT, at)


async def a_mail(desk: Desk, request: AnyRequest, email: str) -> None:
    """Counts a mail that somebody has sent to an address. Raises RateLimited."""
    await desk.spend(_MAILS_FROM, desk.address(request))
    await desk.spend(_MAILS_TO, _named(email))


async def a_refresh(desk: Desk, request: AnyRequest) -> None:
    """Counts a use of a refresh token or a mailed link. Raises RateLimited."""
    await desk.spend(_REFRESH, desk.address(request))


def _named(account: str) -> str:
    """So that no address lies in Redis."""
    return hashlib.sha256(account.strip().casefold().encode()).hexdigest()[:32]
