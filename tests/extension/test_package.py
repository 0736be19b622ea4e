"""The archive that administrators unpack."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def packager() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_extension", ROOT / "packaging" / "itop" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_archive_holds_one_folder_that_itop_takes(tmp_path: Path) -> None:
    """One folder named as the module; its set-up file, model, dictionaries and licence; no test, no rubbish."""
    made = packager().build(tmp_path)
    names = zipfile.ZipFile(made).namelist()
    assert {name.split("/")[0] for name in names} == {"carnet-timebook"}
    for needed in ("module.carnet-timebook.php", "datamodel.carnet-timebook.xml", "en.dict.carnet-timebook.php", "LICENSE"):
        assert f"carnet-timebook/{needed}" in names
    assert not [name for name in names if "test" in name.lower() or name.endswith((".bak", "~", ".orig"))]
    assert made.name == f"carnet-timebook-{packager().version()}.zip"


def test_the_same_tree_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whoever builds it can compare."""
    assert packager().build(tmp_path / "a").read_bytes() == packager().build(tmp_path / "b").read_bytes()
