"""What is refused, and how far a refusal reaches: "no black, navy or brown", "anything but heels", "leather is out"."""

import msgspec

from aurora.context.mentions import Mention
from aurora.context.text import Text, split

REFUSABLE = frozenset(
    ("colour", "material", "pattern", "category", "fit", "heel", "coverage", "formality", "warmth", "palette", "other",
     "waterproof", "brand", "animal_free")
)  # fmt: skip


def _cues(phrases: str) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((split(phrase) for phrase in phrases.split("|")), key=len, reverse=True))


_NEUTRAL = _cues(
    "don't dislike|do not dislike|don't mind|wouldn't mind|don't hate|not hate|no problem with|nothing against|not against|not opposed to|not allergic to|no objection to|don't object to|"
    "doesn't have to be|don't have to be|need not be|not necessarily|doesn't need to be|don't need it to be|not only|not just|no preference for|whether|don't care if it's|don't care about|not fussed about|"
    "not fussy about|no need for|don't avoid|not avoiding|never said no to|i don't have any|i don't own any|i don't own|haven't got any|haven't got|don't have a|i have no|i own no|never owned|didn't say no to|doesn't matter if|it doesn't matter"
)
_REFUSALS = _cues(
    "not|no|without|never|avoid|avoiding|hate|hates|detest|loathe|dislike|can't stand|can't bear|nothing|none of|anything but|everything but|anything except|everything except|except|except for|other than|rather than|"
    "instead of|allergic to|allergy to|intolerant to|free of|free from|sans|minus|skip|lose|ditch|drop|remove|not a fan of|not into|not a big fan of|no more|enough of|can't wear|don't wear|won't wear|never wear|"
    "don't want|don't like|not keen on|steer clear of|stay away from|anything that isn't|anything that's not|neither|nor|less|fed up with|tired of|sick of|over the|take off|take away|leave out|leave off|exclude|excluding|"
    "refuse to wear|apart from|don't do|don't need|wouldn't wear|wouldn't be seen dead in|bored of|nowhere near|get rid of|rid of|ban|zero|keep away from|i'm over|scrap|do without|not any|barring|react to|reaction to|itchy in"
)
_NOT_A_REFUSAL = _cues(
    "no problem|no worries|no doubt|not sure|not bad|no idea|why not|no rush|no thanks|no thank you|not long|no one|can't wait|can not wait|no i meant|no i mean|no sorry|no wait|no actually|no matter|nothing to wear|"
    "not too late|no clue|not much time|not really|don't know|do not know|if not|or not|no longer|not yet|not that i know|drop in|drop by|i never know|never know|never been|not been|hate to ask|hate to|not to mention|haven't|not able|"
    "don't forget|never mind|don't worry|less than|no more than|not more than|not over|nothing over|nothing above|no less than|not less than|not exceed|not above|lose weight|no pressure|dropped|no , i|not to exceed|not spend|don't have much|not have to|not a lot"
)
_ENDS = frozenset((".", "!", "?", ";", "but", "because", "since", "so", "when", "if", "while", "i", "my", "it", "we", "he", "she", "they", "please", "thanks", "instead", "though", "for", "under", "this", "just", "want", "prefer", "show", "give", "then", "(", "\n", "also", "maybe", "only", "yes"))  # fmt: skip
_OPENERS = frozenset(("too", "so", "any", "a", "an", "the", "in", "wear", "wearing", "of", "with", "made", "from", "want", "like", "be", "is", "please", "it", "more", "really", "that", "'s", "looks", "look", "to", "bit", "all", "at", "anything", "something", "this", "very", "much", "those", "these", "your"))  # fmt: skip
_BACKWARD = _cues(
    "is not for me|are not for me|isn't for me|aren't for me|is out|are out|is a no|are a no|is a no go|are a no go|don't suit me|doesn't suit me|not my thing|isn't my thing|aren't my thing|is not my style|isn't my style|"
    "no thanks|no thank you|are not an option|is not an option|isn't an option|makes me itch|make me itch|gives me a rash|irritates my skin|washes me out|wash me out|hurt my feet|kill my feet|kills my feet|"
    "are off the table|is off the table|is a dealbreaker|are a dealbreaker|are banned|is banned|is forbidden|isn't allowed|aren't allowed|not allowed|looks awful on me|look awful on me|looks terrible on me|never again|makes me look ill|drains me"
)


_BY_FIRST: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
for _kind, _table in (("refused", _REFUSALS), ("neutral", _NEUTRAL), ("none", _NOT_A_REFUSAL)):
    for _cue in _table:
        _BY_FIRST.setdefault(_cue[0], []).append((_kind, _cue))


def mark(text: Text, mentions: list[Mention], foreign: tuple[tuple[str, ...], ...] = ()) -> list[Mention]:
    """The mentions with `negated` and `idle` set by the cues that reach them. foreign: another language's cues."""
    words = [token.word for token in text.tokens]
    state: dict[int, str] = {}
    _mark_forward(words, mentions, state, foreign)
    _mark_backward(words, mentions, state)
    return [_with(mention, state.get(mention.start)) for mention in mentions]


def _with(mention: Mention, state: str | None) -> Mention:
    if state == "refused":
        return msgspec.structs.replace(mention, negated=True)
    if state == "neutral":
        return msgspec.structs.replace(mention, idle=True)
    return mention


def _mark_forward(
    words: list[str], mentions: list[Mention], state: dict[int, str], foreign: tuple[tuple[str, ...], ...]
) -> None:
    starts = {mention.start: mention for mention in mentions}
    at = 0
    while at < len(words):
        if at in starts and starts[at].kind not in ("idle",):
            # A phrase such as "not too warm" is its own mention and no cue.
            at = starts[at].end
            continue
        kind, length = _cue_at(words, at)
        for cue in foreign:
            if len(cue) > length and tuple(words[at : at + len(cue)]) == cue:
                kind, length = "refused", len(cue)
        if kind in ("refused", "neutral"):
            for start in _reach(words, at + length, starts):
                state[start] = kind
        at += max(length, 1)


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
        elif words[at] in ("and", "&", "+"):
            if not _same_kind(words, at + 1, starts, last):
                break
            at += 1
        elif (
            words[at] in _ENDS
            and not (words[at] == "it" and last is None)
            and not (words[at] == "for" and last is None)
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
    while position < len(words) and last is not None:
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


def _same_kind(words: list[str], at: int, starts: dict[int, Mention], last: Mention | None) -> bool:
    mention = starts.get(at)
    if mention is None or last is None or mention.kind != last.kind:
        return False
    follows = starts.get(mention.end)
    is_adjective = follows is not None and follows.kind == "category" and mention.kind != "category"
    return not is_adjective and words[at] not in ("a", "the")


def _mark_backward(words: list[str], mentions: list[Mention], state: dict[int, str]) -> None:
    for at in range(len(words)):
        length = next((len(c) for c in _BACKWARD if words[at] == c[0] and tuple(words[at : at + len(c)]) == c), 0)
        if length:
            for start in _before(words, at, mentions):
                state[start] = "refused"
    for mention in mentions:
        if mention.kind == "material" and words[mention.end : mention.end + 1] == ["free"]:
            state[mention.start] = "refused"


def _before(words: list[str], at: int, mentions: list[Mention]) -> list[int]:
    """Mentions of one kind that end right before `at`, over "and", "or", a comma, a question mark or an ellipsis."""
    found: list[int] = []
    kind = None
    for mention in reversed([m for m in mentions if m.end <= at and m.kind in REFUSABLE]):
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
        if kind is not None and mention.kind != kind:
            break
        found.append(mention.start)
        kind, at = mention.kind, mention.start
    return found
