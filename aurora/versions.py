"""What a turn was made with, for its record: the code's version, and a fingerprint of what can change beside it."""

import hashlib
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from aurora import compatibility
from aurora.weights import weights
from core.llm import ChatModel


def of_the_code(embedding_model: str, chat_model: ChatModel | None) -> dict[str, str]:
    """Names → versions; equal ones mean that the same turn would be decided the same way."""
    return {
        "app": version("voguevault"),
        "context": fingerprint("aurora.context"),
        "prompts": fingerprint("aurora.prompts"),
        "weights": weights().version,
        "compatibility": compatibility.shipped().card.version,
        "embedding_model": embedding_model,
        "chat_model": chat_model.name if chat_model else "composer",
    }


def fingerprint(package: str) -> str:
    """The first 12 hex digits of the SHA-256 over a package's files, code and data, in the order of their names."""
    digest = hashlib.sha256()
    for name, content in sorted(_contents(files(package), "")):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]


def _contents(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            found += _contents(entry, name)
        elif entry.is_file():
            found.append((name, entry.read_bytes()))
    return found
