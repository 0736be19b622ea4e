"""What of the window is not Qt, imported before Qt.

PySide reads the source of each module that comes after it, to see whether it uses Qt, and keeps it: a tenth of the window's start, for
modules that do not.
"""

# ruff: noqa: F401
from desktop.core import durations
from desktop.sync import worker
from desktop.system import file_cache, logs, secrets
from desktop.ui import (
    contract_views,
    pages,
    patching,
    reader,
    session,
    sign_in_views,
    snapshot,
    state_views,
    strip_views,
    ticket_rows,
    ticket_views,
    viewmodels,
)
from desktop.work import gaps, reading, recording
