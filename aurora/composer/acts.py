"""What was done for the shopper, told as it happened; and the question that something undone leaves open."""

from collections.abc import Sequence

from aurora.composer.act_words import ACTS
from aurora.composer.briefing import Briefing, Line
from aurora.composer.voice import Voice
from aurora.composer.words import capital, join, money
from aurora.fencing import plain
from aurora.types import Action, BagLine, Language, SizeNeeded

__all__ = ["acted", "asking", "handed_over"]

_ANSWER = frozenset(("answer",))


def asking(actions: Sequence[Action], language: Language = "en") -> str | None:
    """The question that the actions leave open, for exactly what is missing; None where nothing is."""
    words = ACTS[language]
    for action in actions:
        if action.kind == "handoff.requested" and action.contact is None and not action.again:
            return words["ask.contact"][0]
        gone = [need for need in action.needs if not need.sizes]
        if action.offer and gone:
            return words["ask.rest" if len(gone) == 1 else "ask.rest.many"][0]
        missing = [need for need in action.needs if need.sizes]
        if missing:
            sized = [f"{_the(need.title, language)} ({', '.join(need.sizes)})" for need in missing]
            return words["ask.sizes"][0].format(list=join(sized, language))
    return None


def acted(briefing: Briefing, voice: Voice) -> list[Line]:
    """What really happened, action by action; where nothing did, that it did not."""
    told = [text for action in briefing.actions for text in _told(action, voice)]
    return [Line(" ".join(told or _not_done(briefing, voice)), _ANSWER)]


def handed_over(briefing: Briefing, voice: Voice) -> list[Line]:
    """Whether a person was called, and where they can reach the shopper."""
    action = next((one for one in briefing.actions if one.kind == "handoff.requested"), None)
    return [Line(voice.say("handoff.not") if action is None else _called(action, voice), _ANSWER)]


def _told(action: Action, voice: Voice) -> list[str]:
    if action.kind == "cart.added":
        return _added(action, voice)
    if action.kind == "cart.needs_size":
        return _in_the_way(action.needs, voice)
    if action.kind == "wishlist.saved":
        return [voice.say("act.wishlist.again" if action.again else "act.wishlist.saved")]
    return [_called(action, voice)]


def _added(action: Action, voice: Voice) -> list[str]:
    """Each line once with its size; the sum of several; what the bag holds where more was in it."""
    words = join([_line(line, voice.language) for line in action.lines], voice.language) or plain(action.detail, 300)
    many = len(action.lines) > 1 or any(line.title.endswith("s") for line in action.lines)
    told = [voice.say("act.cart.added", list=words, List=capital(words), **{"is": "are" if many else "is"})]
    if action.total is not None and len(action.lines) > 1:
        told.append(voice.say("act.cart.sum", total=money(action.total, voice.language)))
    if action.cart_total is not None and action.cart_total != action.total:
        told.append(voice.say("act.cart.bag", cart=money(action.cart_total, voice.language)))
    return told


def _line(line: BagLine, language: Language) -> str:
    """`the Wrap Midi Dress in M`, `two of the Merino Socks`."""
    title = _the(line.title, language)
    count = f"{line.quantity} × " if line.quantity > 1 else ""
    if not line.size or line.size.lower() in ("one size", "os"):
        return f"{count}{title}"
    size = plain(line.size, 12)
    return f"{count}{title} in {size}" if language == "en" else f"{count}{title} ({size})"


def _the(title: str, language: Language) -> str:
    text = plain(title, 120)
    return text if language != "en" or text.lower().startswith("the ") else f"the {text}"


def _in_the_way(needs: Sequence[SizeNeeded], voice: Voice) -> list[str]:
    """Why nothing was added: what is sold out, which size is not to be had, what needs a size."""
    told = [_last(need, voice) for need in needs if not need.sizes and need.in_bag]
    gone = [need for need in needs if not need.sizes and not need.in_bag]
    if gone:
        told.append(voice.say("act.gone", **_names(gone, voice.language)))
    for need in needs:
        if need.sizes and need.wanted:
            there = _the(need.title, voice.language)
            isnt = "aren't" if need.title.endswith("s") else "isn't"
            told.append(voice.say("act.wanted", x=there, X=capital(there), size=plain(need.wanted, 12), isnt=isnt))
    return told or [voice.say("act.open")]


def _last(need: SizeNeeded, voice: Voice) -> str:
    there = _the(need.title, voice.language)
    return voice.say("act.last", x=there, **{"is": "are" if need.title.endswith("s") else "is"})


def _names(needs: Sequence[SizeNeeded], language: Language) -> dict[str, str]:
    words = join([_the(need.title, language) for need in needs], language)
    many = len(needs) > 1 or needs[0].title.endswith("s")
    return {"list": words, "List": capital(words), "is": "are" if many else "is"}


def _called(action: Action, voice: Voice) -> str:
    if action.contact is None:
        return voice.say("handoff.again" if action.again else "handoff.done")
    return voice.say("handoff.added" if action.again else "handoff.contact", contact=plain(action.contact, 80))


def _not_done(briefing: Briefing, voice: Voice) -> list[str]:
    if not briefing.table:
        return [voice.say("act.nothing")]
    action = briefing.analysis.action or "show_3d"
    told = [voice.say(f"act.not.{action}")]
    if action == "show_3d" and not any(item.model_3d for item in briefing.table[0].items):
        told.append(voice.say("act.no_models"))
    return told
