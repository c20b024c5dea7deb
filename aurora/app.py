"""The one place that wires everything."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from typing import Any

from litestar import Litestar, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import ScalarRenderPlugin, SwaggerRenderPlugin
from redis.asyncio import Redis

from assets import pictures, presigning, serving
from assets import routes as model_routes
from assets.images import routes as image_routes
from assets.jobs import Working
from aurora import adopting, chat, conversations, feedback, health, impressions, lookbook, profile, versions, wardrobe
from aurora.acting.watching import LearningWatch
from aurora.allowance import Allowance
from aurora.embedder import Embedder
from aurora.embedder import create as create_embedder
from aurora.experiments.watching import Experiments
from aurora.pipeline import Stylist
from aurora.retrieval import Retriever
from aurora.running import Turns, database_away, is_away
from aurora.store import Shop
from aurora.taste_population import Populations
from aurora.types import Delivery, Terms
from commerce import admin_goods, cart_routes, catalogue, feeds_out, promotions_admin, tables
from commerce.accounts import routes as account_routes
from commerce.accounts.purchases import Purchases
from commerce.accounts.signing import Accounts
from commerce.checkout import codes
from commerce.checkout import routes as checkout_routes
from commerce.mails.links import Links
from commerce.orders import admin_routes as order_admin_routes
from commerce.orders import back_in_stock
from commerce.orders import routes as order_routes
from commerce.orders.wire import RETURN_WINDOW
from commerce.outward import routes as outward_routes
from commerce.outward.addresses import Doorkeeper
from commerce.outward.signing import Signing
from commerce.payments import choosing, inbox
from core import access, jobs_page, llm, telemetry
from core.access import AccessTokens
from core.db import Sessions, create_engine, create_sessions
from core.desk import AnyRequest, Desk
from core.jobs import Jobs
from core.limits import Limiter, Policy, throttle
from core.objects import Objects, public_of
from core.problems import HANDLERS, Documented
from core.settings import Settings
from core.visitors import VisitorTokens, signing_secrets
from web import pages


def build_stylist(settings: Settings, sessions: Sessions, embedder: Embedder) -> Stylist:
    """The stylist that the server, the bench and the evals all run."""
    model = llm.create(settings)
    retriever = Retriever(sessions, embedder, public=public_of(settings))
    return Stylist(retriever, model, versions.of_the_code(embedder.model, model), terms=_terms(settings))


def _terms(settings: Settings) -> Terms:
    """What Aurora may say of the shop itself; a way of delivery without a price in the shop's currency is left out."""
    shop, currency = tables.load(settings.shop_tables), settings.currency
    ways = tuple(
        Delivery(one.name, one.countries, one.days, one.price[currency], one.free_from.get(currency))
        for one in shop.shipping
        if currency in one.price
    )
    return Terms(ways, shop.policies.store_country, settings.stripe_secret_key is not None, RETURN_WINDOW.days)


def create_app(settings: Settings, *, database_url: str, redis_url: str, embedder: Embedder | None = None) -> Litestar:
    """The web application over a database and a Redis that are reachable at these URLs.

    embedder: instead of the one that the settings name.
    """
    telemetry.configure(settings.log_level, settings.log_format)
    engine = create_engine(database_url)
    sessions = create_sessions(engine)
    redis = Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2)
    jobs = Jobs(redis_url)
    embedder = embedder or create_embedder(settings)
    stylist = build_stylist(settings, sessions, embedder)
    populations = Populations()
    learning = feedback.Learning(populations, embedder.model)
    turns = Turns(sessions, stylist, learning)
    tokens = AccessTokens(*signing_secrets(settings))
    limiter = Limiter(redis)
    objects = Objects.create(settings)
    desk = _desk(settings, limiter)
    shop, experiments = _shop(settings, embedder), Experiments(settings.experiments)
    allowance = Allowance(limiter, per_hour=settings.chat_tokens_per_hour, per_day=settings.chat_tokens_per_day)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        await embedder.embed(["warm"])
        yield
        await turns.finish_all()
        await jobs.close()
        await redis.aclose()
        await engine.dispose()

    shared = {
        "sessions": sessions,
        "stylist": stylist,
        "talk": chat.Talk(desk, sessions, turns, shop, experiments, allowance),
        "desk": desk,
        "health": health.Health(sessions, redis, embedder, jobs),
        "populations": populations,
        "learning": learning,
        "bag_watch": LearningWatch(learning),
        "jobs": jobs,
        "shop": shop,
        "experiments": experiments,
        "objects": objects,
        "models": Working.create(settings, objects),
        **_commerce(settings, sessions, tokens, learning),
    }
    return Litestar(
        [_api(), *pages.handlers()],
        lifespan=[lifespan],
        dependencies=_provided(shared),
        exception_handlers={**HANDLERS, Exception: _unexpected},
        middleware=_throttled(settings, limiter, desk, tokens, sessions),
        state=State({"sessions": sessions}),
        cors_config=_cors(settings),
        compression_config=CompressionConfig(backend="gzip", exclude=["/api/aurora/chat", "/objects"]),
        openapi_config=_openapi(),
        plugins=[Documented()],
        logging_config=None,
        debug=False,
    )


def _shop(settings: Settings, embedder: Embedder) -> Shop:
    return Shop(
        settings.currency,
        settings.currency_rates,
        embedder.model,
        token_cap=settings.chat_conversation_token_cap,
        cost_cap_micros=settings.chat_conversation_cost_cap_micros,
    )


def _commerce(
    settings: Settings, sessions: Sessions, tokens: AccessTokens, learning: feedback.Learning
) -> dict[str, object]:
    """What the shop's own routes work with, by the names under which they ask for it."""
    secrets = signing_secrets(settings)
    return {
        "checkout": checkout_routes.Checkout(
            choosing.create(settings, sessions),
            tables.load(settings.shop_tables),
            timedelta(minutes=settings.checkout_hold_minutes),
        ),
        "outlook": feeds_out.Outlook(settings.public_url),
        "links": Links(settings.public_url, *secrets),
        "stock": catalogue.Stock(sessions, settings.currency),
        "accounts": Accounts(
            tokens,
            (Purchases(), adopting.Styling(learning)),
            settings.public_url,
            secure_cookies=settings.environment == "production",
        ),
        "outward": outward_routes.Outward(Signing(*secrets), Doorkeeper()),
        "webhooks": inbox.Webhooks(settings.stripe_webhook_secret),
    }


def _desk(settings: Settings, limiter: Limiter) -> Desk:
    return Desk(
        VisitorTokens(*signing_secrets(settings)),
        limiter,
        Policy("chat", settings.chat_rate_per_minute, 60),
        secure_cookies=settings.environment == "production",
        trust_proxy=settings.trust_proxy,
    )


def _throttled(settings: Settings, limiter: Limiter, desk: Desk, tokens: AccessTokens, sessions: Sessions) -> list[Any]:
    """Middleware, outermost first: who calls pays by address, then, once known, by account or key."""
    quotas = Policy("reads", settings.rate_reads_per_minute, 60), Policy("writes", settings.rate_writes_per_minute, 60)
    return [
        telemetry.request_log,
        throttle(limiter, *quotas, lambda request: f"ip:{desk.address(request)}"),
        access.authentication(tokens, sessions),
        throttle(limiter, *quotas, access.quota_of),
    ]


def _unexpected(request: AnyRequest, error: Exception) -> Response[Any]:
    """A database that is away is a 503 that says so; anything else that nobody expected is a 500."""
    return HANDLERS[Exception](request, database_away() if is_away(error) else error)


def _provided(shared: Mapping[str, object]) -> dict[str, Provide]:
    return {name: Provide(_always(value), sync_to_thread=False) for name, value in shared.items()}


def _always(value: object) -> Callable[[], Any]:
    def provide() -> Any:
        return value

    return provide


def _api() -> Router:
    return Router(
        "/",
        route_handlers=[
            chat.chat,
            chat.generate,
            conversations.list_conversations,
            conversations.get_conversation,
            conversations.delete_conversation,
            lookbook.list_outfits,
            lookbook.get_outfit,
            lookbook.save_outfit,
            lookbook.share_outfit,
            lookbook.delete_outfit,
            feedback.give_feedback,
            feedback.take_back,
            impressions.note_impressions,
            profile.get_profile,
            profile.change_profile,
            profile.forget_profile,
            wardrobe.get_wardrobe,
            wardrobe.add_piece,
            wardrobe.change_piece,
            wardrobe.remove_piece,
            wardrobe.get_own_picture,
            catalogue.list_products,
            catalogue.get_product,
            *feeds_out.HANDLERS,
            *admin_goods.HANDLERS,
            *cart_routes.HANDLERS,
            *promotions_admin.HANDLERS,
            codes.add_code,
            codes.remove_code,
            *checkout_routes.HANDLERS,
            inbox.receive_stripe_event,
            *outward_routes.ROUTES,
            *jobs_page.ROUTES,
            *account_routes.HANDLERS,
            *order_routes.HANDLERS,
            *order_admin_routes.HANDLERS,
            *back_in_stock.HANDLERS,
            pictures.get_picture,
            *model_routes.HANDLERS,
            *image_routes.HANDLERS,
            *presigning.HANDLERS,
            *serving.HANDLERS,
            health.live,
            health.ready,
        ],
    )


def _cors(settings: Settings) -> CORSConfig | None:
    if not settings.cors_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.cors_origins),
        allow_credentials="*" not in settings.cors_origins,
        expose_headers=["X-Visitor-Token", "X-Request-Id", "RateLimit", "RateLimit-Policy", "Retry-After"],
    )


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="VogueVault",
        version=version("voguevault"),
        description="A fashion shop whose stylist, Aurora, you talk to.",
        path="/schema",
        create_examples=False,
        render_plugins=[SwaggerRenderPlugin(), ScalarRenderPlugin()],
    )
