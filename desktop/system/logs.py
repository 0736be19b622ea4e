"""The log: what happened to the synchronisation, never a secret, a reply or a customer's words."""

from __future__ import annotations

import logging

from desktop.system.paths import ProfileDir

LARGEST = 1_000_000


def start_log(profile: ProfileDir) -> None:
    """Write records of ``desktop`` to the profile's log, three files of 1 MB at most."""
    logger = logging.getLogger("desktop")
    if logger.handlers:
        return
    from logging.handlers import RotatingFileHandler

    handler = RotatingFileHandler(profile.create().log, maxBytes=LARGEST, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
