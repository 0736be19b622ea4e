"""The SQL that takes the time book's tables and columns out of a database again, read from the module's own model."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

STOCK_TABLES = {"CustomerContract": "customercontract", "Ticket": "ticket"}
"""iTop's own tables of the classes that the module adds attributes to."""

HEAD = """\
-- Takes away what the time book left in the database, after its folder was removed from iTop's extensions and set-up was run again.
-- Make a backup first: this is every entry ever counted. Where iTop's tables have a prefix, put it before each name.
"""
TRIGGERS = "SELECT id FROM priv_trigger WHERE realclass = 'TriggerOnContractTimeAlert'"
RECORDS = f"""\
-- A trigger of a kind that iTop no longer knows cuts its list of triggers short.
DELETE FROM priv_link_action_trigger WHERE trigger_id IN ({TRIGGERS});
DELETE FROM priv_trigger_onobject WHERE id IN ({TRIGGERS});
DELETE FROM priv_trigger WHERE realclass = 'TriggerOnContractTimeAlert';
DELETE FROM priv_backgroundtask WHERE class_name LIKE 'Carnet%TimeBook%';
-- Else a time book installed anew would pass for the old one: desktops would not read again, adoption would begin behind the last row.
DELETE FROM priv_db_properties WHERE name LIKE 'carnet-timebook-%';
"""


def removal(model: Path) -> str:
    """The whole script."""
    classes = ElementTree.parse(model).getroot().findall("./classes/class")
    tables = [table for cls in classes if (table := cls.findtext("./properties/db_table")) and cls.get("_delta") == "define"]
    drops = "".join(f"DROP TABLE {table};\n" for table in tables)
    return "\n".join((HEAD, RECORDS, drops, *(_columns(table, _added(classes, name)) for name, table in STOCK_TABLES.items())))


def _added(classes: list[ElementTree.Element], name: str) -> list[str]:
    ours = (cls for cls in classes if cls.get("id") == name and cls.get("_delta") != "define")
    return [column for cls in ours for field in cls.iterfind("./fields/field") if (column := field.findtext("sql"))]


def _columns(table: str, columns: list[str]) -> str:
    return f"ALTER TABLE {table}\n" + ",\n".join(f"  DROP COLUMN {column}" for column in columns) + ";\n"
