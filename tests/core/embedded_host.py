"""A program that holds the embedded servers of one directory, for tests that kill it: says where they are, waits."""

import asyncio
import signal
import sys
from pathlib import Path

import msgspec

from core.embedded import Supervisor, running
from core.embedded.supervisor import exiting_on_signals


def main(data_dir: Path, how: str) -> None:
    if how == "running":
        with running(data_dir) as servers:
            _tell(servers)
            sys.stdin.read()
        return
    supervisor = Supervisor(data_dir, allow_namespace=how != "nobody")
    with exiting_on_signals():
        _tell(supervisor.start())
        if how != "exit":
            asyncio.run(supervisor.watch())


def _tell(servers: object) -> None:
    sys.stdout.write(msgspec.json.encode(servers).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # What a script starts in the background, and all below it, ignores an interrupt: here it is to be heard.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(Path(sys.argv[1]), sys.argv[2])
