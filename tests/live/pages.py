"""iTop's pages as a browser gets them: signed in by form, forms filled in and sent back."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.live.world import PATIENCE, Account, World

PORTAL = {"exec_module": "itop-portal-base", "exec_page": "index.php", "portal_id": "itop-portal"}


class Browser:
    """One account's session."""

    def __init__(self, account: Account) -> None:
        self._url = account.url.rstrip("/") + "/"
        self._cookies = httpx.Cookies()
        self.get("pages/UI.php")
        form = {"auth_user": account.user, "auth_pwd": account.password, "login_op": "login", "loginop": "login"}
        signed_in = self.post("pages/UI.php", form)
        assert "auth_pwd" not in signed_in.text, f"{account.user} was not signed in"

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self._ask("GET", path, params=parameters)

    def post(self, path: str, form: Mapping[str, Any]) -> httpx.Response:
        headers = {"X-Requested-With": "XMLHttpRequest", "X-Combodo-Ajax": "true"} if "ajax" in path else {}
        return self._ask("POST", path, data=dict(form), headers=headers)

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request on a connection of its own; the session is its cookies."""
        with httpx.Client(base_url=self._url, cookies=self._cookies, timeout=PATIENCE, trust_env=False, follow_redirects=True) as client:
            answer = client.request(method, path, **request)
            self._cookies = client.cookies
        return answer

    def console(self, **parameters: Any) -> str:
        return self.get("pages/UI.php", **parameters).text

    def details(self, cls: str, key: int) -> str:
        return self.console(operation="details", **{"class": cls}, id=key)

    def contract(self, key: int) -> str:
        """A contract's page with the tab that a browser asks for when it is opened."""
        return self.details("CustomerContract", key) + self.get("pages/ajax.render.php", route="timebook.contract_book", id=key).text

    def portal(self, path: str) -> httpx.Response:
        return self.get(f"pages/exec.php/{path}", **PORTAL)

    def send_form(self, page: str, form_id: str, **typed: Any) -> str:
        """Send a form of a page back with its hidden fields and what is typed: the page that follows."""
        return self.post("pages/UI.php", hidden_fields(page, form_id) | typed).text


class _Fields(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self._form_id = form_id
        self._inside = False
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self._inside = re.fullmatch(self._form_id, values.get("id") or "") is not None
        elif tag == "input" and self._inside and values.get("type") == "hidden" and values.get("name"):
            self.found[str(values["name"])] = values.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def hidden_fields(page: str, form_id: str) -> dict[str, str]:
    """Hidden fields of the form whose id matches the pattern."""
    parser = _Fields(form_id)
    parser.feed(page)
    assert parser.found, f"no form {form_id} in the page"
    return parser.found


def text_of(page: str) -> str:
    """What a person reads of a page, in one line."""
    without_scripts = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", without_scripts)))


def account(world: World, organization: str, *profiles: str, language: str = "EN US") -> tuple[Account, int]:
    """A new account and its person."""
    login = f"page-{uuid.uuid4().hex[:10]}"
    person = world.admin.make("Person", name=login, first_name="Page", org_id=world.organizations[organization])
    world.admin.make_user(login, person, profiles, language=language)
    return Account(world.admin.url, login), person
