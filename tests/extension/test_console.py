"""What the console's own code decides by itself: how a duration is typed, and who may not leak into whose page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

MODULE = Path(__file__).parents[2] / "resources" / "itop" / "carnet-timebook"
DURATION = MODULE / "src" / "Console" / "Duration.php"
PHP = shutil.which("php")
TYPED = {
    "": 0,
    "45": 2700,
    "90 min": 5400,
    "5m": 300,
    "1:30": 5400,
    "1h": 3600,
    "1h30": 5400,
    "1 h 05": 3900,
    "2H15m": 8100,
    "1,5h": 5400,
    "0.25 h": 900,
    "soon": None,
    "-30": None,
    "1:75": None,
    "1h 30 45": None,
    "99999": None,
}
"""Texts and the seconds that they are; None is not understood."""


def pattern() -> str:
    found = re.search(r"const PATTERN = '(.+)';", DURATION.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def test_browser_and_server_understand_the_same_durations() -> None:
    """The pattern of the attribute is the one that the server reads by."""
    model = ElementTree.parse(MODULE / "datamodel.carnet-timebook.xml")
    declared = model.find("./classes/class[@id='Ticket']/fields/field[@id='time_add']/validation_pattern")
    assert declared is not None and declared.text == pattern()
    for text, seconds in TYPED.items():
        assert (re.match(pattern(), text) is not None) is (seconds is not None), text


@pytest.mark.skipif(PHP is None, reason="needs php: durations are not read")
def test_durations_are_read_as_agents_type_them() -> None:
    code = (
        f"require {json.dumps(str(DURATION))}; $texts = json_decode(stream_get_contents(STDIN));"
        "echo json_encode(array_map([Carnet\\TimeBook\\Console\\Duration::class, 'Seconds'], $texts));"
    )
    done = subprocess.run([str(PHP), "-r", code], input=json.dumps(list(TYPED)), capture_output=True, text=True, check=True)
    assert dict(zip(TYPED, json.loads(done.stdout), strict=True)) == TYPED


def test_the_portal_never_selects_the_internal_comment() -> None:
    """What is not read cannot be shown; and entries have no scope, so that no form of the portal opens them."""
    for source in (MODULE / "src" / "Portal").glob("*.php"):
        assert not re.search(r"e\.comment|'comment'", source.read_text(encoding="utf-8")), source.name
    model = ElementTree.parse(MODULE / "datamodel.carnet-timebook.xml")
    scoped = {node.attrib["id"] for node in model.iterfind("./module_designs/module_design/classes/class")}
    assert scoped == {"CustomerContract"}


@pytest.mark.skipif(PHP is None, reason="needs php: durations are not written")
def test_stored_durations_are_in_no_language() -> None:
    """Whoever reads them next may speak another one; under a minute there is no sign either."""
    expected = {0: "0:00", 45: "0:00", -59: "0:00", 54900: "15:15", -5400: "-1:30", 1440060: "400:01"}
    code = (
        f"require {json.dumps(str(MODULE / 'src' / 'Hours.php'))}; $seconds = json_decode(stream_get_contents(STDIN));"
        "echo json_encode(array_map([Carnet\\TimeBook\\Hours::class, 'Clock'], $seconds));"
    )
    done = subprocess.run([str(PHP), "-r", code], input=json.dumps(list(expected)), capture_output=True, text=True, check=True)
    assert dict(zip(expected, json.loads(done.stdout), strict=True)) == expected


def test_nothing_in_a_readers_language_is_stored() -> None:
    """Columns of text take the neutral form."""
    for source in (MODULE / "src").rglob("*.php"):
        stored = re.findall(r"_text'[\])]?\s*(?:=>|=|,)\s*Hours::(\w+)", source.read_text(encoding="utf-8"))
        assert set(stored) <= {"Clock"}, source.name
