"""/api/admin/webhooks: who is told of what happens in the shop, with which secret, and what became of each message."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.outward import announcing, endpoints
from commerce.outward.addresses import AddressRefused, Doorkeeper
from commerce.outward.endpoints import Endpoint, EndpointNotFound, EndpointOff, Subscription, TooManyEndpoints
from commerce.outward.signing import Signing
from core import audit, idempotency, outbox
from core.access import Principal, admin, principal_of, scope
from core.db import Sessions
from core.desk import AnyRequest
from core.errors import NotFound
from core.idempotency import Answer, KeyInFlight, KeyReused
from core.ids import uuid7
from core.jobs import Jobs
from core.models import WebhookEvent
from core.problems import refusals

__all__ = ["ROUTES", "Outward"]
PATH = "/api/admin/webhooks"
PAGE = 50
NO_STORE = {"Cache-Control": "no-store"}
GUARDS = [admin, scope("webhooks:write")]
TAGS = ["admin: webhooks"]
ENTITY = "webhook_endpoint"


class DeliveryNotFound(NotFound):
    code: ClassVar[str] = "webhook_delivery_not_found"
    title: ClassVar[str] = "No such message"


class Outward(msgspec.Struct, frozen=True):
    """What these routes work with."""

    signing: Signing
    doorkeeper: Doorkeeper


class Change(Subscription, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The body of PUT: all that an endpoint is registered with, and whether it is told."""

    enabled: bool = True


class Registered(msgspec.Struct, frozen=True):
    """`secret` is shown here and at a rotation, and is kept nowhere."""

    endpoint: Endpoint
    secret: str


class Endpoints(msgspec.Struct, frozen=True):
    endpoints: tuple[Endpoint, ...]
    kinds: tuple[str, ...]
    """All that can be listened for."""


class Delivery(msgspec.Struct, frozen=True):
    """One message to an endpoint. `id` is its `webhook-id`."""

    id: UUID
    kind: str
    state: Literal["delivered", "waiting", "given_up"]
    attempts: int
    last_error: str | None
    created_at: datetime
    next_attempt_at: datetime | None


class Deliveries(msgspec.Struct, frozen=True):
    """Newest first. `next` is the cursor of the following page, null on the last."""

    deliveries: tuple[Delivery, ...]
    next: UUID | None


def _acting(request: AnyRequest) -> Principal:
    found = principal_of(request)
    assert found is not None, "behind the guard `admin`"
    return found


@get(PATH, tags=TAGS, summary="Who is told", guards=GUARDS)
async def list_endpoints(sessions: NamedDependency[Sessions]) -> Response[Endpoints]:
    async with sessions.begin() as session:
        found = tuple(await endpoints.endpoints(session))
    return Response(Endpoints(found, endpoints.KINDS), headers=NO_STORE)


@post(
    PATH,
    tags=TAGS,
    summary="Register an endpoint",
    description="Signed as Standard Webhooks are. The secret is shown once. Only https, only the public internet.",
    guards=GUARDS,
    responses=refusals(400, KeyInFlight, AddressRefused, TooManyEndpoints, endpoints.UnknownKind, KeyReused),
)
async def register_endpoint(
    request: AnyRequest,
    data: JSONBody[Subscription],
    sessions: NamedDependency[Sessions],
    outward: NamedDependency[Outward],
) -> Response[Any]:
    who = _acting(request)
    await _admitted(outward, data.url)

    async def doing(session: AsyncSession) -> Answer:
        id = await endpoints.register(session, data)
        await audit.record(session, who, f"{ENTITY}.created", ENTITY, id, {"url": [None, data.url]})
        found, _ = await endpoints.endpoint(session, id)
        return Answer(found)

    kept = await idempotency.once(request, sessions, str(who.user_id), doing)
    if kept.status_code != 201:
        return kept
    made = msgspec.json.decode(kept.content, type=Endpoint)  # the stored answer is without the secret
    body = Registered(made, outward.signing.secret(made.id, made.secret_version))
    return Response(body, status_code=201, headers=kept.headers)


async def _admitted(outward: Outward, url: str) -> None:
    """Raises AddressRefused, also where the name does not resolve: then nobody knows where it leads."""
    try:
        await outward.doorkeeper.admit(url)
    except (OSError, UnicodeError):
        raise AddressRefused("url: The host's name does not resolve.") from None


@put(
    f"{PATH}/{{endpoint_id:uuid}}",
    tags=TAGS,
    summary="Change an endpoint, switch it off or on",
    guards=GUARDS,
    responses=refusals(400, EndpointNotFound, AddressRefused, endpoints.UnknownKind),
)
async def change_endpoint(
    request: AnyRequest,
    endpoint_id: FromPath[UUID],
    data: JSONBody[Change],
    sessions: NamedDependency[Sessions],
    outward: NamedDependency[Outward],
) -> Response[Endpoint]:
    await _admitted(outward, data.url)
    async with sessions.begin() as session:
        before, _ = await endpoints.endpoint(session, endpoint_id)
        found = await endpoints.change(session, endpoint_id, data, enabled=data.enabled)
        diff = {name: [was, now] for name, was, now in _differences(before, found)}
        await audit.record(session, _acting(request), f"{ENTITY}.changed", ENTITY, endpoint_id, diff)
    return Response(found, headers=NO_STORE)


def _differences(before: Endpoint, after: Endpoint) -> list[tuple[str, Any, Any]]:
    pairs = (
        (name, getattr(before, name), getattr(after, name)) for name in ("url", "kinds", "description", "disabled")
    )
    return [(name, was, now) for name, was, now in pairs if was != now]


@delete(
    f"{PATH}/{{endpoint_id:uuid}}",
    tags=TAGS,
    summary="Remove an endpoint",
    guards=GUARDS,
    responses=refusals(EndpointNotFound),
)
async def remove_endpoint(
    request: AnyRequest, endpoint_id: FromPath[UUID], sessions: NamedDependency[Sessions]
) -> None:
    async with sessions.begin() as session:
        before, _ = await endpoints.endpoint(session, endpoint_id)
        await endpoints.remove(session, endpoint_id)
        diff = {"url": [before.url, None]}
        await audit.record(session, _acting(request), f"{ENTITY}.removed", ENTITY, endpoint_id, diff)


@post(
    f"{PATH}/{{endpoint_id:uuid}}/secret",
    tags=TAGS,
    summary="Give an endpoint a new secret",
    description="For a day messages are signed with the one before, too.",
    guards=GUARDS,
    responses=refusals(EndpointNotFound),
)
async def rotate_secret(
    request: AnyRequest,
    endpoint_id: FromPath[UUID],
    sessions: NamedDependency[Sessions],
    outward: NamedDependency[Outward],
) -> Response[Registered]:
    async with sessions.begin() as session:
        found = await endpoints.rotate(session, endpoint_id)
        diff = {"secret_version": [found.secret_version - 1, found.secret_version]}
        await audit.record(session, _acting(request), f"{ENTITY}.secret_rotated", ENTITY, endpoint_id, diff)
    secret = outward.signing.secret(found.id, found.secret_version)
    return Response(Registered(found, secret), status_code=201, headers=NO_STORE)


@post(
    f"{PATH}/{{endpoint_id:uuid}}/ping",
    tags=TAGS,
    summary="Send a message to try the endpoint",
    guards=GUARDS,
    responses=refusals(EndpointNotFound, EndpointOff),
)
async def ping_endpoint(
    endpoint_id: FromPath[UUID], sessions: NamedDependency[Sessions], jobs: NamedDependency[Jobs]
) -> Response[Delivery]:
    async with sessions.begin() as session:
        await _switched_on(session, endpoint_id)
        id = await announcing.tell(session, endpoint_id, "ping", {}, key=f"ping:{uuid7()}")
        assert id is not None
        shown = _view(await session.get_one(WebhookEvent, id))
    await jobs.hand_over(id)
    return Response(shown, status_code=201, headers=NO_STORE)


async def _switched_on(session: AsyncSession, endpoint_id: UUID) -> None:
    found, _ = await endpoints.endpoint(session, endpoint_id)
    if found.disabled is not None:
        raise EndpointOff(f"The endpoint is switched off: {found.disabled} Switch it on first.")


Cursor = Annotated[UUID | None, QueryParameter(name="before", description="Cursor: the `next` of the page before")]


@get(
    f"{PATH}/{{endpoint_id:uuid}}/deliveries",
    tags=TAGS,
    summary="What an endpoint was told",
    guards=GUARDS,
    responses=refusals(EndpointNotFound),
)
async def list_deliveries(
    endpoint_id: FromPath[UUID], sessions: NamedDependency[Sessions], cursor: Cursor = None
) -> Response[Deliveries]:
    query = select(WebhookEvent).where(*_told(endpoint_id)).order_by(WebhookEvent.id.desc()).limit(PAGE + 1)
    if cursor is not None:
        query = query.where(WebhookEvent.id < cursor)
    async with sessions.begin() as session:
        await endpoints.endpoint(session, endpoint_id)
        rows: Sequence[WebhookEvent] = (await session.scalars(query)).all()
        shown = tuple(_view(row) for row in rows[:PAGE])
    return Response(Deliveries(shown, shown[-1].id if len(rows) > PAGE else None), headers=NO_STORE)


@post(
    f"{PATH}/{{endpoint_id:uuid}}/deliveries/{{delivery_id:uuid}}/retry",
    status_code=200,
    tags=TAGS,
    summary="Send a message again",
    description="Also one that arrived: it has the same `webhook-id`, by which a listener knows it.",
    guards=GUARDS,
    responses=refusals(EndpointNotFound, DeliveryNotFound, EndpointOff),
)
async def redeliver(
    endpoint_id: FromPath[UUID],
    delivery_id: FromPath[UUID],
    sessions: NamedDependency[Sessions],
    jobs: NamedDependency[Jobs],
) -> Response[Delivery]:
    async with sessions.begin() as session:
        await _switched_on(session, endpoint_id)
        row = await session.scalar(select(WebhookEvent).where(WebhookEvent.id == delivery_id, *_told(endpoint_id)))
        if row is None:
            raise DeliveryNotFound(f"The endpoint was told no {delivery_id}.")
        await outbox.again(session, delivery_id)
        await session.refresh(row)
        shown = _view(row)
    await jobs.hand_over(delivery_id)
    return Response(shown, headers=NO_STORE)


def _told(endpoint_id: UUID) -> tuple[Any, ...]:
    return WebhookEvent.direction == "out", WebhookEvent.source == endpoints.source_of(endpoint_id)


def _view(row: WebhookEvent) -> Delivery:
    waiting: Literal["waiting", "given_up"] = "given_up" if row.next_attempt_at is None else "waiting"
    state: Literal["delivered", "waiting", "given_up"] = "delivered" if row.processed_at else waiting
    return Delivery(row.id, row.event_type, state, row.attempts, row.last_error, row.created_at, row.next_attempt_at)


ROUTES: list[Any] = [
    list_endpoints, register_endpoint, change_endpoint, remove_endpoint, rotate_secret, ping_endpoint, list_deliveries,
    redeliver,
]  # fmt: skip
