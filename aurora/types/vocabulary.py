"""The closed vocabularies of a turn, and the bounded numbers and texts."""

from typing import Annotated, Literal

from msgspec import Meta

Occasion = Literal[
    "everyday", "work", "business_formal", "interview", "wedding_guest", "black_tie", "cocktail", "party", "date",
    "evening", "brunch", "travel", "beach", "outdoor", "sport", "lounge", "festival", "funeral", "graduation",
]  # fmt: skip
Conditions = Literal["clear", "cloudy", "rain", "snow", "wind", "fog"]
Venue = Literal["indoor", "outdoor", "mixed"]
TimeOfDay = Literal["morning", "afternoon", "evening", "night"]
Duration = Literal["few_hours", "full_day", "overnight", "multi_day"]
Source = Literal["message", "request", "conversation", "profile", "inferred", "default"]
ConstraintKind = Literal[
    "budget", "colour", "avoid_colour", "material", "avoid_material", "category", "avoid_category", "brand",
    "avoid_brand", "size", "fit", "pattern", "avoid_pattern", "heel", "coverage", "formality", "warmth", "waterproof",
    "lock", "other",
]  # fmt: skip
Status = Literal["kept", "relaxed", "unverifiable"]
Language = Literal["en", "de", "fr", "es"]
Text100 = Annotated[str, Meta(min_length=1, max_length=100)]
Score = Annotated[float, Meta(ge=0, le=1)]
Percent = Annotated[int, Meta(ge=0, le=100)]
