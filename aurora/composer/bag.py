"""The bag in words: what is in it, what came out of it, and why it was left alone; and how a handoff stands."""

from collections.abc import Sequence

from aurora.composer.voice import Voice
from aurora.composer.words import capital, join, money
from aurora.fencing import plain
from aurora.types import Action, BagLine, Language, SizeNeeded

__all__ = ["how_it_stands", "known_sizes", "line", "of_the_bag", "short", "the"]


def of_the_bag(action: Action, voice: Voice, *, beside: bool) -> list[str]:
    """What became of the bag where nothing went in. beside: other pieces went in with it."""
    if action.kind == "cart.kept":
        return [voice.say(f"bag.kept.{action.why}")]
    if not action.lines:
        return [voice.say("bag.empty")]
    if action.kind == "cart.there":
        return [voice.say("bag.there.beside" if beside else "bag.there", **_listed(action.lines, voice.language))]
    key = "bag.removed" if action.kind == "cart.removed" else "bag.shown"
    told = [voice.say(key, **_listed(action.lines, voice.language))]
    if action.cart_total is None:
        return [*told, voice.say("bag.empty")]
    several = action.kind == "cart.removed" or len(action.lines) > 1 or action.lines[0].quantity > 1
    total = "bag.left" if action.kind == "cart.removed" else "bag.total"
    return [*told, voice.say(total, cart=money(action.cart_total, voice.language))] if several else told


def known_sizes(lines: Sequence[BagLine], voice: Voice) -> list[str]:
    """That sizes nobody named were taken from what is known of the shopper; said once."""
    sizes = [each.size for each in lines if each.size and each.size_from not in (None, "message")]
    if not sizes:
        return []
    if len(sizes) > 1:
        return [voice.say("size.known.many")]
    return [voice.say("size.known", size=plain(sizes[0], 12))]


def short(need: SizeNeeded, voice: Voice) -> str:
    """That fewer are left than were asked for."""
    left = need.left or 0
    return voice.say("bag.short.many" if left > 1 else "bag.short", left=left, x=the(need.title, voice.language))


def how_it_stands(action: Action, voice: Voice) -> str:
    """Whether somebody answered: the newest answer in their own words, which nothing here vouches for."""
    if action.answers:
        newest = action.answers[-1]
        return voice.say(
            "handoff.answer", by=plain(newest.by, 60), day=f"{newest.at:%Y-%m-%d}", text=plain(newest.text, 1000)
        )
    return voice.say("handoff.closed" if action.status == "closed" else "handoff.open", number=action.number)


def _listed(lines: Sequence[BagLine], language: Language) -> dict[str, str]:
    words = join([line(each, language) for each in lines], language)
    many = len(lines) > 1 or any(each.title.endswith("s") or each.quantity > 1 for each in lines)
    return {"list": words, "List": capital(words), "is": "are" if many else "is", "was": "were" if many else "was"}


def line(each: BagLine, language: Language) -> str:
    """`the Wrap Midi Dress in M`, `two of the Merino Socks`."""
    title = the(each.title, language)
    if each.quantity > 1:
        count = _NUMBERS.get(each.quantity, each.quantity)
        title = f"{count} of {title}" if language == "en" else f"{each.quantity} × {title}"
    if not each.size or each.size.lower() in ("one size", "os"):
        return title
    size = plain(each.size, 12)
    return f"{title} in {size}" if language == "en" else f"{title} ({size})"


_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


def the(title: str, language: Language) -> str:
    text = plain(title, 120)
    return text if language != "en" or text.lower().startswith("the ") else f"the {text}"
