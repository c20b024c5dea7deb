"""The same sums on a Ray cluster: a part a task, added up here. Needs the extra `ray` and a folder every node can
read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.errors import InvalidInput
from evals.logs.funnel import Grouped, Row, added, rows, sums
from evals.logs.parquet import parts, reading


def funnel(
    folder: Path,
    by: str | None,
    *,
    address: str,
    memory_mb: int = 1024,
    advance: Callable[[int], None] = lambda n: None,
) -> list[Row]:
    """What `evals.logs.funnel.funnel` gives, to the last digit. address: of the cluster, or "local" to start one
    here."""
    ray = _ray()
    ray.init(address=None if address == "local" else address, log_to_driver=False, include_dashboard=False)
    try:
        task = ray.remote(_part)
        waiting = [task.remote(files, by, memory_mb, folder / ".scratch") for files in parts(folder)]
        found: list[Grouped] = []
        while waiting:
            done, waiting = ray.wait(waiting)
            found += ray.get(done)
            advance(len(done))
    finally:
        ray.shutdown()
    return rows(added(found))


def _part(files: list[Path], by: str | None, memory_mb: int, scratch: Path) -> Grouped:
    with reading(memory_mb, scratch, threads=1) as connection:
        return sums(connection, files, by)


def _ray() -> Any:
    try:
        import ray  # type: ignore[import-not-found, unused-ignore]  # an extra
    except ImportError as error:
        raise InvalidInput("--ray needs the extra: pip install 'voguevault[ray]'.") from error
    return ray
