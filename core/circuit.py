"""When not to call what keeps failing: a circuit that opens, and a budget of retries."""

import time
from collections.abc import Callable

__all__ = ["Circuit", "RetryBudget"]


class Circuit:
    """Opens for `open_s` after `failures` in a row; then lets one call through at a time to try.

    It lives in one process: a hint that saves waiting, never a truth that others rely on.
    """

    def __init__(self, failures: int = 5, open_s: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._open_s, self._clock = failures, open_s, clock
        self._failures = 0
        self._retry_at = 0.0

    def allows(self) -> bool:
        """Whether a call may be made now. While half open, saying yes shuts the door behind it."""
        if self._failures < self._limit:
            return True
        if self._clock() < self._retry_at:
            return False
        self._retry_at = self._clock() + self._open_s
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= self._limit:
            self._retry_at = self._clock() + self._open_s


class RetryBudget:
    """Retries stay below a tenth of the calls, so that a struggling endpoint is not buried in them.

    Source: the token bucket of gRPC's retry throttling (gRFC A6).
    """

    def __init__(self, start: float = 3.0, ratio: float = 0.1, most: float = 10.0) -> None:
        self._tokens, self._ratio, self._most = start, ratio, most

    def called(self) -> None:
        self._tokens = min(self._most, self._tokens + self._ratio)

    def spend(self) -> bool:
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
