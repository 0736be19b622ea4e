"""The address of an iTop, out of what people paste."""

from __future__ import annotations

import pytest

from desktop.core.address import clean_url, is_open_http
from desktop.core.errors import UsageError


@pytest.mark.parametrize(
    ("pasted", "cleaned"),
    [
        ("itop.example.com", "https://itop.example.com/"),
        ("itop.example.com:8443/itop", "https://itop.example.com:8443/itop/"),
        ("//itop.example.com/", "https://itop.example.com/"),
        ("HTTPS://ITOP.Example.COM", "https://itop.example.com/"),
        (" https://ITOP.example.com/itop/pages/UI.php?c=1 ", "https://itop.example.com/itop/"),
        ("https://itop.example.com/pages/UI.php?operation=details&class=UserRequest&id=482#tab", "https://itop.example.com/"),
        ("https://itop.example.com/iTop/pages", "https://itop.example.com/iTop/"),
        ("https://example.com/itop/webservices/rest.php?version=1.3", "https://example.com/itop/"),
        ("https://example.com/itop/portal/", "https://example.com/itop/"),
        ("https://example.com/itop/pages/exec.php/object/view?exec_module=itop-portal-base", "https://example.com/itop/"),
        ("https://example.com/portal-itop/pages/UI.php", "https://example.com/portal-itop/"),
        ("https://example.com/itop/index.php", "https://example.com/itop/"),
        ("<https://itop.example.com/>.", "https://itop.example.com/"),
        ("« https://itop.example.com »", "https://itop.example.com/"),
        ("\u200bhttps://itop.example.com\u00a0", "https://itop.example.com/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("localhost:8000/itop", "http://localhost:8000/itop/"),
    ],
)
def test_pasted_addresses(pasted: str, cleaned: str) -> None:
    """Whatever stands around or behind it, the base address comes out; a second look changes nothing."""
    assert clean_url(pasted) == cleaned == clean_url(cleaned)


@pytest.mark.parametrize(
    "pasted",
    ["", "ftp://itop.example.com", "https:///", "https://my server/", "https://h:port/", "http://[::1", "https://h:0/", "my itop"],
)
def test_addresses_that_are_none(pasted: str) -> None:
    """Told with an example of what an address looks like."""
    with pytest.raises(UsageError, match=r"is not an address of an iTop"):
        clean_url(pasted)


def test_a_secret_in_the_address_is_refused() -> None:
    """And is not said again in the refusal."""
    with pytest.raises(UsageError) as told:
        clean_url("https://camille:secret@itop.example.com/")
    assert "secret@" not in str(told.value)


def test_where_a_password_would_travel_readable() -> None:
    """Plain http to anything but this machine."""
    assert is_open_http("http://itop.example.com/")
    assert not is_open_http("http://127.0.0.1:8080/")
    assert not is_open_http("https://itop.example.com/")
