"""The same message as another hand types it: a slip, another case, no punctuation, a courtesy, a word for a word."""

import re
from random import Random

_FOR = {
    "swap": "replace", "change": "switch", "please": "pls", "outfit": "look", "under": "below", "different": "another",
    "I need": "I'm looking for", "show me": "let me see", "cheaper": "less expensive", "prefer": "would rather have",
    "drop": "leave out", "how much is": "what's the price of", "max ": "at most ",
}  # fmt: skip
_ROUND = ("hey, {}", "{} :)", "ok so {}", "{} thx", "hmm, {}", "{}!!", "hi aurora! {}", "{} 🙏")
_SLIP = re.compile(r"\b[a-zäöüéèñ]{6,}\b")


def reworded(random: Random, message: str) -> str:
    """The message in other words, two changes of it; names of products and figures stay as they are."""
    for change in random.sample((_slip, _case, _bare, _courtesy, _synonym), 2):
        message = change(random, message)
    return message


def _slip(random: Random, message: str) -> str:
    """Two neighbouring letters within one longer word change places."""
    words = [found for found in _SLIP.finditer(message) if not _is_name(message, found)]
    if not words:
        return message
    found = random.choice(words)
    at = found.start() + random.randrange(1, len(found.group()) - 2)
    return message[:at] + message[at + 1] + message[at] + message[at + 2 :]


def _is_name(message: str, found: re.Match[str]) -> bool:
    """Whether the word stands in a product's name, of which the first word has a capital."""
    return bool(re.search(r"[A-ZÉ][a-zé]+[^.,!?]*$", message[: found.start()].removeprefix("I ")))


def _case(random: Random, message: str) -> str:
    return random.choice((message.lower(), message.upper(), message.capitalize()))


def _bare(random: Random, message: str) -> str:
    """Without commas, apostrophes and marks; what stands between figures stays."""
    return re.sub(r"(?<!\d)[,'’!?¿¡]|[,'’!?](?!\d)", "", message)


def _courtesy(random: Random, message: str) -> str:
    return random.choice(_ROUND).format(message)


def _synonym(random: Random, message: str) -> str:
    able = [word for word in _FOR if word in message]
    if not able:
        return message
    word = random.choice(able)
    return message.replace(word, _FOR[word], 1)
