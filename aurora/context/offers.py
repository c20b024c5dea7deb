"""What our last reply offered, as the shopper would ask for it: "yes" to "Shall I swap the shoes?" is "swap the shoes".

An offer is the last sentence of the reply that begins, or goes on after a comma or colon, with words of offering.
"""

import re
from functools import cache

from aurora.context import wordlists
from aurora.context.text import Text, fold

_AGREEING = frozenset(wordlists.phrases("offers", "agreeing"))
_YES = frozenset(wordlists.phrases("offers", "yes"))
_DECLINING = frozenset(wordlists.phrases("offers", "declining"))
_NO = frozenset(wordlists.phrases("offers", "no"))
_LONGEST = 7
_SENTENCE = re.compile(r"[^.!?¿¡\n]+\?")
_ORDINALS = re.compile(r"\b(?:the )?(second|third|fourth|first) (?:look|one|option)\b", re.IGNORECASE)
_POINTING = re.compile(r"^(?:see|try|show|have|take) (?:that|this|it|the other)\b", re.IGNORECASE)


def accepts(text: Text) -> bool:
    """True where the message takes an offer and says nothing else: "yes", "sure, go on", "ja gerne"."""
    words = [word for word in text.line if word[0].isalnum() or "'" in word]
    return 0 < len(words) <= _LONGEST and bool(_YES & set(words)) and set(words) <= _AGREEING


def declines(text: Text) -> bool:
    """True where the message takes no offer and says nothing else: "no thanks", "nein danke"."""
    words = [word for word in text.line if word[0].isalnum() or "'" in word]
    return 0 < len(words) <= _LONGEST and bool(_NO & set(words)) and set(words) <= _DECLINING


def offered(reply: str) -> str | None:
    """What the reply's last question offers to do, in words that ask for it; None where it offers nothing."""
    questions = _SENTENCE.findall(reply)
    if not questions:
        return None
    sentence = questions[-1].strip().rstrip("?").strip()
    found = _opener().search(fold_keeping(sentence))
    if found is None:
        return None
    asked = sentence[found.end() :].strip()
    ordinal = _ORDINALS.search(sentence[: found.start()])
    if ordinal is not None and _POINTING.search(asked):
        return f"the {ordinal.group(1).lower()} one"
    return asked or None


@cache
def _opener() -> re.Pattern[str]:
    phrases = sorted(wordlists.phrases("offers", "openers"), key=len, reverse=True)
    return re.compile(r"(?:^|[,:;] |\bor )(?:" + "|".join(re.escape(p) for p in phrases) + r")\b ?")


def fold_keeping(sentence: str) -> str:
    """The sentence in lower case without accents, every letter in its place."""
    return "".join(one if len(one := fold(c)) == 1 else c.lower()[:1] for c in sentence)
