"""The devices of an account's iTop, as a lead may see them: a short list that is replaced as a whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from desktop.core.device import Device
from desktop.store.database import Database


def save_devices(db: Database, account: int, devices: Sequence[Device]) -> bool:
    """Keep ``devices`` instead of those before; whether anything is different."""
    text = json.dumps([asdict(device) for device in devices])
    if text == (db.meta(_name(account)) or "[]"):
        return False
    db.set_meta(_name(account), text)
    return True


def read_devices(db: Database, account: int) -> tuple[Device, ...]:
    """What iTop said last."""
    return tuple(Device(**known) for known in json.loads(db.meta(_name(account)) or "[]"))


def _name(account: int) -> str:
    return f"devices/{account}"
