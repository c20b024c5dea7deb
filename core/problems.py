"""Every failure as one RFC 9457 problem document, `application/problem+json`, and what OpenAPI says of them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.plugins import ReceiveRoutePlugin
from litestar.routes import BaseRoute, HTTPRoute
from litestar.types import ExceptionHandlersMap

from core.errors import AppError, FieldError

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("problems")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457 problem details; `code` is stable, `errors` names each wrong field and what helps."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    request_id: str | None = None
    errors: tuple[FieldError, ...] = ()


_BY_STATUS = {
    400: ("bad_request", "The request is not valid"),
    401: ("unauthorised", "Please sign in"),
    403: ("forbidden", "Not allowed"),
    404: ("not_found", "Not found"),
    405: ("method_not_allowed", "Method not allowed"),
    406: ("not_acceptable", "This representation is not offered"),
    409: ("conflict", "The state has changed"),
    410: ("gone", "This is no more"),
    412: ("precondition_failed", "It was changed meanwhile"),
    413: ("too_large", "The request is too large"),
    415: ("unsupported_media_type", "This media type is not read here"),
    422: ("unprocessable", "This cannot be done"),
    429: ("rate_limited", "Too many requests"),
    500: ("internal_error", "Something went wrong"),
    503: ("unavailable", "Not available right now"),
}


def problem_of(error: Exception, *, instance: str | None = None, request_id: str | None = None) -> Problem:
    """The problem document of any exception; an unexpected one says nothing of its inside."""
    if isinstance(error, AppError):
        return _problem(error.status, error.code, error.title, error.detail, instance, request_id, error.errors)
    if isinstance(error, ValidationException):
        wrong = tuple(_field_error(extra) for extra in _extras(error))
        detail = "; ".join(f"{each.field}: {each.detail}" for each in wrong) or error.detail
        return _problem(400, "invalid_input", "The request is not valid", detail, instance, request_id, wrong)
    if isinstance(error, HTTPException):
        code, title = _of_status(error.status_code)
        return _problem(error.status_code, code, title, error.detail or title, instance, request_id, ())
    detail = "Something went wrong on our side. Please try again; if it stays, tell us the request id."
    return _problem(500, "internal_error", "Something went wrong", detail, instance, request_id, ())


def _problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    instance: str | None,
    request_id: str | None,
    errors: tuple[FieldError, ...],
) -> Problem:
    return Problem(f"urn:voguevault:problem:{code}", title, status, detail, code, instance, request_id, errors)


def _extras(error: ValidationException) -> list[dict[str, Any]]:
    return [extra for extra in error.extra or [] if isinstance(extra, dict)]


def _field_error(extra: dict[str, Any]) -> FieldError:
    """A field error with the full path; msgspec names an unknown or missing field only in its sentence."""
    message, key = str(extra.get("message", "")), str(extra.get("key", ""))
    key = "" if key == "data" else key
    named = re.search(r"(?:unknown|missing required) field `([^`]+)`", message)
    if named and named[1] != "data":
        key = f"{key}.{named[1]}" if key else named[1]
    if message in ("'data'", "Object missing required field `data`") or (named and named[1] == "data"):
        message = "A JSON object is required"
    return FieldError(key or "body", message)


def _respond(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    request_id = request.scope.get("state", {}).get("request_id")
    problem = problem_of(error, instance=request.url.path, request_id=request_id)
    if problem.status >= 500 and not isinstance(error, AppError):
        log.error("request.crashed", path=request.url.path, exc_info=error)
    headers = dict(getattr(error, "headers", None) or {})
    if isinstance(error, AppError) and error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    body = msgspec.json.encode({**msgspec.to_builtins(problem), **getattr(error, "extra_members", {})})
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


HANDLERS: ExceptionHandlersMap = {AppError: _respond, HTTPException: _respond, Exception: _respond}


def refusals(*problems: int | type[AppError]) -> dict[int, ResponseSpec]:
    """OpenAPI entries for the problems that a route may answer with, each with an example.

    problems: a status, or the error itself, whose stable code then stands in the example.
    """
    by_status: dict[int, list[Example]] = {}
    for each in problems:
        status = each if isinstance(each, int) else each.status
        by_status.setdefault(status, []).append(_example(each))
    return {
        status: ResponseSpec(
            Problem,
            media_type=MEDIA_TYPE,
            generate_examples=False,
            description=_of_status(status)[1],
            examples=examples,
        )
        for status, examples in by_status.items()
    }


def _example(problem: int | type[AppError]) -> Example:
    if isinstance(problem, int):
        status, (code, title) = problem, _of_status(problem)
    else:
        status, code, title = problem.status, problem.code, problem.title
    value = {"type": f"urn:voguevault:problem:{code}", "title": title, "status": status, "detail": title, "code": code}
    return Example(id=code, summary=title, value=value)


def _of_status(status: int) -> tuple[str, str]:
    """The code and the title of a problem of which nothing but its status is known."""
    return _BY_STATUS.get(status, (f"http_{status}", "The request failed"))


def codes(packages: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Every stable code that modules of these packages declare, of those that were imported: its status, its title."""
    found = {code: (status, title) for status, (code, title) in _BY_STATUS.items()}
    ours = [error for error in _declared(AppError) if error.__module__.partition(".")[0] in packages]
    ours.sort(key=lambda error: (error.__module__, error.__name__))  # the same, in whatever order they were imported
    return found | {error.code: (error.status, error.title) for error in ours}


def _declared(error: type[AppError]) -> Iterator[type[AppError]]:
    for each in error.__subclasses__():
        yield each
        yield from _declared(each)


class Documented(ReceiveRoutePlugin):
    """Adds to every route under /api what any of them may answer: a bad credential, a quota used up, a crash, a
    database away; and where something is read from the request, that it is wrong."""

    def receive_route(self, route: BaseRoute) -> None:
        if not isinstance(route, HTTPRoute) or not route.path.startswith("/api/"):
            return
        for handler in route.route_handlers:
            asked = handler.parsed_fn_signature.parameters.keys() - handler.resolve_dependencies().keys() - {"request"}
            possible = (*((400,) if asked else ()), *((403,) if handler.resolve_guards() else ()))
            common = refusals(401, 429, 500, 503, *possible)
            handler.responses = {**common, **(handler.responses or {})}
