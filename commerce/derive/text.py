"""Text as a person would have typed it: without HTML, entities, doubled words and sentences run together."""

import html
import re
import unicodedata

from lxml import etree
from lxml import html as lxml_html

_MARKUP = re.compile(r"<[a-zA-Z/!]|&[#\w]+;")
_BLOCKS = frozenset(("p", "div", "br", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "td"))
_DROPPED = ("script", "style", "noscript", "template")
# `lockOne handle`: a lower-case word, then a capitalised one. A word that begins with a capital (`YouTube`) is left.
_RUN_TOGETHER = re.compile(r"(?<![A-Za-z])([a-z]{3,})(?=[A-Z][a-z])|(?<=[a-z\d][)\]])(?=[A-Z][a-z])")
_CONTROL = {code: " " for code in range(32) if code not in (9, 10)} | dict.fromkeys((0x200B, 0x200C, 0xFEFF, 0xAD), "")
_SIGNS = str.maketrans({"®": "", "™": "", "©": "", "℠": ""})
_DOUBLED = re.compile(r"\b(\w[\w'’-]{2,}(?: \w[\w'’-]*){0,3})(?: \1\b)+", re.IGNORECASE)


def plain(text: str) -> str:
    """One line of plain text: markup and entities resolved, control characters gone, white space single."""
    return " ".join(_readable(text).split())


def title(text: str, brand: str = "") -> str:
    """A title without markup, trade-mark signs, doubled words or the brand said twice."""
    cleaned = _DOUBLED.sub(r"\1", plain(text).translate(_SIGNS))
    if brand:
        cleaned = re.sub(
            rf"^({re.escape(brand)})[\s:|,-]+{re.escape(brand)}\b\s*", r"\1 ", cleaned, flags=re.IGNORECASE
        )
    return " ".join(cleaned.split()).strip(" -|,;:")


def description(text: str) -> str:
    """A description as sentences, one line; list items and blocks become sentences, run-together ones are parted."""
    lines = [" ".join(line.split()) for line in _readable(text).splitlines()]
    sentences = [_RUN_TOGETHER.sub(_part, line.lstrip("•·*- ")) for line in lines]
    return " ".join(s if s[-1] in ".!?:;,…" else s + "." for s in sentences if s)


def _part(match: re.Match[str]) -> str:
    return f"{match.group(1)}. " if match.group(1) else ". "


def _readable(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if _MARKUP.search(text):
        text = _without_markup(html.unescape(text) if "&lt;" in text else text)
    return text.translate(_CONTROL).replace("\u00a0", " ")


def _without_markup(text: str) -> str:
    """The text of an HTML fragment, a new line for every block. What lxml cannot parse is only unescaped."""
    if "<" not in text:
        return html.unescape(text)
    try:
        root = lxml_html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return html.unescape(re.sub(r"<[^>]*>", " ", text))
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            parts += ["\n" if block else "", element.text or "" if isinstance(element.tag, str) else ""]
        else:
            parts += ["\n" if block else "", element.tail or ""]
    return "".join(parts)
