"""Secrets in a real Secret Service, where there is one to be had; else for the run only, and said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system.secrets import FallbackSecrets, RunSecrets, system_secrets

TOOLS = ("dbus-run-session", "gnome-keyring-daemon")
_SCRIPT = """
from desktop.system.secrets import system_secrets
secrets = system_secrets()
assert secrets.lasting, secrets
{action}
assert secrets.lasting
"""


@pytest.mark.skipif(any(shutil.which(tool) is None for tool in TOOLS), reason=f"needs {' and '.join(TOOLS)}")
def test_a_secret_service_keeps_what_another_process_reads(tmp_path: Path) -> None:
    """One process writes, another reads and deletes, a third finds nothing: all in a Secret Service of their own."""
    actions = (
        "secrets.set('password of camille at https://itop.example.com/', 'tr\u00e8s secret')",
        "assert secrets.get('password of camille at https://itop.example.com/') == 'tr\u00e8s secret'",
        "secrets.delete('password of camille at https://itop.example.com/'); secrets.delete('nobody')",
        "assert secrets.get('password of camille at https://itop.example.com/') is None",
    )
    scripts = []
    for number, action in enumerate(actions):
        script = tmp_path / f"{number}.py"
        script.write_text(_SCRIPT.format(action=action), encoding="utf-8")
        scripts.append(f"{sys.executable} {script}")
    shell = "echo unlocked | gnome-keyring-daemon --unlock --components=secrets >/dev/null && " + " && ".join(scripts)
    home = {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME")}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_KEYRING_BACKEND"}
    environment |= home | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", shell], env=environment, capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    assert done.returncode == 0, done.stderr


class Refusing(RunSecrets):
    """A keyring that is there and locked."""

    def set(self, account: str, secret: str) -> None:
        from keyring.errors import KeyringLocked

        raise KeyringLocked

    def get(self, account: str) -> str | None:
        from keyring.errors import KeyringLocked

        raise KeyringLocked


def test_a_keyring_that_refuses_leaves_this_run(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = FallbackSecrets(Refusing())
    secrets.set("somebody", "hush")
    assert (secrets.get("somebody"), secrets.lasting) == ("hush", False)
    assert secrets.get("somebody else") is None


def test_without_a_backend_secrets_are_for_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    secrets = system_secrets()
    secrets.set("somebody", "hush")
    assert (secrets.get("somebody"), secrets.lasting) == ("hush", False)
    assert "hush" not in repr(RunSecrets(every="hush"))
