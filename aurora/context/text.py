"""A message as clean tokens: NFKC, no invisible characters, contractions opened, domain words respelt."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from aurora.context import wordlists

_TOKEN = re.compile(r"[2-5][xX][lLsS]\b|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]")
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "_": " "}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WHOLE = {
    "won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not"), "cant": ("can", "not"),
    "dont": ("do", "not"), "doesnt": ("does", "not"), "didnt": ("did", "not"), "isnt": ("is", "not"),
    "arent": ("are", "not"), "wont": ("will", "not"), "wouldnt": ("would", "not"), "shouldnt": ("should", "not"),
    "havent": ("have", "not"), "im": ("i", "am"), "ive": ("i", "have"), "id": ("i", "would"), "shant": ("shall", "not"),
    "thats": ("that", "'s"), "whats": ("what", "'s"), "gonna": ("going", "to"), "wanna": ("want", "to"),
    "gotta": ("have", "to"), "gimme": ("give", "me"), "lemme": ("let", "me"), "whatcha": ("what", "do", "you"),
    "dunno": ("do", "not", "know"), "y'all": ("you",), "aint": ("is", "not"), "ain't": ("is", "not"),
    "wasnt": ("was", "not"), "werent": ("were", "not"), "hasnt": ("has", "not"), "couldnt": ("could", "not"),
    "youre": ("you", "are"), "theyre": ("they", "are"), "hes": ("he", "is"), "shes": ("she", "is"),
    "ill": ("i", "will"), "youve": ("you", "have"), "theres": ("there", "is"), "hows": ("how", "is"),
    "em": ("them",), "'em": ("them",),
    "u": ("you",), "ur": ("your",), "pls": ("please",), "plz": ("please",), "thx": ("thanks",),
    "smth": ("something",), "sth": ("something",), "ppl": ("people",), "bday": ("birthday",),
    "gray": ("grey",), "grays": ("grey",), "color": ("colour",), "colors": ("colours",), "colored": ("coloured",),
    "jewelry": ("jewellery",), "mom": ("mum",), "mom's": ("mum", "'s"), "favorite": ("favourite",), "cozy": ("cosy",),
    "comfy": ("comfortable",), "comfier": ("comfier",), "checkered": ("checked",), "pajama": ("pyjamas",),
}  # fmt: skip
_SUFFIX = {"n't": "not", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'s": "'s"}
_KEEP = frozenset("\n\t ")
# A message of 4,000 characters has some 900 words; longer rows of signs are cut in the middle.
_MOST, _LAST = 1200, 300
_RESPELT = 250
"""Unknown words of a message that are compared with the known ones."""


class Token(msgspec.Struct, frozen=True):
    """One word, number or sign. `word`: lower case, no accents; `start`, `end`: offsets into the clean text."""

    word: str
    start: int
    end: int
    glued: bool
    """True where nothing but a hyphen or nothing at all stands before it."""


class Text(msgspec.Struct, frozen=True, eq=False):
    """The clean message and its tokens; one text is another only if it is the same object, so that it can be a key."""

    clean: str
    tokens: tuple[Token, ...]
    line: list[str]
    """The words alone; read, never written."""
    index: dict[str, list[int]]
    """Where each word stands, in order: every table of words asks for its own and scans no message."""

    def positions(self, words: Set[str]) -> list[int]:
        """Where any of the words stands, in order."""
        # A view of keys & a frozenset walks the frozenset, however long; the other way round the message is walked.
        if isinstance(words, frozenset) and len(words) > len(self.index):
            known: set[str] = set(words.intersection(self.index))
        else:
            known = self.index.keys() & words
        if len(known) < 2:
            return self.index[known.pop()] if known else []
        return sorted(at for word in known for at in self.index[word])

    def sequences(self, phrases: Mapping[str, Sequence[tuple[str, ...]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(start, phrase) of every phrase that stands in the message. phrases: by their first word."""
        for at in self.positions(phrases.keys()):
            for phrase in phrases[self.line[at]]:
                if tuple(self.line[at : at + len(phrase)]) == phrase:
                    yield at, phrase

    def words(self, start: int, end: int) -> str:
        """The shopper's own words from token `start` to before token `end`."""
        if start >= end:
            return ""
        return self.clean[self.tokens[start].start : self.tokens[end - 1].end]


def clean(message: str) -> str:
    """The message in NFKC without control, format, bidirectional, tag and private characters; ≤ 4,000 characters."""
    if message.isascii() and message.isprintable():
        return re.sub(r" {2,}", " ", message.translate(_QUOTES)).strip()
    # NFKC may lengthen: one Arabic ligature becomes 18 letters.
    composed = unicodedata.normalize("NFKC", message)[:_LONGEST].translate(_QUOTES)
    return re.sub(r" {2,}", " ", _UNUSUAL.sub(lambda found: _shown(found.group()), composed)).strip()


_UNUSUAL = re.compile(r"[^ -~]")


def _shown(character: str) -> str:
    """What stands for a character that is not plain: a blank, itself, or nothing where it cannot be seen."""
    if character in _KEEP or character == "\ufe0f":
        return " "
    return character if _is_visible(character) else ""


@lru_cache(maxsize=4096)
def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _DROPPED


_LONGEST = 4000
_DROPPED = frozenset(("Cc", "Cf", "Co", "Cs", "Cn"))


def read(message: str, known: frozenset[str], ordinary: frozenset[str] = frozenset()) -> Text:
    """Tokens of `message`; words near a word of `known` by one slip (two from nine letters on) are respelt as it.

    ordinary: words that stay as they are and are no target.
    """
    text = clean(message)
    tokens: list[Token] = []
    strange: set[str] = set()
    previous_end, repeats = -1, 0
    nothing: frozenset[str] = frozenset()
    seen: dict[str, tuple[tuple[str, int, int], ...]] = {}
    for found in _TOKEN.finditer(text):
        raw = found.group()
        if raw == "-" and previous_end == found.start() and found.end() < len(text) and text[found.end()].isalnum():
            previous_end = found.end()
            continue
        glued = found.start() == previous_end
        start, previous_end = found.span()
        if (
            raw in ("w", "W")
            and text[previous_end : previous_end + 1] == " "
            and not text[previous_end + 1 : previous_end + 2].isdigit()
        ):
            parts: tuple[tuple[str, int, int], ...] = (("with", 0, 1),)
        elif raw == ">" and not text[previous_end : previous_end + 2].strip()[:1].isdigit():
            parts = (("than", 0, 1),)
        elif raw in seen:
            parts = seen[raw]
        else:
            spelt = raw.lower() in ordinary or len(strange) >= _RESPELT
            parts = seen[raw] = _open(raw, nothing if spelt else known)
            strange.update(word for word, _, _ in parts if word not in known)
        first = parts[0][0]
        repeats = repeats + 1 if tokens and first == tokens[-1].word else 0
        if repeats >= 3:
            continue
        if len(parts) == 1:
            tokens.append(Token(first, start + parts[0][1], start + parts[0][2], glued))
            continue
        for n, (word, cut, end) in enumerate(parts):
            is_glued = glued if n == 0 or end == len(raw) == parts[0][2] else True
            tokens.append(Token(word, start + cut, start + end, is_glued))
    tokens = _without_fillers(tokens)
    if len(tokens) > _MOST:
        tokens = [*tokens[: _MOST - _LAST], *tokens[-_LAST:]]
    return made(text, tuple(tokens))


def made(clean: str, tokens: tuple[Token, ...]) -> Text:
    """The text of those tokens."""
    line = [token.word for token in tokens]
    index: dict[str, list[int]] = {}
    for at, word in enumerate(line):
        index.setdefault(word, []).append(at)
    return Text(clean, tokens, line, index)


def by_first(phrases: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    """Phrases by their first word, for `Text.sequences`."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return found


_FILLERS = frozenset(("uh", "um", "uhm", "erm", "er", "ehm", "aeh", "euh"))
_KNOWERS = frozenset(("do", "did", "if", "as", "let", "what", "that", "how"))


def _without_fillers(tokens: list[Token]) -> list[Token]:
    """The tokens without "uh" and "you know", which people say between any two words."""
    said = {token.word for token in tokens}
    if not _FILLERS & said and not {"you", "know"} <= said:
        return tokens
    found: list[Token] = []
    skip = False
    for n, token in enumerate(tokens):
        following = tokens[n + 1].word if n + 1 < len(tokens) else ""
        if skip:
            skip = False
        elif token.word == "you" and following == "know" and not (found and found[-1].word in _KNOWERS) and found:
            skip = True
        elif token.word not in _FILLERS or len(tokens) == 1:
            found.append(token)
    return found


@lru_cache(maxsize=16384)
def _open(raw: str, known: frozenset[str]) -> tuple[tuple[str, int, int], ...]:
    """The words that a token stands for, each with its place in the token: "I'd" is "i" and "would"."""
    word, whole = fold(raw), len(raw)
    if not raw[0].isalnum() and raw in _pictures():
        return tuple((part, 0, whole) for part in _pictures()[raw])
    if word in _WHOLE:
        return tuple((part, 0, whole) for part in _WHOLE[word])
    if word in _shorthand():
        return tuple((part, 0, whole) for part in _shorthand()[word])
    if word in _compounds():
        head, tail, cut = _compounds()[word]
        cut -= sum(c in "äöüßÄÖÜ" for c in raw[:cut])
        return ((head, 0, cut), (tail, cut, whole)) if head else ((tail, 0, whole),)
    if "'" in word:
        for suffix, meaning in _SUFFIX.items():
            if word.endswith(suffix) and len(word) > len(suffix):
                stem = respell(word[: -len(suffix)], known) or word
                return ((stem, 0, whole - len(suffix)), (meaning, whole - len(suffix), whole))
    return ((respell(word, known) or "\N{REPLACEMENT CHARACTER}", 0, whole),)


@cache
def _shorthand() -> dict[str, tuple[str, ...]]:
    """What people write for a word, and its words: "wht" → white, "wmn" → women's."""
    rows = wordlists.table("shorthand", "shorthand")
    return {short: (word.removesuffix("'s"), "'s") if word.endswith("'s") else (word,)
            for word, shorts in rows.items() for short in shorts}  # fmt: skip


@cache
def _compounds() -> dict[str, tuple[str, str, int]]:
    """German compounds of two words of the trade: both of them, and where the second begins."""
    rows = wordlists.table("shorthand", "compounds")
    garments = [fold(row.partition(":")[0]) for row in wordlists.table("languages", "garments")["de"]]
    known = frozenset(garments)
    found = {}
    for row in rows["heads"]:
        head, _, word = row.partition(":")
        for tail in (*garments, *rows["tails"]):
            if tail.isalpha() and len(tail) >= 3 and head + tail not in known:
                found[head + tail] = (word, tail, len(head))
    return found


@cache
def _pictures() -> dict[str, tuple[str, ...]]:
    """Pictures that stand for a word of the trade: the sign of a dress → dress."""
    rows = wordlists.table("emoji", "pictures")
    return {sign: tuple(word.split()) for word, signs in rows.items() for sign in signs}


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Lower case without accents; German umlauts become two letters, so that `für` is not `fur`."""
    lowered = word.lower().translate(_UMLAUTS)
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if unicodedata.category(c) != "Mn")


def split(phrase: str) -> tuple[str, ...]:
    """The words of a phrase of the vocabulary, cut as messages are cut."""
    return tuple(token.word for token in read(phrase, frozenset()).tokens)


@lru_cache(maxsize=8192)
def respell(word: str, known: frozenset[str]) -> str:
    """`word`, or the one known word that a slip away from it."""
    if len(word) < 5 or not word.isalpha() or word in known or word in _real_words() or not known:
        return word
    squeezed = re.sub(r"(.)\1{2,}", r"\1", word)
    if squeezed in known:
        return squeezed
    index = _index(known)
    found = {target for cut in _cuts(word) for target in index.get(cut, ()) if _is_slip(word, target)}
    if len(found) != 1 and len(word) >= 9:
        found = {t for cut in _cuts(word) for c in _cuts(cut) for t in index.get(c, ()) if len(t) >= 9}
    return found.pop() if len(found) == 1 else word


def _cuts(word: str) -> list[str]:
    return [word, *(word[:i] + word[i + 1 :] for i in range(min(len(word), 24)))]


@cache
def _index(known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for word in sorted(known):
        if len(word) >= 5 and word.isalpha():
            for cut in _cuts(word):
                index[cut] = (*index.get(cut, ()), word)
    return index


def _is_slip(word: str, target: str) -> bool:
    """True where one insertion, deletion, replacement or swap makes one the other; the first letter holds."""
    if word[0] != target[0] or abs(len(word) - len(target)) > 1:
        return False
    if len(word) == len(target):
        wrong = [i for i, (a, b) in enumerate(zip(word, target, strict=True)) if a != b]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and word[wrong[0]] == target[wrong[1]]
        return len(wrong) <= 1 or (swapped and word[wrong[1]] == target[wrong[0]])
    longer, shorter = (word, target) if len(word) > len(target) else (target, word)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


@cache
def _real_words() -> frozenset[str]:
    """Ordinary words one slip away from a word of the trade, which stay as they are."""
    path = Path(__file__).with_name("real_words.txt")
    return frozenset(path.read_text(encoding="utf-8").split()) if path.exists() else frozenset()
