"""Objects of carnet/pull as a real iTop gives them."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.sync.carnet_records import contract_from

CONTRACT: dict[str, Any] = {
    "id": 1,
    "name": "Customer contract Demo",
    "org_id": 3,
    "organization_name": "Demo",
    "start_date": None,
    "end_date": None,
    "status": None,
    "time_scope": None,
    "time_rank": 0,
    "time_provisioned": 0,
    "time_consumed": 0,
    "time_balance": 0,
    "time_consumed_percent": None,
    "time_rounding": 0,
    "time_minimum": 0,
    "time_rounding_mode": "up",
    "time_rounding_per": "entry",
    "time_overrun": "allow",
    "time_alert_levels": "",
    "time_closed_until": None,
}


def test_a_contract_whose_status_nobody_set_is_valid() -> None:
    """iTop's own sample contract has none: an empty status excludes nothing."""
    contract = contract_from(CONTRACT, 1_795_600_000)
    assert contract.status == ""
    assert contract.valid_on(date(2026, 1, 1))
