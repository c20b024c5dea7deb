"""The context of a turn, field by field, with where each comes from.

What the shopper says wins over what the client sent, also when it was said earlier in the conversation; that wins over
the profile; a guess comes last.
"""

from typing import Any, TypeVar

import msgspec

from aurora.types import ClientContext, Location, Profile, Sizes, Source, Style, StyleContext

T = TypeVar("T", bound=msgspec.Struct)
_FIELDS = ("occasion", "department", "weather", "location", "time_of_day", "duration", "budget", "sizes", "style")
_SAID: tuple[Source, ...] = ("message", "conversation")


def merge(
    said: StyleContext,
    guessed: StyleContext,
    *,
    client: ClientContext,
    earlier: StyleContext,
    profile: Profile,
    dropped: frozenset[str] = frozenset(),
) -> StyleContext:
    """message > what was said before > request > request of an earlier turn > profile > inferred, for every field.

    said: this message's fields. guessed: this message's inferences. dropped: fields that this message takes back.
    """
    fields: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    for name in _FIELDS:
        for value, source in _layers(name, said, guessed, client, earlier, profile, dropped):
            if value is None:
                continue
            if name not in fields:
                fields[name], sources[name] = value, source
            elif isinstance(value, (Sizes, Location, Style)):
                fields[name] = _fill(fields[name], value)
    if said.mood is not None:
        fields["mood"], sources["mood"] = said.mood, said.sources.get("mood", "message")
    elif earlier.mood is not None:
        fields["mood"], sources["mood"] = earlier.mood, "conversation"
    return StyleContext(**fields, sources=sources)


def _layers(
    name: str,
    said: StyleContext,
    guessed: StyleContext,
    client: ClientContext,
    earlier: StyleContext,
    profile: Profile,
    dropped: frozenset[str],
) -> list[tuple[Any, Source]]:
    before = None if name in dropped else getattr(earlier, name)
    origin = earlier.sources.get(name, "conversation")
    was_said = origin in _SAID
    return [
        (getattr(said, name), "message"),
        (before if was_said else None, "conversation"),
        (getattr(client, name), "request"),
        (before if origin == "request" else None, "request"),
        (_of_profile(profile, name), "profile"),
        (getattr(guessed, name), "inferred"),
        (before if origin in ("inferred", "default") else None, origin),
    ]


def _of_profile(profile: Profile, name: str) -> Any:
    if name == "style":
        style = Style(
            comfort=profile.comfort, boldness=profile.boldness, palette=profile.palette[:20], avoid=profile.avoid[:20]
        )
        return style if style != Style() else None
    return getattr(profile, name, None)


def _fill(upper: T, lower: T) -> T:
    """`upper` with its empty members taken from `lower`."""
    empty = {f: getattr(lower, f) for f in upper.__struct_fields__ if getattr(upper, f) in (None, ())}
    return msgspec.structs.replace(upper, **empty)
