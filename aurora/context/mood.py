"""The mood that is put into words: its label, valence and arousal; negated and merely supposed moods do not count."""

from functools import cache

from aurora.context import wordlists
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Mood

# Valence and arousal, -1..1: read off by eye on the circumplex of Russell, J. Pers. Soc. Psychol. 39(6), 1980.
PLANE: dict[str, tuple[float, float]] = {
    "nervous": (-0.4, 0.6), "excited": (0.8, 0.8), "happy": (0.8, 0.4), "confident": (0.6, 0.4), "sad": (-0.7, -0.4),
    "stressed": (-0.5, 0.7), "tired": (-0.3, -0.7), "romantic": (0.7, 0.3), "angry": (-0.7, 0.7), "calm": (0.5, -0.6),
    "insecure": (-0.5, 0.1), "bored": (-0.3, -0.6), "playful": (0.6, 0.5),
}  # fmt: skip
_HEAVY = frozenset(
    (
        "very", "so", "really", "extremely", "super", "incredibly", "terribly", "absolutely", "totally", "beyond",
        "ridiculously",
    )
)  # fmt: skip
_LIGHT = frozenset(("bit", "little", "slightly", "somewhat", "kinda", "kind", "mildly"))


@cache
def _lexicon() -> Lexicon:
    entries = {w: Meaning("mood", label) for label, words in wordlists.table("mood", "mood").items() for w in words}
    entries |= dict.fromkeys(wordlists.phrases("mood", "not_moods"), Meaning("none"))
    for phrase in ("i'm happy", "fed up with my clothes"):
        entries.pop(phrase)
    entries["fed up with my clothes"] = Meaning("mood", "bored")
    return lexicon_of(entries)


def find_mood(text: Text) -> Mood | None:
    """The shopper's mood that is said last; "very" and "a bit" scale it; a refused one and another's do not count."""
    words = text.line
    found = None
    for mention in _moods(text):
        before = words[max(0, mention.start - 3) : mention.start]
        if not _DENIALS & set(before) and not _is_of_another(words, mention.start):
            found = at_strength(mention.value, 1.25 if _HEAVY & set(before) else 0.7 if _LIGHT & set(before) else 1.0)
    return found


def _moods(text: Text) -> list[Mention]:
    """Moods by their words, and by what one says to feel: "feeling a bit low"."""
    named = [m for m in find(text, _lexicon()) if m.kind == "mood"]
    taken = {m.start for m in named}
    return sorted([*named, *(m for m in _felt(text) if m.start not in taken)], key=lambda m: m.start)


def _felt(text: Text) -> list[Mention]:
    words, adjectives = text.line, _feelings()
    found = []
    for at in text.positions(_FEELING):
        end = at + 1
        while end < len(words) and words[end] in _DEGREES:
            end += 1
        if end < len(words) and words[end] in adjectives:
            found.append(Mention(kind="mood", value=adjectives[words[end]], start=end, end=end + 1))
    return found


_DENIALS = frozenset(("not", "never", "no", "without", "less"))
_FEELING = frozenset(("feel", "feeling", "feels"))
_DEGREES = _HEAVY | _LIGHT | frozenset(("a", "bit", "pretty", "quite", "rather", "of", "sort", "all", "just", "fairly"))
_OWN = frozenset(
    ("i", "me", "my", "myself", "we", "us", "ich", "mir", "je", "moi", "yo", "estoy", "soy", "suis", "bin")
)
_OTHERS = frozenset(wordlists.phrases("mood", "others"))
_STOPS = frozenset((".", "!", "?", ";"))


@cache
def _feelings() -> dict[str, str]:
    return {word: label for label, words in wordlists.table("mood", "felt").items() for word in words}


def _is_of_another(words: list[str], start: int) -> bool:
    """True where the nearest person named before the mood in its sentence is not the shopper: "my wife is nervous"."""
    for at in range(start - 1, max(-1, start - 14), -1):
        if words[at] in _STOPS:
            return False
        if words[at] in _OTHERS:
            # "I have to look after her, nervous": what follows a comma of its own speaks of the speaker again.
            return "," not in words[at:start]
        if words[at] in _OWN and not (words[at] == "my" and any(w in _OTHERS for w in words[at + 1 : at + 4])):
            return False
    return False


@cache
def _manners() -> Lexicon:
    rows = wordlists.table("mood", "style")
    return lexicon_of({word: Meaning("style", name) for name, words in rows.items() for word in words})


def manners(text: Text) -> set[str]:
    """How the clothes should be by words of a mood: "powerful" is bold, "cosy" comfortable; what is denied is not."""
    words = text.line
    denials = {*_DENIALS, "too"}
    return {m.value for m in find(text, _manners()) if not denials & set(words[max(0, m.start - 3) : m.start])}


def is_low(label: str) -> bool:
    """True for a mood in which somebody would rather be asked kindly than shown a look."""
    return label in ("sad", "insecure", "tired", "stressed", "angry", "nervous")


def is_all_mood(text: Text) -> bool:
    """True for "I'm feeling a bit low today": the message says how somebody feels and hardly anything else."""
    if len(text.line) > _SHORT:
        return False
    told = {at for m in _moods(text) for at in range(m.start, m.end)}
    rest = [w for at, w in enumerate(text.line) if at not in told and w[0].isalnum() and w not in _AROUND]
    return bool(told) and len(rest) <= 1


def asks_of_body(text: Text) -> bool:
    """True where the shopper asks or says how their own body looks: "do you think I'm fat?", "I'm too old for this"."""
    words = text.line
    if len(words) > _SHORT:
        return False
    for at in text.positions(_bodies()):
        near = words[max(0, at - 8) : at]
        verb = {"look", "am", "make", "makes", "feel", "feeling", "looking", "made", "'m"} & set(near)
        if verb and {"i", "me", "my"} & set(near) and not {"not", "for"} & set(words[at + 1 : at + 3]) - {"for"}:
            return True
    return False


_SHORT = 24


_AROUND = _OWN | _FEELING | _DEGREES | frozenset(wordlists.phrases("mood", "around"))


@cache
def _bodies() -> frozenset[str]:
    return frozenset(wordlists.phrases("mood", "body"))


def is_denied(text: Text) -> bool:
    """True where a mood is named that is denied or another's ("I'm not nervous"), so that none should be guessed."""
    words = text.line
    return any(
        {"not", "never", "no"} & set(words[max(0, m.start - 3) : m.start]) or _is_of_another(words, m.start)
        for m in _moods(text)
    )


def at_strength(label: str, strength: float) -> Mood:
    """The mood of that label with its position on the plane scaled and held within -1..1."""
    valence, arousal = PLANE[label]
    return Mood(
        label, max(-1.0, min(1.0, round(valence * strength, 2))), max(-1.0, min(1.0, round(arousal * strength, 2)))
    )


def vocabulary() -> frozenset[str]:
    """Every word of the phrases of this module."""
    return frozenset(word for phrase in _lexicon().phrases for word in phrase)
