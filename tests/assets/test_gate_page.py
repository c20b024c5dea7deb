"""docs/models-gate.md: its tables are the code's. `python -m tests.assets.test_gate_page` writes them anew."""

import ast
from pathlib import Path

import msgspec
import pytest

from assets import limits
from assets.gate.curable import CURABLE
from assets.gate.refusal import CODES
from assets.limits import Limits

PAGE = Path(__file__).parents[2] / "docs" / "models-gate.md"
_MIB = 2**20


def reasons() -> list[str]:
    return ["| reason | what it means |", "|---|---|", *(f"| `{code}` | {what} |" for code, what in CODES.items())]


def repairs() -> list[str]:
    rows = [f"| `{code}` | {what} |" for code, what in sorted(CURABLE.items())]
    return ["| the validator's error | what becomes of it |", "|---|---|", *rows]


def bounds() -> list[str]:
    """Every limit with its default and the sentence that stands below it in the code."""
    tree = ast.parse(Path(limits.__file__).read_text(encoding="utf-8"))
    body = next(each for each in tree.body if isinstance(each, ast.ClassDef)).body
    why: dict[str, str] = {}
    for field, below in zip(body, [*body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            said = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else ""
            why[field.target.id] = " ".join(str(said).split())
    standard = msgspec.structs.asdict(Limits())
    rows = [f"| `{name}` | {_figure(name, standard[name])} | {said} |" for name, said in why.items()]
    return ["| limit | default | why |", "|---|---:|---|", *rows]


def _figure(name: str, value: float) -> str:
    if name.endswith("_bytes"):
        return f"{value // _MIB:,} MiB"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


TABLES = {"reasons": reasons, "repairs": repairs, "limits": bounds}


def _between(name: str) -> tuple[str, str]:
    return f"<!-- {name} -->\n", f"\n<!-- /{name} -->"


@pytest.mark.parametrize("name", TABLES)
def test_the_page_has_the_tables_of_the_code(name: str) -> None:
    begin, end = _between(name)
    kept = PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    assert kept.splitlines() == TABLES[name](), "write it anew: python -m tests.assets.test_gate_page"


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        begin, end = _between(name)
        before, _, rest = page.partition(begin)
        page = before + begin + "\n".join(table()) + end + rest.partition(end)[2]
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
