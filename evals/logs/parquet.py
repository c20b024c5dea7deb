"""The log on disk: a folder of Parquet files, in parts that each hold whole shoppers.

Every row is an event. Since a shopper's events lie in one part, sums over shoppers add up over parts exactly, whether
one machine reads them one after the other or a cluster at once. Within a part nothing is assumed of the order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

from core.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Connection: TypeAlias = "DuckDBPyConnection"
PARTS = 32
STEPS = ("impression", "click", "try_on", "cart_add", "purchase", "return")
"""From being seen to coming back; the kinds of `interactions` that a funnel counts."""
COLUMNS = {
    "occurred_at": "TIMESTAMP", "kind": "VARCHAR", "shopper": "UBIGINT", "turn": "UBIGINT", "product": "UINTEGER",
    "position": "UTINYINT", "propensity": "FLOAT", "occasion": "VARCHAR", "slot": "VARCHAR", "department": "VARCHAR",
    "language": "VARCHAR", "experiment": "VARCHAR", "arm": "VARCHAR", "value": "BIGINT",
}  # fmt: skip
"""Names → types. Shopper, turn and product are pseudonyms: numbers that lead back to nobody."""
DIMENSIONS = ("occasion", "slot", "department", "language", "arm", "position", "day")


@contextmanager
def reading(memory_mb: int, scratch: Path, threads: int = 2) -> Iterator[Connection]:
    """A DuckDB that keeps to so much memory and spills the rest to `scratch`."""
    scratch.mkdir(parents=True, exist_ok=True)
    connection: Connection = _duckdb().connect()
    connection.execute(f"SET memory_limit = '{memory_mb}MB'")
    connection.execute(f"SET temp_directory = '{_quoted(scratch)}'")
    connection.execute(f"SET threads = {threads}")
    connection.execute("SET preserve_insertion_order = false")
    try:
        yield connection
    finally:
        connection.close()


def _duckdb() -> ModuleType:
    """The library, which a server that only serves has no need of."""
    try:
        import duckdb
    except ImportError as error:
        raise InvalidInput("Logs are read by DuckDB: pip install 'voguevault[evals]'.") from error
    return duckdb


def parts(folder: Path) -> list[list[Path]]:
    """The files of each part; NotFound where the folder holds no log."""
    found = [sorted(part.glob("*.parquet")) for part in sorted(folder.glob("part=*"))]
    if not any(found):
        raise NotFound(f"{folder} holds no part=*/….parquet. `evals logs --help` says how a log is made.")
    return [files for files in found if files]


def table(files: list[Path]) -> str:
    """SQL that reads the files as one table."""
    return "read_parquet([" + ", ".join(f"'{_quoted(path)}'" for path in files) + "])"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
