"""The iTop module holds together, as far as can be seen without iTop: model, words, files, and what the client expects."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from desktop.demo.model import CARNET, classes
from desktop.demo.verbs import CARNET_VERBS
from desktop.sync.policy import REFUSALS

ROOT = Path(__file__).parents[2]
MODULE = ROOT / "resources" / "itop" / "carnet-timebook"
PHP = shutil.which("php")
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
SOURCES = sorted(MODULE.rglob("*.php"))
OWN = ("ContractTimeActivity", "ContractTimeProvision", "ContractTimeEntry")
STOCK = {"CustomerContract": "CustomerContract", "UserRequest": "Ticket"}


def model() -> ElementTree.Element:
    return ElementTree.parse(MODULE / "datamodel.carnet-timebook.xml").getroot()


def fields_of(name: str) -> dict[str, ElementTree.Element]:
    found = model().find(f"./classes/class[@id='{name}']/fields")
    assert found is not None
    return {field.attrib["id"]: field for field in found}


def dictionary(language: str) -> dict[str, str]:
    text = (MODULE / f"{language}.dict.carnet-timebook.php").read_text(encoding="utf-8")
    return dict(re.findall(r"^\s*'((?:[^'\\]|\\.)+)' => '((?:[^'\\]|\\.)*)',$", text, re.MULTILINE))


def test_the_model_is_of_a_version_that_both_releases_load() -> None:
    """Version 3.1, so that iTop 3.1 can load it."""
    assert model().attrib["version"] == "3.1"


@pytest.mark.parametrize("name", OWN)
def test_a_class_has_what_the_embedded_one_has(name: str) -> None:
    """Attribute codes and enumerations are the same; externals come by themselves."""
    declared = fields_of(name)
    for attribute in classes([CARNET])[name].attributes:
        if attribute.code in declared:
            values = [value.text for value in declared[attribute.code].findall("./values/value/code")]
            assert not attribute.values or set(attribute.values) <= set(values)
        else:
            assert re.sub(r"(_id)?_?(name|friendlyname|ref)$", "_id", attribute.code) in declared, attribute.code


@pytest.mark.parametrize(("name", "declared_on"), STOCK.items())
def test_stock_classes_get_what_the_embedded_ones_have(name: str, declared_on: str) -> None:
    """Every attribute of ours begins with ``time_`` and is only defined where a customer has none."""
    declared = fields_of(declared_on)
    assert all(code.startswith("time_") and field.attrib["_delta"] == "define_if_not_exists" for code, field in declared.items())
    expected = {attribute.code for attribute in classes([CARNET])[name].attributes if attribute.code.startswith("time_")}
    assert expected - {"time_contract_id_friendlyname", "time_spent"} <= set(declared)


def test_both_languages_say_everything() -> None:
    """Each class, attribute, value and menu has its words in English and French; nothing else does."""
    english, french = dictionary("en"), dictionary("fr")
    assert set(english) == set(french)
    expected = {f"Menu:{menu.attrib['id']}" for menu in model().iterfind("./menus/menu")}
    for cls in model().iterfind("./classes/class"):
        name = cls.attrib["id"]
        expected |= {f"Class:{name}"} if cls.attrib["_delta"] == "define" else set()
        for field in cls.iterfind("./fields/field"):
            label = f"Class:{name}/Attribute:{field.attrib['id']}"
            expected |= {label} | {f"{label}/Value:{value.attrib['id']}" for value in field.iterfind("./values/value")}
    assert expected <= set(english)
    assert [key for key in expected if not (english[key] and french[key])] == []


def test_words_that_code_asks_for_are_there() -> None:
    """Composed keys stand for every reason."""
    words = set(dictionary("en"))
    for source in SOURCES:
        if ".dict." not in source.name:
            asked = re.findall(r"'(TimeBook:[A-Za-z:_]+)'", source.read_text(encoding="utf-8"))
            assert set(asked) <= words, source.name
    assert {f"TimeBook:Refused:{reason}" for reason in REFUSALS | {"later"}} <= words


def test_the_module_loads_every_file_it_has_and_none_it_has_not() -> None:
    """iTop loads what is listed, in that order."""
    text = (MODULE / "module.carnet-timebook.php").read_text(encoding="utf-8")
    listed = re.findall(r"'(src/[\w/]+\.php)'", text)
    assert sorted(listed) == sorted(str(source.relative_to(MODULE).as_posix()) for source in SOURCES if "src" in source.parts)
    assert len(listed) == len(set(listed))


def test_reasons_are_the_closed_list() -> None:
    """The server refuses for nothing that the client does not know."""
    text = (MODULE / "src/server/Refusal.php").read_text(encoding="utf-8")
    assert set(re.findall(r"const \w+ = '(\w+)'", text)) == REFUSALS


def test_verbs_are_those_of_the_embedded_itop() -> None:
    """A client finds the same operations on both."""
    text = (MODULE / "src/verbs/CarnetRestServices.php").read_text(encoding="utf-8")
    assert set(re.findall(r"'(carnet/\w+)' => 'Carnet:", text)) == set(CARNET_VERBS)


def test_a_pull_gives_every_code_that_the_client_reads() -> None:
    """What the client takes out of a record is in the lists of the extension."""
    client = (ROOT / "desktop" / "sync" / "carnet_records.py").read_text(encoding="utf-8")
    given = "".join((MODULE / "src/verbs" / name).read_text(encoding="utf-8") for name in ("Records.php", "Desk.php"))
    read = set(re.findall(r'record\["(\w+)"\]', client)) - {"id", "class"}
    assert read
    assert [code for code in read if f"'{code}'" not in given] == []


@pytest.mark.skipif(PHP is None, reason="needs php: the module's files are not compiled")
def test_every_file_compiles() -> None:
    """``php -l`` finds nothing."""
    for source in SOURCES:
        done = subprocess.run([str(PHP), "-l", str(source)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
