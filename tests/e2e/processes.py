"""Real processes for end-to-end tests: the embedded iTop, the command line, and both killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# No keyring of this machine is touched: secrets come on standard input.
ENVIRONMENT = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class Served:
    url: str
    user: str
    secret: str
    database: Path

    def set_faults(self, *faults: str) -> None:
        import httpx

        httpx.post(f"{self.url}_faults", json={"faults": list(faults)}, trust_env=False).raise_for_status()


@contextmanager
def served(data: Path, *arguments: str, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """``carnet demo --serve`` in its own process, ended by SIGTERM."""
    command = [sys.executable, "-m", "desktop.cli", "demo", "--serve", "127.0.0.1:0", "--data", str(data), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT | (environment or {})) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield Served(**json.loads(line), database=data / "itop.sqlite")
        finally:
            process.terminate()
            process.wait(30)


@dataclass(frozen=True)
class CommandLine:
    """``carnet`` on one profile directory. What talks to iTop gets the secret on standard input."""

    profile: Path
    secret: str = ""

    def run(self, *arguments: str, code: int | None = 0, module: Sequence[str] = ("desktop.cli",)) -> str:
        """Standard output; ``code`` is the exit code expected (None: any)."""
        done = self._done(arguments, module)
        assert code is None or done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def fails(self, *arguments: str, code: int = 2) -> str:
        """What is said on standard error."""
        done = self._done(arguments, ("desktop.cli",))
        assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        return done.stderr

    def _done(self, arguments: Sequence[str], module: Sequence[str]) -> subprocess.CompletedProcess[str]:
        talks = self.secret and arguments[0] in ("login", "sync", "move", "assign", "tickets", "open")
        name, *rest = arguments
        command = [sys.executable, "-m", *module, "--profile-dir", str(self.profile), name, *(["--secret-stdin"] if talks else []), *rest]
        return subprocess.run(command, input=f"{self.secret}\n", capture_output=True, text=True, env=ENVIRONMENT, check=False)

    def json(self, *arguments: str, code: int | None = 0) -> Any:
        return json.loads(self.run(*arguments, "--json", code=code))
