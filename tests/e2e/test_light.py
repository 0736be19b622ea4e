"""What must not be needed: Qt for recording and sending, Qt and HTTP for a status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.processes import ENVIRONMENT, ROOT

_STATUS = """
import sys
sys.argv = ["carnet", "--profile-dir", sys.argv[1], "status", "--json"]
from desktop.cli import main
try:
    main()
except SystemExit as end:
    print(end.code)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_a_status_loads_neither_qt_nor_http(tmp_path: Path) -> None:
    """On a profile that exists, as it is run many times a day by prompts and panels."""
    command = [sys.executable, "-c", _STATUS, str(tmp_path)]
    subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True)
    loaded = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout.splitlines()[-1].split()
    assert "sqlite3" in loaded
    assert not {"PySide6", "httpx", "keyring", "sqlite_utils", "lark", "nh3", "zoneinfo", "random"} & set(loaded)


@pytest.mark.parametrize("folders", [("core", "store", "work"), ("sync",)], ids="+".join)
def test_core_store_and_sync_need_no_qt(tmp_path: Path, folders: tuple[str, ...]) -> None:
    """Their own tests, where importing PySide6 fails; what does the same at every step again need not be done twice."""
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text("raise ImportError('not installed here')\n", encoding="utf-8")
    environment = ENVIRONMENT | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:pytest-qt", "-p", "no:cacheprovider"]
    command += ["-k", "not (machine or wherever or poison)", *(f"tests/{folder}" for folder in folders)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
