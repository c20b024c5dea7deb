"""What the client may say: the request of a turn."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from aurora.types.vocabulary import Conditions, Duration, Occasion, Text100, TimeOfDay, Venue
from commerce.garments import Department
from core.money import Money


class Weather(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    temperature_c: Annotated[float, Meta(ge=-60, le=60)] | None = None
    conditions: Conditions | None = None
    humidity_pct: Annotated[float, Meta(ge=0, le=100)] | None = None


class Location(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    city: Text100 | None = None
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")] | None = None
    venue: Venue | None = None


class Sizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    top: Annotated[str, Meta(min_length=1, max_length=20)] | None = None
    bottom: Annotated[str, Meta(min_length=1, max_length=20)] | None = None
    dress: Annotated[str, Meta(min_length=1, max_length=20)] | None = None
    shoes: Annotated[str, Meta(min_length=1, max_length=20)] | None = None


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    comfort: Annotated[int, Meta(ge=1, le=10)] | None = None
    boldness: Annotated[int, Meta(ge=1, le=10)] | None = None
    palette: Annotated[tuple[Text100, ...], Meta(max_length=20)] = ()
    avoid: Annotated[tuple[Text100, ...], Meta(max_length=20)] = ()


class ClientContext(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the client already knows; what the shopper says wins over it."""

    occasion: Occasion | None = None
    department: Department | None = None
    weather: Weather | None = None
    location: Location | None = None
    time_of_day: TimeOfDay | None = None
    duration: Duration | None = None
    budget: Money | None = None
    sizes: Sizes | None = None
    style: Style | None = None


class ChatRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/aurora/chat."""

    message: Annotated[str, Meta(min_length=1, max_length=4000)]
    conversation_id: UUID | None = None
    client_message_id: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    context: ClientContext = ClientContext()
