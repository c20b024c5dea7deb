"""Sizes that need no cue: those of an answer to our question for them."""

from aurora.context.sizes import BARE_NUMBER, LETTERS, Said
from aurora.context.text import Text


def bare(text: Text) -> list[Said]:
    """Every letter or number that can be a size, in order, where we asked for sizes and they need no cue."""
    words = text.line
    found: list[Said] = []
    at = 0
    while at < len(words):
        pair = " ".join(words[at : at + 2])
        if " " in pair and pair in LETTERS:
            found.append(Said(None, LETTERS[pair], text.words(at, at + 2), at, at + 2))
            at += 1
        elif words[at] in LETTERS and not _is_word_part(text, at):
            found.append(Said(None, LETTERS[words[at]], text.words(at, at + 1), at, at + 1))
        elif BARE_NUMBER.fullmatch(words[at]) and words[at + 1 : at + 2] == ["y"]:
            found.append(Said(None, f"{words[at]}Y", text.words(at, at + 2), at, at + 2))
            at += 1
        elif BARE_NUMBER.fullmatch(words[at]):
            found.append(Said(None, words[at].replace(",", "."), text.words(at, at + 1), at, at + 1))
        at += 1
    return found


def _is_word_part(text: Text, at: int) -> bool:
    """True for the "m" of "i'm" and the "s" of "it's"."""
    return text.tokens[at].glued and at > 0 and text.line[at - 1] in ("'", "\N{RIGHT SINGLE QUOTATION MARK}")
