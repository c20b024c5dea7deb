"""Which suites and metrics there are: the modules of `evals.suites` and `evals.metrics`, and files one names."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import evals.metrics
import evals.suites
from core.errors import NotFound
from evals.suite import Metric, Suite

T = TypeVar("T")


@cache
def suites() -> dict[str, Suite]:
    """Name → suite, with the metrics that are kept in files of their own."""
    found = (suite for module in _modules(evals.suites) for suite in _of(module, Suite))
    return {suite.name: _with(suite, extra_metrics()) for suite in sorted(found, key=lambda suite: suite.name)}


@cache
def extra_metrics() -> tuple[Metric, ...]:
    return tuple(metric for module in _modules(evals.metrics) for metric in _of(module, Metric))


def find(name: str, *, metrics: Sequence[Path] = ()) -> Suite:
    """The suite of that name, or of that file; with the metrics of the files. NotFound names what there is."""
    if name.endswith(".py"):
        found = list(_of(_file(Path(name)), Suite))
        if not found:
            raise NotFound(f"{name} holds no SUITE.")
        suite = _with(found[0], extra_metrics())
    elif name in suites():
        suite = suites()[name]
    else:
        raise NotFound(f"There is no suite {name!r}. There are: {', '.join(suites())}; or name a file.")
    return _with(suite, [metric for path in metrics for metric in _of(_file(path), Metric)], named=True)


def _with(suite: Suite, metrics: Iterable[Metric], *, named: bool = False) -> Suite:
    meant = tuple(metric for metric in metrics if suite.name in metric.suites or (named and not metric.suites))
    return replace(suite, metrics=(*suite.metrics, *meant))


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for entry in sorted(pkgutil.iter_modules(package.__path__), key=lambda entry: entry.name):
        yield importlib.import_module(f"{package.__name__}.{entry.name}")


def _of(module: ModuleType, kind: type[T]) -> Iterator[T]:
    """What stands under an upper-case name of the module and was not imported from another of ours."""
    for name, value in vars(module).items():
        if name.isupper() and isinstance(value, kind):
            yield value


def _file(path: Path) -> ModuleType:
    """The module of a file. NotFound where there is none."""
    if not path.is_file():
        raise NotFound(f"{path} is no file.")
    spec = importlib.util.spec_from_file_location(f"evals_of_{path.stem}", path)
    assert spec is not None, "a .py file has a loader"
    assert spec.loader is not None, "likewise"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
