"""What was done for the shopper, told as it happened; and the question that something undone leaves open."""

from collections.abc import Sequence

from aurora.composer.act_words import ACTS
from aurora.composer.bag import how_it_stands, known_sizes, line, of_the_bag, short, the
from aurora.composer.briefing import Briefing, Line
from aurora.composer.pieces import agree, shortly, titled
from aurora.composer.voice import Voice
from aurora.composer.words import capital, join, money
from aurora.fencing import plain
from aurora.types import Action, Language, SizeNeeded

__all__ = ["acted", "asking", "handed_over"]

_ANSWER = frozenset(("answer",))


def asking(actions: Sequence[Action], language: Language = "en") -> str | None:
    """The question that the actions leave open, for exactly what is missing; None where nothing is."""
    words = ACTS[language]
    kinds = {action.kind for action in actions}
    for action in actions:
        if action.kind == "cart.there" and "cart.added" not in kinds:
            return words["ask.another" if len(action.lines) == 1 else "ask.another.many"][0]
        if action.kind == "handoff.requested" and action.contact is None and not action.again:
            return words["ask.contact"][0]
        gone = [need for need in action.needs if not need.sizes]
        if action.offer and gone and not any(need.left for need in gone):
            return words["ask.rest" if len(gone) == 1 else "ask.rest.many"][0]
        missing = [need for need in action.needs if need.sizes]
        if missing:
            sized = [f"{the(need.title, language)} ({', '.join(need.sizes)})" for need in missing]
            return words["ask.sizes"][0].format(list=join(sized, language))
    return None


def acted(briefing: Briefing, voice: Voice) -> list[Line]:
    """What really happened, action by action; where nothing did, that it did not."""
    beside = any(action.kind == "cart.added" for action in briefing.actions)
    told = [text for action in briefing.actions for text in _told(action, voice, beside=beside)]
    return [Line(" ".join(told or _not_done(briefing, voice)), _ANSWER)]


def handed_over(briefing: Briefing, voice: Voice) -> list[Line]:
    """Whether a person was called, where they can reach the shopper, and whether they answered."""
    action = next((one for one in briefing.actions if one.kind == "handoff.requested"), None)
    if briefing.analysis.action == "handoff_status":
        return [Line(voice.say("handoff.none") if action is None else how_it_stands(action, voice), _ANSWER)]
    return [Line(voice.say("handoff.not") if action is None else _called(action, voice), _ANSWER)]


def _told(action: Action, voice: Voice, *, beside: bool = False) -> list[str]:
    match action.kind:
        case "cart.added":
            return _added(action, voice)
        case "cart.needs_size":
            return _in_the_way(action.needs, voice)
        case "wishlist.saved":
            return [voice.say("act.wishlist.again" if action.again else "act.wishlist.saved")]
        case "wishlist.removed":
            return [voice.say("wishlist.removed")]
        case "handoff.requested":
            return [_called(action, voice)]
        case _:
            return of_the_bag(action, voice, beside=beside)


def _added(action: Action, voice: Voice) -> list[str]:
    """Each line once with its size; the sum of several; what the bag holds where more was in it."""
    words = join([line(each, voice.language) for each in action.lines], voice.language) or plain(action.detail, 300)
    many = len(action.lines) > 1 or any(each.title.endswith("s") or each.quantity > 1 for each in action.lines)
    told = [voice.say("act.cart.added", list=words, List=capital(words), **{"is": "are" if many else "is"})]
    told += known_sizes(action.lines, voice)
    if action.total is not None and (len(action.lines) > 1 or any(each.quantity > 1 for each in action.lines)):
        told.append(voice.say("act.cart.sum", total=money(action.total, voice.language)))
    if action.cart_total is not None and action.cart_total != action.total:
        told.append(voice.say("act.cart.bag", cart=money(action.cart_total, voice.language)))
    return told


def _in_the_way(needs: Sequence[SizeNeeded], voice: Voice) -> list[str]:
    """Why nothing was added: what is sold out, which size is not to be had, what needs a size."""
    told = [short(need, voice) for need in needs if need.left]
    told += [_last(need, voice) for need in needs if not need.sizes and need.in_bag and not need.left]
    gone = [need for need in needs if not need.sizes and not need.in_bag and not need.left]
    if gone:
        told.append(voice.say("act.gone", **_names(gone, voice.language)))
    for need in needs:
        if need.sizes and need.wanted:
            there = the(need.title, voice.language)
            isnt = "aren't" if need.title.endswith("s") else "isn't"
            told.append(voice.say("act.wanted", x=there, X=capital(there), size=plain(need.wanted, 12), isnt=isnt))
    return told or [voice.say("act.open")]


def _last(need: SizeNeeded, voice: Voice) -> str:
    there = the(need.title, voice.language)
    return voice.say("act.last", x=there, **{"is": "are" if need.title.endswith("s") else "is"})


def _names(needs: Sequence[SizeNeeded], language: Language) -> dict[str, str]:
    words = join([the(need.title, language) for need in needs], language)
    many = len(needs) > 1 or needs[0].title.endswith("s")
    return {"list": words, "List": capital(words), "is": "are" if many else "is"}


def _called(action: Action, voice: Voice) -> str:
    number = f" {voice.say('handoff.number', number=action.number)}" if action.number and not action.again else ""
    if action.contact is None:
        return voice.say("handoff.again" if action.again else "handoff.done") + number
    return voice.say("handoff.added" if action.again else "handoff.contact", contact=plain(action.contact, 80)) + number


def _not_done(briefing: Briefing, voice: Voice) -> list[str]:
    if not briefing.table:
        return [voice.say("act.nothing")]
    action = briefing.analysis.action or "show_3d"
    if action == "show_3d":
        return _in_3d(briefing, voice)
    return [voice.say(f"act.not.{action}" if voice.has(f"act.not.{action}") else "bag.kept.not_there")]


def _in_3d(briefing: Briefing, voice: Voice) -> list[str]:
    """The client opens the look in 3D where a piece of it has a model; drawn, it stands on its page."""
    edit = briefing.analysis.edit
    outfit = briefing.table[min(edit.look if edit else 0, len(briefing.table) - 1)]
    bare = [item for item in outfit.items if item.model_3d is None]
    if len(bare) == len(outfit.items):
        return [voice.say("act.not.show_3d"), voice.say("act.no_models")]
    if not bare:
        return [voice.say("act.show_3d")]
    names = join(
        shortly(bare) if voice.language == "en" else [titled(item, voice.language) for item in bare], voice.language
    )
    return [
        voice.say("act.show_3d"),
        voice.say("act.some_models", **agree(bare) | {"list": names, "List": capital(names)}),
    ]
