"""The stand-in's HTTP interface: what the SDK talks to, and the page and knobs that only the stand-in has."""

import asyncio
import hashlib
import json
import re
from collections import deque
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import parse_qsl

import msgspec
from litestar import Litestar, asgi
from litestar.types import Receive, Scope, Send

from tests.stripe_stand_in.page import page
from tests.stripe_stand_in.state import Fault, Object, Params, Stripe

__all__ = ["Broken", "StandIn", "read_form"]

Trouble = Literal["500", "429", "lost_request", "lost_answer", "slow"]


class Broken(msgspec.Struct, frozen=True):
    """What goes wrong with the next request whose `METHOD /path` holds `on`: answered 500 or 429, lost before anything
    was done, done with its answer lost, or answered after `seconds`."""

    trouble: Trouble
    on: str = ""
    seconds: float = 0.0


class Answered(msgspec.Struct, frozen=True):
    status: int
    body: bytes
    content_type: bytes = b"application/json"


class StandIn:
    """A Stripe that answers over HTTP; `app` is to be served. `asked` counts what was asked for by `METHOD /path`."""

    def __init__(self, stripe: Stripe | None = None) -> None:
        self.stripe = stripe or Stripe()
        self.broken: deque[Broken] = deque()
        self.asked: list[str] = []
        self._answers: dict[str, tuple[str, Answered]] = {}
        self._in_flight: set[str] = set()

        @asgi("/", is_mount=True, copy_scope=True)
        async def everything(scope: Scope, receive: Receive, send: Send) -> None:
            await self._answer(scope, receive, send)

        self.app = Litestar([everything], openapi_config=None, logging_config=None)

    async def _answer(self, scope: Any, receive: Receive, send: Any) -> None:
        body = await _body(receive)
        what = f"{scope['method']} /{scope['path'].strip('/')}"
        self.asked.append(what)
        broken = next((one for one in self.broken if one.on in what), None)
        if broken is not None:
            self.broken.remove(broken)
            if broken.trouble == "slow":
                await asyncio.sleep(broken.seconds)
            elif broken.trouble in ("500", "429"):
                answer = _told(_trouble(broken.trouble))
                return await _send(send, answer)
            elif broken.trouble == "lost_request":
                return await _hang_up(send)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        answer = self._once(what, headers, scope["query_string"].decode(), body)
        if broken is not None and broken.trouble == "lost_answer":
            return await _hang_up(send)
        return await _send(send, answer)

    def _once(self, what: str, headers: dict[str, str], query: str, body: bytes) -> Answered:
        """The answer; of a POST with an Idempotency-Key the one that it had before, if its parameters are the same."""
        key = headers.get("idempotency-key") if what.startswith("POST /v1/") else None
        if key is None:
            return self._dispatch(what, headers, query, body)
        mark = hashlib.sha256(what.encode() + b"\n" + body).hexdigest()
        if key in self._answers:
            kept, answer = self._answers[key]
            if kept != mark:
                detail = "This key was used with other parameters: an idempotent request must be the same one."
                return _told(Fault(detail, kind="idempotency_error"))
            return answer
        answer = self._dispatch(what, headers, query, body)
        if answer.status < 400:
            self._answers[key] = (mark, answer)
        return answer

    def _dispatch(self, what: str, headers: dict[str, str], query: str, body: bytes) -> Answered:
        if what.startswith(("GET /v1", "POST /v1")) and not headers.get("authorization", "").startswith("Bearer sk_"):
            return _told(Fault("You did not provide an API key.", status=401))
        params = read_form(body.decode()) if what.startswith("POST") else read_form(query)
        for pattern, act in _ROUTES:
            found = re.fullmatch(pattern, what)
            if found is None:
                continue
            try:
                answer = act(self.stripe, params, *found.groups())
            except Fault as fault:
                return _told(fault)
            if isinstance(answer, str):
                return Answered(200, answer.encode(), b"text/html; charset=utf-8")
            return Answered(200, json.dumps(_shown(self.stripe, answer, params.get("expand", []))).encode())
        return _told(Fault(f"Unrecognized request URL ({what}).", status=404))


def read_form(text: str) -> Params:
    """The nested parameters of a form: `a[b]=1&c[0][d]=2` is {"a": {"b": "1"}, "c": [{"d": "2"}]}."""
    root: Params = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        at = root
        *way, last = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        for part in way:
            at = at.setdefault(part, {})
        at[last or str(len(at))] = value
    listed = _lists(root)
    return listed if isinstance(listed, dict) else {}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inside = {name: _lists(one) for name, one in value.items()}
    if inside and all(name.isdecimal() for name in inside):
        return [inside[name] for name in sorted(inside, key=int)]
    return inside


def _shown(stripe: Stripe, found: Object, expand: list[str]) -> Object:
    """The object as it is answered: nothing that is the stand-in's own, and expanded as far as was asked for."""
    shown = {name: value for name, value in found.items() if not name.startswith("_")}
    if shown.get("object") == "list":
        shown["data"] = [_shown(stripe, one, []) for one in shown["data"]]
    kept = {"payment_intent": stripe.intents, "latest_charge": stripe.charges, "charge": stripe.charges}
    for path in expand:
        head, _, rest = path.partition(".")
        if isinstance(shown.get(head), str):
            shown[head] = _shown(stripe, kept[head][shown[head]], [rest] if rest else [])
    return shown


def _list(kept: dict[str, Object], params: Params, *by: str) -> Object:
    """A page of objects, the newest first. Source: Stripe's API reference, Pagination."""
    wanted = {name: params[name] for name in by if name in params}
    since = int(params.get("created", {}).get("gte", 0)) if isinstance(params.get("created"), dict) else 0
    types = params.get("types", [])
    rows = [
        one
        for one in reversed(kept.values())
        if all(one[name] == value for name, value in wanted.items())
        and one["created"] >= since
        and (not types or one["type"] in types)
    ]
    if "starting_after" in params:
        ids = [one["id"] for one in rows]
        rows = rows[ids.index(params["starting_after"]) + 1 :]
    limit = int(params.get("limit", 10))
    return {"object": "list", "url": "/v1", "data": rows[:limit], "has_more": len(rows) > limit}


def _truth(params: Params, name: str) -> bool:
    return str(params.get(name, "true")) == "true"


_ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"POST /v1/checkout/sessions", lambda s, p: s.create_session(p)),
    (r"GET /v1/checkout/sessions", lambda s, p: _list(s.sessions, p, "payment_intent", "status")),
    (r"GET /v1/checkout/sessions/(\w+)", lambda s, p, id: s.session(id)),
    (r"POST /v1/checkout/sessions/(\w+)/expire", lambda s, p, id: s.expire_session(id)),
    (r"POST /v1/payment_intents", lambda s, p: s.create_intent(p)),
    (r"GET /v1/payment_intents", lambda s, p: _list(s.intents, p)),
    (r"GET /v1/payment_intents/(\w+)", lambda s, p, id: s.intent(id)),
    (r"POST /v1/payment_intents/(\w+)/confirm", lambda s, p, id: s.confirm_intent(id, p)),
    (r"POST /v1/payment_intents/(\w+)/capture", lambda s, p, id: s.capture_intent(id, p)),
    (r"POST /v1/payment_intents/(\w+)/cancel", lambda s, p, id: s.cancel_intent(id)),
    (r"POST /v1/refunds", lambda s, p: s.create_refund(p)),
    (r"GET /v1/refunds", lambda s, p: _list(s.refunds, p, "payment_intent", "charge")),
    (r"GET /v1/refunds/(\w+)", lambda s, p, id: s.refunds[id]),
    (r"GET /v1/disputes", lambda s, p: _list(s.disputes, p, "payment_intent", "charge")),
    (r"GET /v1/events", lambda s, p: _list(s.events, p, "type")),
    (r"GET /", lambda s, p: page(s)),
    (r"POST /shopper/(\w+)/pay", lambda s, p, id: s.pay(id, p.get("card", "good")) and page(s)),
    (r"POST /shopper/(\w+)/authenticate", lambda s, p, id: s.authenticate(id, passed=_truth(p, "passed")) and page(s)),
    (r"POST /shopper/(\w+)/settle", lambda s, p, id: s.settle(id, arrived=_truth(p, "arrived")) and page(s)),
    (r"POST /bank/(\w+)/dispute", lambda s, p, id: s.dispute(id) and page(s)),
    (r"POST /bank/(\w+)/refund", lambda s, p, id: s.create_refund({"payment_intent": id}) and page(s)),
]


def _trouble(kind: str) -> Fault:
    if kind == "429":
        return Fault("Too many requests.", status=429, code="rate_limit")
    return Fault("An unknown error occurred.", status=500, kind="api_error")


def _told(fault: Fault) -> Answered:
    return Answered(fault.status, json.dumps(fault.body).encode())


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message: Any = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _send(send: Any, answer: Answered) -> None:
    headers = [(b"content-type", answer.content_type), (b"content-length", str(len(answer.body)).encode()),
               (b"request-id", b"req_stand_in")]  # fmt: skip
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _hang_up(send: Any) -> None:
    """Ends the connection in the middle of an answer."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
