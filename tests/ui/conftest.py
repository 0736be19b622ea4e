"""Window tests: any warning of Qt fails them."""

from __future__ import annotations

import pytest

pytest.importorskip("PySide6", reason="needs PySide6")


@pytest.fixture(autouse=True)
def _qt_log(request: pytest.FixtureRequest) -> None:
    request.node.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
