"""Settings: one frozen Struct read from the environment and an optional `.env`."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from core.money import exponent


class SettingsError(ValueError):
    """One sentence per wrong variable, naming it; never its value where it may be secret."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator may set. A missing optional value turns a feature off; `aurora doctor` says which."""

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path(".data")
    environment: Literal["development", "production"] = "development"
    database_url: str | None = None
    database_replica_url: str | None = None
    redis_url: str | None = None
    storage_url: str | None = None
    cdn_url: str | None = None
    openai_api_key: str | None = None
    openai_base_url: str | None = None
    chat_model: str = "gpt-4.1-mini"
    embedding_model: str = "local"
    embedding_api_key: str | None = None
    embedding_base_url: str | None = None
    stripe_secret_key: str | None = None
    stripe_publishable_key: str | None = None
    stripe_webhook_secret: str | None = None
    stripe_api_base: str | None = None
    """Where Stripe's interface is asked for; left out, at Stripe's own address."""
    smtp_url: str | None = None
    mail_from: str = "VogueVault <hello@voguevault.example>"
    public_url: str = "http://127.0.0.1:8000"
    """Where shoppers reach the shop: for links in e-mails, feeds and sitemaps."""
    shop_tables: Path | None = None
    """A TOML file of tax rates and shipping methods (`commerce.tables`); left out, those that come with the shop."""
    checkout_hold_minutes: int = 35
    """For so long stock is held for a shopper who is paying; longer than a payment page lives."""
    sentry_dsn: str | None = None
    otel_exporter_otlp_endpoint: str | None = None
    jwt_secret: str | None = None
    jwt_secrets_retired: tuple[str, ...] = ()
    """Secrets that sign no more but still verify, with commas between: JWT_SECRET then changes unnoticed."""
    cors_origins: tuple[str, ...] = ()
    currency: str = "USD"
    currency_rates: dict[str, float] = {}
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "console"
    chat_rate_per_minute: int = 30
    rate_reads_per_minute: int = 3000
    """So many GETs an address, an account or an API key may send; routes may have narrower quotas of their own."""
    rate_writes_per_minute: int = 600
    chat_first_token_s: int = 5
    """Seconds until a language model's first token; then Aurora speaks herself. A model on a CPU wants more."""
    chat_total_s: int = 12
    """Seconds for a model's whole reply."""
    chat_conversation_token_cap: int = 200_000
    """Tokens that a language model may take in one conversation; then Aurora goes on without it."""
    chat_conversation_cost_cap_micros: int = 500_000
    """The same in millionths of a dollar, where the model's price is known."""
    chat_price: tuple[float, float] | None = None
    """US dollars for a million tokens of the prompt and of the answer; without it the price of a model that has no list
    price here is not known, and only tokens are capped."""
    chat_tokens_per_hour: int = 150_000
    """Tokens that one shopper may take in an hour, over all conversations; an address five times as many."""
    chat_tokens_per_day: int = 600_000
    model_jobs_at_once: int = 1
    """So many 3D models one worker works on at a time; each takes about one core and up to `model_worker_mib`."""
    model_upload_mib: int = 100
    """The largest 3D model that is taken in (`assets.limits` has all limits, and their reasons)."""
    model_unpacked_mib: int = 300
    """All files of one zip together."""
    model_triangles: int = 1_000_000
    """Of an uploaded model; what a shopper gets has fewer."""
    model_image_side_pixels: int = 8192
    """The longer side of one texture of an uploaded model."""
    model_worker_s: int = 120
    """Seconds that one model's processing may take."""
    model_worker_mib: int = 1024
    """Memory that it may take."""
    trust_proxy: bool = False
    experiments: Path | None = None
    """A TOML file of experiments (`aurora.experiments`), read anew when it changes."""

    def __repr__(self) -> str:
        """Names the fields that are set; shows no value, since several are secrets."""
        given = [name for name in self.__struct_fields__ if getattr(self, name) is not None]
        return f"Settings({', '.join(given)})"


def load(environ: Mapping[str, str] | None = None, *, dotenv: Path | None = Path(".env")) -> Settings:
    """Settings from `environ` (the process's by default) over the `.env` file, if there is one.

    Raises SettingsError with one line for every wrong variable. Unknown variables are ignored.
    """
    values = {**(_read_dotenv(dotenv) if dotenv else {}), **(os.environ if environ is None else environ)}
    given: dict[str, object] = {}
    wrong: list[str] = []
    for field in msgspec.structs.fields(Settings):
        raw = values.get(field.name.upper(), "").strip()
        if not raw:
            continue
        try:
            given[field.name] = _convert(field.name, raw, field.type)
        except ValueError as error:
            wrong.append(f"{field.name.upper()}: {error}")
    wrong += _contradictions(given)
    if wrong:
        raise SettingsError("\n".join(wrong))
    return Settings(**given)  # type: ignore[arg-type]


def _read_dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and not name.startswith("#"):
            pairs[name.strip()] = value.strip().strip("\"'")
    return pairs


_SCHEMES = {
    "database_url": ("postgresql", "postgres", "postgresql+asyncpg"),
    "database_replica_url": ("postgresql", "postgres", "postgresql+asyncpg"),
    "redis_url": ("redis", "rediss", "unix"),
    "storage_url": ("file", "s3"),
    "cdn_url": ("http", "https"),
    "openai_base_url": ("http", "https"),
    "embedding_base_url": ("http", "https"),
    "smtp_url": ("smtp", "smtps"),
    "public_url": ("http", "https"),
    "stripe_api_base": ("http", "https"),
    "sentry_dsn": ("http", "https"),
    "otel_exporter_otlp_endpoint": ("http", "https"),
}

_MODEL_RANGES = {
    "model_jobs_at_once": (1, 64),
    "model_upload_mib": (1, 2048),
    "model_unpacked_mib": (1, 8192),
    "model_triangles": (1, 20_000_000),
    "model_image_side_pixels": (64, 16_384),
    "model_worker_s": (1, 3600),
    "model_worker_mib": (256, 65_536),
}


def _price(raw: str) -> tuple[float, float]:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*", raw)
    if found is None:
        raise ValueError("must be two prices in US dollars for a million tokens, such as 0.40/1.60")
    return float(found[1]), float(found[2])


def _convert(name: str, raw: str, kind: object) -> object:
    if name in _SCHEMES and urlsplit(raw).scheme not in _SCHEMES[name]:
        raise ValueError(f"must be a URL that begins with {' or '.join(s + '://' for s in _SCHEMES[name])}")
    if name == "port":
        return _whole(raw, 0, 65535)
    if name in ("chat_rate_per_minute", "rate_reads_per_minute", "rate_writes_per_minute"):
        return _whole(raw, 1, 1_000_000)
    if name in ("chat_first_token_s", "chat_total_s"):
        return _whole(raw, 1, 600)
    if name == "chat_price":
        return _price(raw)
    if name in ("chat_tokens_per_hour", "chat_tokens_per_day"):
        return _whole(raw, 1, 10**12)
    if name in ("chat_conversation_token_cap", "chat_conversation_cost_cap_micros"):
        return _whole(raw, 0, 10**12)
    if name in _MODEL_RANGES:
        return _whole(raw, *_MODEL_RANGES[name])
    if name == "cors_origins":
        return _origins(raw)
    if name == "jwt_secrets_retired":
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    if name == "currency":
        return _currency(raw)
    if name == "currency_rates":
        return _rates(raw)
    if name == "trust_proxy":
        return raw.lower() in ("1", "true", "yes", "on")
    if name == "checkout_hold_minutes":
        return _whole(raw, 1, 24 * 60)
    if name in ("data_dir", "experiments", "shop_tables"):
        return Path(raw).expanduser()
    return _choice(raw, kind)


def _choice(raw: str, kind: object) -> str:
    allowed: tuple[str, ...] = getattr(kind, "__args__", ()) if getattr(kind, "__origin__", None) is Literal else ()
    if allowed and raw not in allowed:
        raise ValueError(f"must be one of {', '.join(allowed)}, not {raw!r}")
    return raw


def _whole(raw: str, low: int, high: int) -> int:
    if not raw.isdecimal() or not low <= int(raw) <= high:
        raise ValueError(f"must be a whole number from {low} to {high}, not {raw!r}")
    return int(raw)


def _origins(raw: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/") for part in raw.split(",") if part.strip())
    for origin in origins:
        if origin != "*" and urlsplit(origin).scheme not in ("http", "https"):
            raise ValueError(f"{origin!r} is not an origin such as https://shop.example")
    return origins


def _currency(raw: str) -> str:
    if len(raw) != 3 or not raw.isalpha() or not raw.isupper():
        raise ValueError(f"must be an ISO 4217 code such as USD, not {raw!r}")
    return raw


def _rates(raw: str) -> dict[str, float]:
    rates: dict[str, float] = {}
    for pair in raw.split(","):
        code, sign, figure = pair.strip().partition("=")
        try:
            rates[_currency(code)] = float(figure)
        except ValueError:
            sign = ""
        if not sign or rates[code] <= 0:
            raise ValueError("must be pairs such as EUR=1.08,GBP=1.27: one unit of it in the shop's currency")
        exponent(code)
    return rates


def _contradictions(given: Mapping[str, object]) -> list[str]:
    wrong = []
    if given.get("environment") == "production" and not given.get("jwt_secret"):
        wrong.append("JWT_SECRET: is required when ENVIRONMENT=production")
    secret = given.get("jwt_secret")
    if isinstance(secret, str) and len(secret) < 32:
        wrong.append("JWT_SECRET: must be at least 32 characters long")
    return wrong
