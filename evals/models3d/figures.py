"""The measured figures where they are kept: the baseline, and the tables of `docs/models-figures.md`."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from evals.models3d import tables
from evals.models3d.comparison import Column, Compared, Cost
from evals.models3d.likeness import Row
from evals.public import commit

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "evals" / "baselines" / "models3d.json"
PAGE = ROOT / "docs" / "models-figures.md"


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The day (ISO 8601) and the commit of a measurement, with "+" where the working tree held changes."""

    day: str = ""
    commit: str = ""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of the last full runs: sums over all models, nothing of any one of them."""

    likeness: tuple[Row, ...] = ()
    on_aim: tuple[Row, ...] = ()
    likeness_measured: Measured = Measured()
    models: int = 0
    columns: tuple[Column, ...] = ()
    shared: tuple[Column, ...] = ()
    costs: tuple[Cost, ...] = ()
    compared_measured: Measured = Measured()


def load(path: Path = KEPT) -> Figures:
    return msgspec.json.decode(path.read_bytes(), type=Figures) if path.exists() else Figures()


def write(
    *,
    likeness: Sequence[Row] | None = None,
    on_aim: Sequence[Row] = (),
    compared: Compared | None = None,
    kept: Path = KEPT,
    page: Path = PAGE,
) -> Figures:
    """Puts what was measured into the baseline and the page; what was not measured stays as it is."""
    figures, now = load(kept), Measured(day=date.today().isoformat(), commit=commit())
    if likeness is not None:
        figures = msgspec.structs.replace(
            figures, likeness=tuple(likeness), on_aim=tuple(on_aim), likeness_measured=now
        )
    if compared is not None:
        figures = msgspec.structs.replace(
            figures, models=compared.models, columns=compared.columns, shared=compared.shared, costs=compared.costs,
            compared_measured=now,
        )  # fmt: skip
    kept.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")
    text = page.read_text("utf-8")
    for name, table in _tables(figures).items():
        text = _between(text, name, table)
    page.write_text(text, "utf-8")
    return figures


def _tables(figures: Figures) -> dict[str, str]:
    found = {}
    if figures.likeness:
        found["likeness"] = f"{_when(figures.likeness_measured)}\n\n{tables.likeness(figures.likeness).markdown()}"
    if figures.on_aim:
        found["on aim"] = tables.likeness(figures.on_aim).markdown()
    if figures.columns:
        when = _when(figures.compared_measured)
        found["columns"] = f"{when}\n\n{tables.columns(figures.columns).markdown()}"
        found["shared"] = tables.columns(figures.shared).markdown()
        found["costs"] = tables.costs(figures.costs).markdown()
    return found


def _when(measured: Measured) -> str:
    return f"Measured {measured.day} at {measured.commit}."


def _between(text: str, name: str, table: str) -> str:
    begin, end = f"<!-- {name}: written by `evals models` -->", f"<!-- {name}: to here -->"
    return text[: text.index(begin) + len(begin)] + f"\n\n{table}\n\n" + text[text.index(end) :]
