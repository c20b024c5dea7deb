"""The verb of editing that a garment stands by: swap, keep, drop, add; before it, or after it ("the bag can go")."""

import re
from collections.abc import Sequence

from aurora.context import wordlists
from aurora.context.mentions import Mention

_SWAP = frozenset(wordlists.phrases("grammar", "edits_swap"))
_KEEP = frozenset(
    [
        "keep", "keeping", "hold", "stick", "leave", "leaving", "love", "like", "adore", "retain", "behalte",
        "behalten", "garde", "garder", "mantiene", "conserva", "save", "lock", "touch", "lassen", "lass",
        "quedate", "quedarme", "quedo", "manten", "mantener", "conservar", "deja", "laisse",
    ]
)  # fmt: skip
_DROP = frozenset(wordlists.phrases("grammar", "edits_drop"))
_ADD = frozenset(
    [
        "add", "adding", "include", "throw", "plus", "bring", "finish", "complete", "extra", "dazu",
        "ajoute", "anade", "adds", "need", "needs", "put",
    ]
)  # fmt: skip
_RECOLOUR = frozenset(["make", "turn"])
CLAUSE = frozenset((".", "!", "?", ";", "but", "though", "however", "just", "only", "aber", "mais", "pero"))
_AFTER: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
for _name in ("keep", "drop", "change"):
    for _phrase in wordlists.sequences("grammar", f"edits_{_name}_after"):
        _AFTER.setdefault(_phrase[0], []).append((_name, _phrase))
_PRAISE = wordlists.sequences("grammar", "edits_praise")
for _copula in ("is", "are", "'s", "looks", "look"):
    _AFTER.setdefault(_copula, []).extend(("keep", (_copula, *_phrase)) for _phrase in _PRAISE)
_CLAUSE_OR_COMMA = CLAUSE | {","}
_ADVERBS = frozenset(
    ("really", "so", "just", "absolutely", "such", "quite", "very", "totally", "simply", "truly", "honestly", "super")
)


def of(words: list[str], mentions: Sequence[Mention], mention: Mention) -> tuple[str, list[str]]:
    """The verb that says what is to happen to a garment, and the words between; an empty name where none does."""
    late = _behind(words, mentions, mention) or _listed(words, mentions, mention) or _later(words, mentions, mention)
    return (late, []) if late else before(words, mention)


def _later(words: list[str], mentions: Sequence[Mention], mention: Mention) -> str:
    """What is to happen to "them" or "it" right after the garment: "the shoes are awful, switch them"."""
    following = [m.start for m in mentions if m.start > mention.start and m.kind == "category"]
    end = min([len(words) - 1, mention.end + _NEXT, *following])
    for at in range(mention.end, end):
        if words[at + 1] not in _ITS or words[at + 2 : at + 3] not in (
            [],
            ["."],
            [","],
            ["!"],
            ["please"],
            ["and"],
            ["out"],
        ):
            continue
        name = next((name for names, name in _DOING if words[at] in names), "")
        if name and not {"not", "never", "i"} & set(words[max(0, at - 2) : at]):
            return name
    return ""


_SHOWING = frozenset(("show", "find", "see"))
"""After these another wish begins: "keep the dress and show me a straw bag"."""
_ITS = frozenset(("it", "them", "that", "those", "these"))
_NEXT = 9
"""Words after a garment in which "it" is that garment."""
_DOING = (
    (frozenset(("swap", "switch", "replace", "exchange", "trade")), "change"),
    (frozenset(("lose", "drop", "ditch", "remove", "bin")), "drop"),
    (frozenset(("keep", "retain")), "keep"),
)


def _listed(words: list[str], mentions: Sequence[Mention], mention: Mention) -> str:
    """What is said of a list after it, for one that is not the last: "shoes and bag can stay"."""
    following = next((m for m in mentions if m.start > mention.start and m.kind == "category"), None)
    if following is None or not set(words[mention.end : following.start]) <= _LISTING:
        return ""
    return _behind(words, mentions, following)


_LISTING = frozenset(
    (
        "and",
        "the",
        "&",
        "+",
        "n",
        "plus",
        ",",
        "und",
        "et",
        "y",
        "die",
        "der",
        "das",
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
    )
)


def _behind(words: list[str], mentions: Sequence[Mention], mention: Mention) -> str:
    """What is said of a garment after it: "the bag can go", "den Blazer behalten", "the tote I don't need"."""
    starts = {m.start for m in mentions if m.kind == "category"}
    if words[mention.end : mention.end + 1] == ["no"] and words[mention.end + 1 : mention.end + 2] in (
        [],
        [","],
        ["."],
        ["!"],
    ):
        return "change"
    if _is_praised(words, mention.end):
        return "keep"
    for at in range(mention.end, min(len(words), mention.end + 4)):
        if at in starts or words[at] in CLAUSE:
            return ""
        following = words[at : at + _LONGEST]
        plain = [word for n, word in enumerate(following) if not n or word not in _ADVERBS]
        for name, phrase in _AFTER.get(words[at], ()):
            if phrase in (tuple(following[: len(phrase)]), tuple(plain[: len(phrase)])):
                return name
    return ""


_LONGEST = 9


def _is_praised(words: list[str], at: int) -> bool:
    """True for the blouse of "blouse perfect, the rest not": praise without a verb that ends its clause."""
    for phrase in _PRAISE:
        end = at + len(phrase)
        if tuple(words[at:end]) == phrase and words[end : end + 1] in ([], [","], ["."], ["!"], ["but"], ["and"]):
            return True
    return False


def before(words: list[str], mention: Mention) -> tuple[str, list[str]]:
    """The nearest verb of editing before the mention in its clause, and the words between."""
    for at in range(mention.start - 1, max(-1, mention.start - 11), -1):
        word = words[at]
        between = words[at + 1 : mention.start]
        if (
            word in CLAUSE
            or word in _SHOWING
            or (word == "i" and words[at + 1 : at + 2] in (["need"], ["want"], ["would"]))
        ):
            break
        if word in _SWAP and "not" in words[max(0, at - 2) : at]:
            return "keep", between
        particle = words[mention.end : mention.end + 1] or between[:1]
        is_away = between[:1] in (["off"], ["out"], ["away"]) or particle in (["out"], ["off"], ["away"])
        if word == "rid" or (word in ("take", "leave") and is_away):
            return "drop", between
        if word == "forget" and {"not", "never"} & set(words[max(0, at - 2) : at]):
            return "add", between
        if word in ("like", "love") and at and words[at - 1] not in ("i", ",", "."):
            continue
        if word in ("keep", "stay") and ({"under", "below", "within"} & set(between) or between[:2] == ["it", "to"]):
            # "Keep it under 300 including shoes" keeps to a sum.
            continue
        if word == "put" and {"in", "into", "to", "of"} & set(between):
            continue
        if word in ("need", "needs") and "not" in words[max(0, at - 2) : at]:
            return "drop", between
        if word in ("need", "needs") and "also" not in words[max(0, at - 2) : at]:
            continue
        for names, verb in ((_SWAP, "change"), (_KEEP, "keep"), (_DROP, "drop"), (_ADD, "add"), (_RECOLOUR, "change")):
            if word in names and not (word == "new" and verb == "change" and between[:1] == ["look"]):
                return _denied(verb, word, words[max(0, at - 2) : at]), between
    return "", []


def _denied(verb: str, word: str, before: list[str]) -> str:
    """The verb as it stands after "not": not touching keeps, not keeping changes."""
    if "not" in before:
        return "change" if verb == "keep" and word != "touch" else verb
    return "" if word == "touch" else verb


_REST = wordlists.sequences("grammar", "rest_names")
_RENEWING = frozenset(wordlists.phrases("grammar", "rest_changes"))


def _renews(words: list[str]) -> bool:
    """True for "everything else new" and "swap out all the others": a word of change beside one for the rest."""
    said = set(words)
    for name in [name for name in _REST if said.issuperset(name)]:
        for at in [
            at for at, word in enumerate(words) if word == name[0] and tuple(words[at : at + len(name)]) == name
        ]:
            end = at + len(name)
            near = [*words[max(0, at - 3) : at], *words[end : end + 4]]
            if _RENEWING & set(near) and not {"not", "keep", "leave"} & set(near):
                return True
    return False


_EXCEPTED = re.compile(
    r" (?:everything|all|it all|the lot) (?:else )?(?:but|except|except for|apart from|bar|besides|other than) .{1,40} "
    r"(?:can|could|may|should|must|has to|have to) (?:go|change|be changed|be swapped|be different) "
)
_ONLY = frozenset(("only", "just", "solely", "nur", "seulement", "solo", "seul", "seule", "uniquement"))
_STAYING = frozenset(
    ("survive", "survives",
     "stay", "stays", "remain", "remains", "keep", "keeping", "bleibt", "bleiben", "behalten", "behalte", "reste",
     "restent", "garde", "queda", "quedan")
)  # fmt: skip


def _keeps_only(words: list[str]) -> bool:
    """True for "only the blouse can stay" and "just keep the shoes": all that is not named may go."""
    for at in [at for at, word in enumerate(words) if word in _ONLY]:
        following = words[at + 1 : at + 11]
        if _STAYING & set(following) and not {"not", "if", "."} & {*words[max(0, at - 1) : at], *following}:
            return following[:1] != ["one"] and bool(_POINTED & set(following))
        if words[max(0, at - 1) : at] and words[at - 1] in ("keep", "keeping") and _POINTED & set(following[:1]):
            return True
    return False


_POINTED = frozenset(
    ("the", "that", "those", "this", "my", "der", "die", "das", "den", "le", "la", "les", "el", "los", "las")
)


def of_the_rest(words: list[str]) -> str:
    """ "keep" or "change" where the message says so of everything else; "keep_rest" for "keep the rest", and "only" for
    "only the blouse can stay", where all changes but what is kept."""
    line = " " + " ".join(words) + " "
    if any(f" {phrase} " in line for phrase in wordlists.phrases("grammar", "edits_change_rest")) or _renews(words):
        return "change"
    if _keeps_only(words):
        return "only"
    if _EXCEPTED.search(line):
        return "change"
    for verbs, name in (
        ((" keep ", " leave ", " love ", " like ", " adore ", " happy with ", " fine with "), "keep"),
        ((" change ", " swap ", " replace "), "change"),
    ):
        for verb in verbs:
            if any(
                verb + rest in line
                for rest in (
                    "everything but",
                    "everything except",
                    "everything apart",
                    "all but",
                    "all except",
                    "it all except",
                    "everything other",
                )
            ):
                return name
    if any(
        x in line
        for x in (
            " keep the rest",
            " leave the rest",
            " keep everything else",
            " leave everything else",
            " rest can stay",
            " rest stays",
            " rest as it is",
            " rest is perfect",
            " rest is fine",
        )
    ):
        return "keep_rest"
    return ""
