import json

import pytest
import structlog

from core import telemetry


@pytest.mark.parametrize("style", ["json", "console"])
def test_a_logged_traceback_shows_no_variable(style: str, capfd: pytest.CaptureFixture[str]) -> None:
    telemetry.configure("INFO", style)  # type: ignore[arg-type]

    def connect() -> None:
        password = "hunter" + "2"
        raise ConnectionError(f"no answer after {len(password)} tries")

    try:
        connect()
    except ConnectionError:
        structlog.get_logger("test").exception("crashed")

    written = capfd.readouterr().err
    assert "no answer after 7 tries" in written
    assert "connect" in written
    assert "hunter2" not in written
    if style == "json":
        assert json.loads(written.splitlines()[-1])["event"] == "crashed"


def test_a_stage_that_runs_twice_is_timed_as_one() -> None:
    timings = telemetry.Timings()

    with timings.stage("retrieve"):
        pass
    first = timings.ms["retrieve"]
    with timings.stage("retrieve"):
        pass

    assert set(timings.ms) == {"retrieve"}
    assert timings.ms["retrieve"] >= first
