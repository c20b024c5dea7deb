"""The report of a run, or of two side by side: one HTML file that needs no network, for a reader who would rather look.

The page is drawn in the browser from the result and the cases that lie in it; the cases are packed (gzip, base64) and
only the rows in sight are in the document, so that ten thousand of them stay usable.
"""

import base64
import gzip
import html
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import msgspec

from evals.comparing import Comparison
from evals.results import Result
from evals.runs import Record, Run
from evals.suite import Suite

_SCRIPTS = ("plots.js", "cards.js", "report.js")


def page(suite: Suite, result: Result, records: Sequence[Record], comparison: Comparison | None = None) -> str:
    """The report as HTML. With a comparison, `result` and `records` are those of its second run."""
    title = f"{result.manifest.suite}: {result.manifest.options.variant.name}"
    data = {
        "title": title,
        "run": result,
        "comparison": comparison,
        "metrics": [
            {"name": m.name, "better": m.better, "low": m.low, "high": m.high, "headline": m.headline,
             "case": m.pool is None} for m in suite.metrics
        ],
    }  # fmt: skip
    parts = {
        "%TITLE%": html.escape(title),
        "%STYLE%": _file("report.css"),
        "%RESULT%": _embedded(data),
        "%CASES%": _packed(records),
        "%SCRIPT%": "\n".join(_file(name) for name in _SCRIPTS),
    }
    head, rest = _split(_file("report.html"), tuple(parts))
    return head + "".join(parts[name] + after for name, after in rest)


def write(
    run: Run, suite: Suite, result: Result, records: Sequence[Record], comparison: Comparison | None = None,
    *, to: Path | None = None,
) -> Path:  # fmt: skip
    """Writes the report beside the run, or to a path; returns where."""
    path = to or run.folder / "report.html"
    path.write_text(page(suite, result, records, comparison), encoding="utf-8")
    return path


def _split(template: str, names: Sequence[str]) -> tuple[str, list[tuple[str, str]]]:
    """The text before the first name, then (name, text up to the next): what is put in is never looked into again."""
    places = sorted((template.index(name), name) for name in names)
    ends = [place for place, _ in places[1:]] + [len(template)]
    return template[: places[0][0]], [
        (name, template[place + len(name) : end]) for (place, name), end in zip(places, ends, strict=True)
    ]


def _embedded(data: object) -> str:
    """JSON that no `</script>` in a case can end."""
    return msgspec.json.encode(data).decode().replace("<", "\\u003c")


def _packed(records: Sequence[Record]) -> str:
    lines = b"\n".join(msgspec.json.encode(record) for record in records)
    return base64.b64encode(gzip.compress(lines, compresslevel=6, mtime=0)).decode()


def _file(name: str) -> str:
    return files("evals.report").joinpath("page", name).read_text(encoding="utf-8")
