"""What of the body the clothes should cover, by grammar: "hide my tummy", "big arms, so please cover them"."""

from aurora.context import wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text

_COVERING = frozenset(wordlists.phrases("vocabulary", "covering"))
_BODY = frozenset(wordlists.phrases("vocabulary", "body"))
_THEM = frozenset(("them", "it", "those", "these", "that"))
_NEAR, _BEFORE = 5, 10
"""Words after the verb in which the part is looked for, and words before it where "them" is taken up."""
_LEVEL = 0.8


def find(text: Text, found: list[Mention]) -> list[Mention]:
    """A wish for coverage for every verb of covering whose object is a part of the body; none where one is found."""
    words = text.line
    taken = {at for m in found if m.kind == "coverage" for at in range(m.start, m.end)}
    covers = []
    for at in text.positions(_COVERING):
        end = _object_end(words, at)
        if end is not None and taken.isdisjoint(range(at, end)):
            covers.append(Mention(kind="coverage", value="coverage", start=at, end=at + 1, level=_LEVEL))
    return covers


def _object_end(words: list[str], at: int) -> int | None:
    """Where the object of the verb at `at` ends: a part of the body, or "them" for one that was named before."""
    for position in range(at + 1, min(len(words), at + 1 + _NEAR)):
        if words[position] in _BODY:
            return position + 1
        if words[position] in _THEM and _BODY & set(words[max(0, at - _BEFORE) : at]):
            return position + 1
        if words[position] in (".", "!", "?", ";"):
            return None
    return None
