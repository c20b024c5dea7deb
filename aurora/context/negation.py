"""What is refused, and how far a refusal reaches: "no black, navy or brown", "anything but heels", "leather is out"."""

import msgspec

from aurora.context import wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text, by_first, split

REFUSABLE = frozenset(
    ("colour", "material", "pattern", "category", "fit", "heel", "coverage", "formality", "warmth", "palette", "other",
     "waterproof", "brand", "animal_free")
)  # fmt: skip


def _cues(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((split(phrase) for phrase in wordlists.phrases("negation", name)), key=len, reverse=True))


_ENDS = frozenset(wordlists.phrases("grammar", "negation_ends"))
_OPENERS = frozenset(wordlists.phrases("grammar", "negation_openers"))


_BACKWARD_BY_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _cue in _cues("backward"):
    _BACKWARD_BY_FIRST.setdefault(_cue[0], []).append(_cue)
_BY_FIRST: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
for _kind, _table in (("refused", "refusals"), ("neutral", "neutral"), ("none", "not_a_refusal")):
    for _cue in _cues(_table):
        _BY_FIRST.setdefault(_cue[0], []).append((_kind, _cue))


def mark(
    text: Text,
    mentions: list[Mention],
    foreign: tuple[tuple[str, ...], ...] = (),
    *,
    compared: frozenset[int] = frozenset(),
) -> list[Mention]:
    """The mentions with `negated` and `idle` set by the cues that reach them.

    foreign: another language's cues. compared: tokens of comparisons, whose "not" refuses nothing ("nicht zu teuer").
    """
    words = text.line
    state: dict[int, str] = {}
    _mark_forward(text, mentions, state, foreign, compared)
    _mark_backward(text, mentions, state)
    _mark_absent(text, mentions, state)
    _mark_conceded(words, mentions, state)
    return [_with(mention, state.get(mention.start)) for mention in mentions]


def _with(mention: Mention, state: str | None) -> Mention:
    if state == "refused":
        return msgspec.structs.replace(mention, negated=True)
    if state == "neutral":
        return msgspec.structs.replace(mention, idle=True)
    return mention


def _mark_forward(
    text: Text,
    mentions: list[Mention],
    state: dict[int, str],
    foreign: tuple[tuple[str, ...], ...],
    compared: frozenset[int],
) -> None:
    words = text.line
    starts = {mention.start: mention for mention in mentions}
    # A phrase such as "not too warm" is its own mention and no cue.
    spoken = {at for mention in mentions if mention.kind != "idle" for at in range(mention.start, mention.end)}
    spoken |= compared
    branded = {mention.start for mention in mentions if mention.kind == "brand"}
    end = 0
    for at in text.positions(_BY_FIRST.keys() | {cue[0] for cue in foreign}):
        if at < end or at in spoken:
            continue
        kind, length = _cue_at(words, at)
        if kind in ("none", "neutral") and length > 1 and at + 1 in branded:
            kind, length = "refused", 1  # "not ONLY" refuses the brand of that name
        for cue in foreign:
            if len(cue) > length and tuple(words[at : at + len(cue)]) == cue:
                kind, length = "refused", len(cue)
        if kind in ("refused", "neutral"):
            for start in _reach(words, at + length, starts):
                state[start] = kind
        end = at + length


def _cue_at(words: list[str], at: int) -> tuple[str, int]:
    best = ("", 0)
    for kind, cue in _BY_FIRST.get(words[at], ()):
        if len(cue) >= best[1] and tuple(words[at : at + len(cue)]) == cue:
            best = (kind, len(cue))
    return best


def _reach(words: list[str], at: int, starts: dict[int, Mention]) -> list[int]:
    """Starts of the mentions that a refusal ending before `at` reaches."""
    reached: list[int] = []
    last: Mention | None = None
    unknown = 0
    limit = min(len(words), at + 24)
    while at < limit:
        mention = starts.get(at)
        if mention is not None and mention.kind == "idle":
            break
        if mention is not None and mention.kind in REFUSABLE:
            reached.append(mention.start)
            last, at, unknown = mention, mention.end, 0
        elif words[at] == ",":
            if not _continues(words, at, starts, last):
                break
            at += 1
        elif words[at] == "in" and last is not None and words[at - 1] not in ("or", "nor"):
            # "without leather, in burgundy" said without its comma
            break
        elif words[at] in ("and", "&", "+"):
            if _is_pair(words, at + 1, starts, last):
                at += 2
                continue
            if not _same_kind(words, at + 1, starts, last):
                break
            at += 1
        elif (
            words[at] in _ENDS
            and not (words[at] == "it" and last is None)
            and not (words[at] == "for" and last is None)
            and not (words[at] == "so" and words[at - 1] == "not")
        ):
            break
        else:
            unknown += words[at] not in _OPENERS and words[at] not in ("or", "nor")
            if unknown > (2 if last is None else 1):
                break
            at += 1
    return reached


def _continues(words: list[str], at: int, starts: dict[int, Mention], last: Mention | None) -> bool:
    """True where the comma at `at` goes on with a list that ends in "or", "nor" or "and": "black, navy or brown"."""
    position = at + 1
    seen = 0
    while position < min(len(words), at + 24) and last is not None:
        if words[position] in ("or", "nor", "and", ",", "any", "no") or words[position] in ("a", "the"):
            if words[position] == "no":
                return False
            if words[position] in ("or", "nor") or (words[position] == "and" and seen):
                after = starts.get(position + 1) or starts.get(position + 2)
                return after is not None and after.kind in REFUSABLE and (seen > 0 or after.kind == last.kind)
            position += 1
            continue
        mention = starts.get(position)
        if mention is None or mention.kind not in REFUSABLE:
            return False
        seen += 1
        position = mention.end
    return False


_THE = frozenset(("the", "those", "these", "my", "die", "der", "das", "den", "le", "la", "les", "el", "los", "las"))


def _is_pair(words: list[str], at: int, starts: dict[int, Mention], last: Mention | None) -> bool:
    """True for "the trousers and the top" at the end of a clause: two garments with an article each."""
    mention = starts.get(at + 1)
    if mention is None or last is None or mention.kind != "category" or last.kind != "category":
        return False
    after = words[mention.end : mention.end + 1]
    articles = {words[at], words[last.start - 1] if last.start else ""}
    return articles <= _THE and after in ([], ["."], [","], ["!"], ["?"], ["please"], ["and"], ["thanks"])


def _same_kind(words: list[str], at: int, starts: dict[int, Mention], last: Mention | None) -> bool:
    mention = starts.get(at)
    if mention is None or last is None:
        return False
    bare = ("colour", "material", "pattern")
    if mention.kind != last.kind and not (mention.kind in bare and last.kind in bare):
        return False
    follows = starts.get(mention.end)
    is_adjective = follows is not None and follows.kind == "category" and mention.kind != "category"
    return not is_adjective and words[at] not in ("a", "the")


def _mark_backward(text: Text, mentions: list[Mention], state: dict[int, str]) -> None:
    words = text.line
    for at in text.positions(_BACKWARD_BY_FIRST.keys()):
        cues = _BACKWARD_BY_FIRST[words[at]]
        length = next((len(c) for c in cues if tuple(words[at : at + len(c)]) == c), 0)
        if length:
            for start in _before(words, at, mentions):
                state[start] = "refused"
    for mention in mentions:
        if mention.kind in REFUSABLE and _spoils(words, mention.end):
            state[mention.start] = "refused"
        if mention.kind == "material" and words[mention.end : mention.end + 1] == ["free"]:
            state[mention.start] = "refused"


_FLATTERING = frozenset(wordlists.phrases("negation", "flattering"))


def _spoils(words: list[str], at: int) -> bool:
    """True for the stripes of "stripes make me look wide": it looks bad on the shopper, unless it is praise."""
    said = words[at : at + 3]
    if said[:1] not in (["make"], ["makes"], ["made"]) or said[1:2] != ["me"]:
        return False
    if said[2:] not in (["look"], ["feel"], ["seem"], ["appear"]):
        return False
    return not _FLATTERING & set(words[at + 3 : at + 7])


_ABSENT = by_first(_cues("absent"))
_CONCEDED = wordlists.sequences("negation", "conceded")


def _mark_absent(text: Text, mentions: list[Mention], state: dict[int, str]) -> None:
    """Refuses what others wear where the shopper would rather not: "everyone will be in black, so I'd rather not be".

    A cue counts where nothing of its own follows it in its sentence; it reaches what was idle before it.
    """
    words = text.line
    if "neutral" not in state.values():
        return
    for at, cue in text.sequences(_ABSENT):
        end = next((n for n in range(at, len(words)) if words[n] in _STOPPING), len(words))
        if words[at + len(cue) : at + len(cue) + 1] in (["spend"], ["pay"], ["go"], ["buy"]):
            continue
        if any(at + len(cue) <= m.start < end and m.kind in REFUSABLE for m in mentions):
            continue
        others = [m for m in mentions if at - _BACK <= m.start < at and state.get(m.start) == "neutral"]
        for mention in others:
            if mention.kind in ("colour", "pattern", "material", "category"):
                state[mention.start] = "refused"


_BACK = 16
_STOPPING = frozenset((".", "!", "?", ";"))


def _mark_conceded(words: list[str], mentions: list[Mention], state: dict[int, str]) -> None:
    """Sets aside what is granted before something else is wished: "navy's fine, but might it come in burgundy?"."""
    granted = [
        m for m in mentions
        if m.kind == "colour" and any(tuple(words[m.end : m.end + len(c)]) == c for c in _CONCEDED)
    ]  # fmt: skip
    for mention in granted:
        later = [m for m in mentions if m.kind == "colour" and m.start > mention.start and m.value != mention.value]
        if any(m not in granted and not m.negated and state.get(m.start) is None for m in later):
            state.setdefault(mention.start, "neutral")


_STATED = frozenset(("is", "'s", "are", "want", "love", "like", "wear"))


def _is_complete(words: list[str], mention: Mention, at: int) -> bool:
    """True for the green of "the code is green and gold is banned": its own clause ends before the "and"."""
    return "and" in words[mention.end : at] and bool(_STATED & set(words[max(0, mention.start - 1) : mention.start]))


def _before(words: list[str], at: int, mentions: list[Mention]) -> list[int]:
    """Mentions of one kind that end right before `at`, over "and", "or", a comma, a question mark or an ellipsis."""
    found: list[int] = []
    kind = None
    for mention in reversed([m for m in mentions if at - 24 <= m.start and m.end <= at and m.kind in REFUSABLE]):
        gap = words[mention.end : at]
        if len(gap) > 4 or any(
            word
            not in (
                "and",
                "or",
                ",",
                "?",
                ".",
                "just",
                "really",
                "always",
                "absolutely",
                "definitely",
                "-",
                "…",
                "both",
                "all",
            )
            for word in gap
        ):
            break
        if kind is not None and (mention.kind != kind or _is_complete(words, mention, at)):
            break
        found.append(mention.start)
        kind, at = mention.kind, mention.start
    return found
