"""What a process of `tests.e2e.dying` finds done when it is forked: the shop imported, the embedder loaded."""

from tests.e2e.dying import embedder

embedder()
