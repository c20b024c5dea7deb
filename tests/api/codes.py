"""The table of all problem codes in docs/api.md. `python -m tests.api.codes` writes it anew."""

import pkgutil
from importlib import import_module
from pathlib import Path

from core import problems

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
PACKAGES = ("core", "commerce", "assets", "aurora")
BEGIN, END = "<!-- codes -->", "<!-- /codes -->"


def table() -> str:
    """Markdown of every code that the shop's packages declare, by status and code."""
    for package in PACKAGES:
        found = import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    declared = problems.codes(PACKAGES)
    rows = sorted((status, code, title) for code, (status, title) in declared.items())
    lines = [f"| `{code}` | {status} | {title} |" for status, code, title in rows]
    return "\n".join(["| code | status | title |", "|---|---|---|", *lines])


def kept() -> str:
    """The table as the page has it."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()


def main() -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
