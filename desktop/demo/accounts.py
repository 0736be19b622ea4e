"""The accounts that every sample has. They guard sample data only."""

from __future__ import annotations

import sqlite3

from desktop.demo.auth import REST_PROFILE, add_account

AGENT = "camille"
SECRET = "carnet-demo"  # noqa: S105 - it guards sample data only
TOKEN = "demo-token-camille"  # noqa: S105 - likewise
AGENT_PROFILES = ("Support Agent", "Service Desk Agent", REST_PROFILE)


def add_sample_accounts(db: sqlite3.Connection) -> None:
    """Camille (1), Hugo (2) and Lea (3, Service Manager), and those that show what a restricted account meets."""
    add_account(db, AGENT, SECRET, 1, AGENT_PROFILES, token=TOKEN)
    add_account(db, "hugo", SECRET, 2, AGENT_PROFILES)
    add_account(db, "lea", SECRET, 3, (*AGENT_PROFILES, "Service Manager"))
    add_account(db, "sorel-only", SECRET, 2, AGENT_PROFILES, orgs=(3, 4))
    add_account(db, "norest", SECRET, 2, ("Support Agent",))
    add_account(db, "admin", SECRET, 3, ("Administrator", REST_PROFILE))
