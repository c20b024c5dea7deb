"""What an import did: counts, the rows that were skipped and why, what was derived without certainty."""

from collections import Counter
from typing import Any

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from commerce.feed.record import BadRow
from commerce.loading import Counts

SHOWN = 50


class Skipped(msgspec.Struct, frozen=True):
    """A row that was not imported. `sku` where it is known only by that."""

    row: int | None
    reason: str
    sku: str | None = None


class Report(msgspec.Struct, kw_only=True):
    """The outcome of one import. Counts are of products; `variants` of sizes and colours; `skipped` of rows."""

    file: str
    mapping: str
    dry_run: bool = False
    rows: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    variants: dict[str, int] = {}
    skipped: list[Skipped] = []
    left_out: dict[str, int] = {}
    categories: dict[str, int] = {}
    slots: dict[str, int] = {}
    departments: dict[str, int] = {}
    uncertain: dict[str, int] = {}
    notes: list[str] = []
    seconds: float = 0.0

    @property
    def products(self) -> int:
        return self.imported + self.updated + self.unchanged

    @property
    def exit_code(self) -> int:
        """0 all rows are in, 1 none is, 3 some were skipped."""
        if self.products == 0:
            return 1
        return 3 if self.skipped else 0


class Tally:
    """Collects a report while rows and products go by."""

    def __init__(self, file: str, mapping: str, *, dry_run: bool) -> None:
        self.rows = 0
        self.counts = Counts()
        self.skipped: list[Skipped] = []
        self.left_out: Counter[str] = Counter()
        self.notes: list[str] = []
        self._kinds: dict[str, Counter[str]] = {
            n: Counter() for n in ("categories", "slots", "departments", "uncertain")
        }
        self._file, self._mapping, self._dry_run = file, mapping, dry_run

    def skip(self, bad: BadRow) -> None:
        self.skipped.append(Skipped(bad.number, bad.reason))

    def product(self, category: str, slot: str | None, department: str, uncertain: tuple[str, ...]) -> None:
        self._kinds["categories"][category] += 1
        self._kinds["slots"][slot or "none"] += 1
        self._kinds["departments"][department] += 1
        self._kinds["uncertain"].update(uncertain)

    def report(self, seconds: float) -> Report:
        c = self.counts
        done = {"imported": c.variants_imported, "updated": c.variants_updated, "unchanged": c.variants_unchanged}
        conflicts = [Skipped(None, conflict.reason, conflict.sku) for conflict in c.conflicts]
        return Report(
            file=self._file, mapping=self._mapping, dry_run=self._dry_run, rows=self.rows, imported=c.imported,
            updated=c.updated, unchanged=c.unchanged, seconds=round(seconds, 2), notes=self.notes,
            variants=done,
            skipped=sorted([*self.skipped, *conflicts], key=lambda s: (s.row is None, s.row or 0)),
            left_out=dict(self.left_out.most_common()),
            **{name: dict(counter.most_common()) for name, counter in self._kinds.items()},
        )  # fmt: skip


def to_json(report: Report) -> bytes:
    return msgspec.json.format(msgspec.json.encode(report), indent=1)


def show(report: Report, console: Console) -> None:
    """Prints the report for a person; at most SHOWN skipped rows."""
    verb = "would be imported" if report.dry_run else "imported"
    rate = report.rows / report.seconds if report.seconds else 0
    console.print(
        f"[bold]{escape(report.file)}[/]: {report.rows:,} rows in {report.seconds:.1f} s ({rate:,.0f} a second), "
        f"mapping {report.mapping}"
    )
    console.print(
        f"[green]{report.imported:,} {verb}[/], {report.updated:,} updated, {report.unchanged:,} unchanged, "
        f"[{'yellow' if report.skipped else 'dim'}]{len(report.skipped):,} rows skipped[/]"
    )
    if any(report.variants.values()):
        console.print("variants: " + ", ".join(f"{n:,} {what}" for what, n in report.variants.items()))
    for reason, count in report.left_out.items():
        console.print(f"[dim]{count:,} rows left out: {escape(reason)}[/]")
    for note in report.notes:
        console.print(f"[dim]note: {escape(note)}[/]")
    _show_kinds(report, console)
    _show_skipped(report, console)


def _show_kinds(report: Report, console: Console) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for what in ("slots", "departments", "categories", "uncertain"):
        counts: dict[str, Any] = getattr(report, what)
        if counts:
            table.add_row(what, ", ".join(f"{name} {n:,}" for name, n in counts.items()))
    console.print(table)


def _show_skipped(report: Report, console: Console) -> None:
    for skipped in report.skipped[:SHOWN]:
        where = f"row {skipped.row}" if skipped.row is not None else f"SKU {skipped.sku}"
        console.print(f"  [yellow]{escape(where)}[/] {escape(skipped.reason)}", highlight=False)
    if len(report.skipped) > SHOWN:
        console.print(f"  … and {len(report.skipped) - SHOWN:,} more; --report FILE writes them all")
