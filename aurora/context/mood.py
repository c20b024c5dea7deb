"""The mood that is put into words: its label, valence and arousal; negated and merely supposed moods do not count."""

from functools import cache

from aurora.context import wordlists
from aurora.context.mentions import Lexicon, Meaning, find, lexicon_of
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
    """The mood said last; "very" and "a bit" scale it; a refused mood does not count."""
    words = text.line
    found = None
    for mention in find(text, _lexicon()):
        before = words[max(0, mention.start - 3) : mention.start]
        if mention.kind == "mood" and not {"not", "never", "no", "without", "less"} & set(before):
            found = at_strength(mention.value, 1.25 if _HEAVY & set(before) else 0.7 if _LIGHT & set(before) else 1.0)
    return found


def is_denied(text: Text) -> bool:
    """True where a mood is named only to be denied ("I'm not nervous"), so that none should be guessed."""
    words = text.line
    moods = [m for m in find(text, _lexicon()) if m.kind == "mood"]
    return any({"not", "never", "no"} & set(words[max(0, m.start - 3) : m.start]) for m in moods)


def at_strength(label: str, strength: float) -> Mood:
    """The mood of that label with its position on the plane scaled and held within -1..1."""
    valence, arousal = PLANE[label]
    return Mood(
        label, max(-1.0, min(1.0, round(valence * strength, 2))), max(-1.0, min(1.0, round(arousal * strength, 2)))
    )


def vocabulary() -> frozenset[str]:
    """Every word of the phrases of this module."""
    return frozenset(word for phrase in _lexicon().phrases for word in phrase)
