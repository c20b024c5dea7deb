"""Expected failures, rendered once as RFC 9457 problem details.

    AppError                 status  meaning
     ├─ InvalidInput          400    a field is wrong; `errors` names each one and the remedy
     ├─ Unauthorised          401    no or bad credentials
     ├─ Forbidden             403    known, but may not
     ├─ NotFound              404    does not exist, or is someone else's
     ├─ Conflict              409    the state has moved on
     ├─ TooLarge              413    more bytes than are read
     ├─ Unprocessable         422    well-formed, but it cannot be done
     ├─ TooManyRequests       429    with Retry-After
     └─ Unavailable           503    something this needs is down

A domain error subclasses one of these beside the code that raises it and sets a stable `code`.
"""

from typing import Any, ClassVar

import msgspec


class FieldError(msgspec.Struct, frozen=True):
    """One wrong field: `field` is its path (`context.budget.amount`), `detail` the remedy."""

    field: str
    detail: str


class AppError(Exception):
    """An expected failure. `detail` is a sentence for the reader; other keywords become extension members."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self, detail: str, *, errors: tuple[FieldError, ...] = (), retry_after_s: int | None = None, **extra: Any
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.retry_after_s = retry_after_s
        self.extra_members = extra


class InvalidInput(AppError):
    status, code, title = 400, "invalid_input", "The request is not valid"


class Unauthorised(AppError):
    status, code, title = 401, "unauthorised", "Please sign in"


class Forbidden(AppError):
    status, code, title = 403, "forbidden", "Not allowed"


class NotFound(AppError):
    status, code, title = 404, "not_found", "Not found"


class Conflict(AppError):
    status, code, title = 409, "conflict", "The state has changed"


class TooLarge(AppError):
    status, code, title = 413, "too_large", "The request is too large"


class Unprocessable(AppError):
    status, code, title = 422, "unprocessable", "This cannot be done"


class TooManyRequests(AppError):
    status, code, title = 429, "too_many_requests", "Too many requests"


class Unavailable(AppError):
    status, code, title = 503, "unavailable", "Not available right now"
