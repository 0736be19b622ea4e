"""The composition root of the window."""

from __future__ import annotations

from desktop.system.paths import ProfileDir
from desktop.system.secrets import Secrets


def run_window(profile: ProfileDir, secrets: Secrets) -> int:
    """Show the window until it is closed; the exit code."""
    raise NotImplementedError
