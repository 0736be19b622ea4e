"""Whose minutes are still on a laptop, in words for a team lead. No Qt."""

from __future__ import annotations

from desktop.core.device import Device
from desktop.store.devices import read_devices
from desktop.ui import formats
from desktop.ui.i18n import tr, trn
from desktop.ui.snapshot import Snapshot

NAMED = 2
"""Devices that are named in the sentence; the others are counted."""


def devices_text(snapshot: Snapshot) -> tuple[str, str]:
    """A sentence, and every device on which something waits, a line each; both empty where iTop tells of none."""
    devices = read_devices(snapshot.desk.db, snapshot.desk.account.id)
    late = sorted((device for device in devices if device.waiting), key=lambda device: -device.waiting_seconds)
    if not devices:
        return "", ""
    if not late:
        return trn(
            "The {count} desk seen lately has sent everything.", "All {count} desks seen lately have sent everything.", len(devices)
        ), ""
    sentences = [tr("{sent} of {count} desks have sent everything.", sent=len(devices) - len(late), count=len(devices))]
    lines = [_line(device, snapshot.now) for device in late]
    sentences += [f"{line}." for line in lines[:NAMED]]
    if len(lines) > NAMED:
        sentences.append(tr("And {count} more.", count=len(lines) - NAMED))
    return " ".join(sentences), "\n".join(lines)


def _line(device: Device, now: int) -> str:
    return tr(
        "{agent}, {device}: {entries}, {time}, last seen {when}",
        agent=device.agent,
        device=device.name,
        entries=trn("{count} entry", "{count} entries", device.waiting),
        time=formats.balance(device.waiting_seconds),
        when=formats.moment_inside(device.last_seen, now),
    )
