"""The definitions as they are now: the file may be changed or removed while the server runs."""

from pathlib import Path
from uuid import UUID

import structlog

from aurora.experiments import Assignment, Plan, assigned, load, subject
from core.errors import InvalidInput

log = structlog.get_logger("experiments")
_AS_SHIPPED = Plan()


class Experiments:
    """What each shopper's turns run under. Without a file, and while it cannot be read, everyone is as shipped."""

    def __init__(self, path: Path | None = None) -> None:
        """Raises InvalidInput where the file is there and wrong: a server does not start on half a plan."""
        self._path = path
        self._stamp = self._stamped()
        self._plan = load(path) if path and self._stamp else _AS_SHIPPED

    def of(self, visitor_id: UUID, user_id: UUID | None = None) -> Assignment | None:
        """The shopper's arm by the file as it is now."""
        stamp = self._stamped()
        if stamp != self._stamp:
            self._stamp, self._plan = stamp, self._read() if stamp else _AS_SHIPPED
            log.info("experiments.changed", running=[one.name for one in self._plan.experiments])
        return assigned(self._plan, subject(visitor_id, user_id))

    def _stamped(self) -> tuple[int, int] | None:
        """What changes with the file; None where there is none."""
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _read(self) -> Plan:
        assert self._path is not None, "it has a stamp"
        try:
            return load(self._path)
        except InvalidInput as wrong:
            log.error("experiments.unreadable", detail=wrong.detail)
            return _AS_SHIPPED
