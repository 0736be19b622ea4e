"""The archive that administrators unpack."""

from __future__ import annotations

import importlib.util
import re
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]


def packager() -> ModuleType:
    sys.path.insert(0, str(ROOT / "packaging" / "itop"))
    spec = importlib.util.spec_from_file_location("build_extension", ROOT / "packaging" / "itop" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.pop(0)
    return module


def test_the_archive_holds_one_folder_that_itop_takes(tmp_path: Path) -> None:
    """One folder named as the module; its set-up file, model, dictionaries and licence; no test, no rubbish."""
    made = packager().build(tmp_path)
    names = zipfile.ZipFile(made).namelist()
    assert {name.split("/")[0] for name in names} == {"carnet-timebook"}
    for needed in ("module.carnet-timebook.php", "datamodel.carnet-timebook.xml", "en.dict.carnet-timebook.php", "LICENSE", "remove.sql"):
        assert f"carnet-timebook/{needed}" in names
    assert not [name for name in names if "test" in name.lower() or name.endswith((".bak", "~", ".orig"))]
    assert made.name == f"carnet-timebook-{packager().version()}.zip"
    told = ElementTree.fromstring(zipfile.ZipFile(made).read("carnet-timebook/extension.xml"))
    assert told.findtext("version") == packager().version()
    assert told.findtext("extension_code") == "carnet-timebook"


def test_the_same_tree_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whoever builds it can compare."""
    assert packager().build(tmp_path / "a").read_bytes() == packager().build(tmp_path / "b").read_bytes()


def test_the_removal_names_every_table_and_column_that_the_model_adds(tmp_path: Path) -> None:
    """What is said to be taken away is all that was added, and nothing of iTop's own."""
    script = zipfile.ZipFile(packager().build(tmp_path)).read("carnet-timebook/remove.sql").decode()
    model = ElementTree.parse(ROOT / "resources/itop/carnet-timebook/datamodel.carnet-timebook.xml").getroot()
    own = {str(table.text) for table in model.iterfind("./classes/class[@_delta='define']/properties/db_table")}
    assert set(re.findall(r"DROP TABLE (\w+);", script)) == own
    fields = model.iterfind("./classes/class[@_delta='must_exist']/fields/field/sql")
    assert sorted(re.findall(r"DROP COLUMN (\w+)", script)) == sorted(str(column.text) for column in fields)
    assert all(column.startswith("time_") for column in re.findall(r"DROP COLUMN (\w+)", script))
