"""Untrusted text made safe to stand in a prompt: it may be read, never obeyed.

Product copy and messages go through here. What comes out has no invisible characters, cannot close its fence and
holds no line that looks like another speaker's turn.
"""

import re
import unicodedata

__all__ = ["clean", "fence", "plain"]

# Role lines as the common chat templates write them, and the special tokens of their tokenisers.
_ROLE = re.compile(
    r"(?im)^[\s>#*\-\"'`]*(system|assistant|user|developer|human|tool|aurora|instructions?)\s*(?:\([^)\n]{0,20}\))?\s*[:：]"
)
_TOKENS = re.compile(
    r"<\|[^|<>\n]{0,40}\|>|\[/?INST\]|<<?/?SYS>?>|</?s>|<(?:start|end)_of_turn>|\[/?(?:SYSTEM|USER|ASSISTANT)\]"
    r"|#{2,}\s*(?:system|instructions?|human|assistant|user)\b[^\n]{0,20}",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """`text` in NFKC without control, zero-width, bidirectional, tag, private-use or unassigned characters.

    Newlines stay, runs of other white space become one blank. Source: Unicode 15 general categories Cc, Cf, Co, Cs, Cn.
    """
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    composed = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\t", " "))
    kept = (c for c in composed if c == "\n" or not (unicodedata.category(c)[0] == "C" or _is_filler(c)))
    return _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", "".join(kept))).strip()


def _is_filler(c: str) -> bool:
    # Letters that show nothing, and variation selectors (category Mn): both can hide text.
    return c in "\u115f\u1160\u3164\uffa0\u2800" or "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"


def plain(text: str, limit: int | None = None) -> str:
    """`text` cleaned, role lines and template tokens defused, angle brackets gone, cut at `limit` characters.

    What removing one token joins together is removed again, to a fixpoint: `<|im_<|x|>start|>` leaves nothing behind.
    """
    current = clean(text)
    while True:
        shorter = _TOKENS.sub(" ", current)
        shorter = _ROLE.sub(lambda match: f"{match.group(1)} -", shorter)
        if shorter == current:
            break
        current = shorter
    current = _SPACES.sub(" ", current.replace("<", "‹").replace(">", "›")).strip()
    if limit is not None and len(current) > limit:
        current = current[:limit].rstrip() + "…"
    return current


def fence(label: str, text: str, limit: int | None = None) -> str:
    """`text` between `<label>` and `</label>`, where nothing inside can end it. `label` is a literal of the code."""
    if not re.fullmatch(r"[a-z_]{1,30}", label):
        raise ValueError(f"A fence's label is lower-case letters, not {label!r}.")
    return f"<{label}>\n{plain(text, limit)}\n</{label}>"
