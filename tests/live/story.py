"""What is asked of an iTop with our extension, one call after the other, to be recorded and to be replayed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.core.ids import reversal_uid
from tests.live.world import PROFILES

Ask = Callable[..., Mapping[str, Any]]
NO_ID = 999_999_999
ENTRY_FIELDS = (
    "uid, ticket_id, contract_id, contract_why, agent_id, started_at, ended_at, started_on, worked_seconds, counted_seconds, counted_by,"
    " reason, activity_id, factor_percent, state, counted_on, late, comment, public_comment, reverses, replaces, source, log_state"
)
CONTRACT_FIELDS = (
    "time_scope, time_rank, time_provisioned, time_consumed, time_balance, time_consumed_percent, time_rounding, time_minimum,"
    " time_rounding_mode, time_rounding_per, time_overrun, time_closed_until"
)
PROVISION_FIELDS = "uid, contract_id, date, seconds, kind, valid_from, valid_until, comment, author_id"


@dataclass(frozen=True)
class Story:
    """One telling. ``start`` is the instant of its beginning, which makes its uids and its times."""

    ask: Ask
    ids: Mapping[str, int]
    start: int

    def tell(self) -> None:
        self._who_they_are()
        self._provisions()
        self._entries()
        self._corrections()
        self._refusals()
        self._reading()

    def uid(self, number: int) -> str:
        return f"{number:08d}-0000-4000-8000-{self.start:012x}"

    def _row(self, number: int, ticket: int, worked: int = 1800, contract: int = 0, **more: Any) -> dict[str, Any]:
        """Work of some seconds, an hour later for each number, beginning two days before the start."""
        began = self.start - self.start % 86400 - 172800 + 28800 + number % 100 * 600
        chosen = {"contract_by": "person", "contract_id": contract} if contract else {"contract_by": "rule"}
        known = {
            "uid": self.uid(number),
            "ticket_class": "UserRequest",
            "ticket_id": ticket,
            "started_at": began,
            "ended_at": began + worked,
            "worked_seconds": worked,
            "counted_by": "rule",
            "comment": "inside",
            "source": "desktop",
        }
        return known | chosen | more

    def _push(self, name: str, who: str, *entries: Mapping[str, Any], provisions: tuple[Mapping[str, Any], ...] = ()) -> None:
        self.ask(name, who, "carnet/push", protocol=1, entries=list(entries), provisions=list(provisions))

    def _who_they_are(self) -> None:
        for who in PROFILES:
            self.ask(f"about {who}", who, "carnet/about", protocol=1)
        self.ask("another protocol", "agent", "carnet/push", protocol=2, entries=[])
        self.ask("pull in another protocol", "agent", "carnet/pull", protocol=2)

    def _provisions(self) -> None:
        def row(number: int, contract: str, seconds: Any, **more: Any) -> dict[str, Any]:
            known = {
                "uid": self.uid(number),
                "contract_id": self.ids.get(contract, NO_ID),
                "date": "2026-01-01",
                "seconds": seconds,
                "kind": "topup",
            }
            return known | {"comment": "credit"} | more

        credited = {"plain": 36000, "daily": 36000, "closed": 36000, "block": 1800}
        rows = tuple(row(number, contract, seconds) for number, (contract, seconds) in enumerate(credited.items(), 1))
        self._push("provisions", "manager", provisions=rows)
        self._push("provisions again", "manager", provisions=rows[:2])
        self._push("provisions by an agent", "agent", provisions=(row(5, "plain", 60),))
        bad: tuple[Mapping[str, Any], ...] = (
            row(6, "plain", -60),
            row(7, "plain", -60, kind="correction"),
            row(8, "plain", 200_000_000),
            row(9, "plain", 60, kind="gift"),
            row(10, "plain", "60"),
            row(11, "plain", 60, date="2026-02-30"),
            row(12, "nowhere", 60),
            row(13, "plain", 60, valid_from="2026-02-01", valid_until="2026-01-01"),
            row(14, "plain", 60, valid_from="2026-01-01", valid_until="2099-01-01", kind="recurring"),
        )
        for number, one in enumerate(bad):
            self._push(f"odd provision {number}", "manager", provisions=(one,))

    def _entries(self) -> None:
        ticket = self.ids["ticket"]
        first = self._row(20, ticket, 1000, self.ids["plain"], activity_id=self.ids["remote"])
        self._push("one entry", "agent", first)
        self._push("one entry again", "agent", first)
        self._push("the same by a mate", "mate", first)
        self._push("the same, another time told", "agent", first | {"worked_seconds": 500})
        self._push("by night", "agent", self._row(21, ticket, 1800, self.ids["plain"], activity_id=self.ids["night"]))
        self._push("not counted", "agent", self._row(22, ticket, 1800, self.ids["plain"], activity_id=self.ids["travel"]))
        self._push("without contract", "agent", self._row(23, ticket))
        self._push("nothing worked", "agent", self._row(24, ticket, 0, self.ids["plain"]))
        self._push("by ticket and day", "agent", *(self._row(number, ticket, 300, self.ids["daily"]) for number in (25, 26, 27, 28)))
        self._push(
            "counted by a person",
            "agent",
            self._row(29, ticket, 1800, self.ids["plain"], counted_by="person", counted_seconds=600, reason="gift"),
        )
        self._push("held", "agent", *(self._row(number, ticket, 1200, self.ids["block"]) for number in (30, 31, 32)))
        self._push("in a closed time", "agent", self._row(33, ticket, 600, self.ids["closed"]))
        self._push("for an agent", "manager", self._row(34, ticket, 600, self.ids["plain"], agent_id=self.ids["agent"]))
        self._push("with words", "agent", self._row(35, self.ids["second"], comment="<b>no</b> & é", public_comment="<i>yes</i>"))
        logged = self._row(36, self.ids["second"], log={"kind": "private", "text": "called <back>"})
        self._push("with a log", "agent", logged)
        self._push("with a log again", "agent", logged)
        self._push("for a customer", "agent", self._row(37, self.ids["second"], log={"kind": "public", "text": "done"}))
        self._push("two of which one is odd", "agent", self._row(38, ticket), self._row(39, NO_ID))

    def _corrections(self) -> None:
        ticket = self.ids["ticket"]

        def reversal(number: int, **more: Any) -> dict[str, Any]:
            return self._row(number, ticket) | {"uid": reversal_uid(self.uid(number)), "reverses": self.uid(number)} | more

        self._push("a reversal", "agent", reversal(21))
        self._push("a reversal again", "agent", reversal(21))
        self._push("a reversal by a mate", "mate", reversal(20))
        self._push("a reversal of what is not there", "agent", reversal(99))
        self._push(
            "a reversal of a reversal",
            "agent",
            reversal(21, uid=reversal_uid(reversal_uid(self.uid(21))), reverses=reversal_uid(self.uid(21))),
        )
        self._push("a reversal under another uid", "agent", reversal(20, uid=self.uid(40)))
        replacement = self._row(41, ticket, 2400, self.ids["plain"], replaces=self.uid(20))
        self._push("a replacement", "agent", replacement)
        self._push("a replacement again", "agent", replacement)
        self._push("another replacement of the same", "agent", self._row(42, ticket, 2400, self.ids["plain"], replaces=self.uid(20)))
        self._push("a replacement that is refused", "agent", self._row(43, NO_ID, replaces=self.uid(22)))
        self._push("a replacement of what is not there", "agent", self._row(44, ticket, replaces=self.uid(98)))
        self._push("a reversal of held work", "agent", reversal(32))
        self._push("a reversal on a day", "agent", reversal(26))
        self._push("and more that day", "agent", self._row(45, ticket, 300, self.ids["daily"]))

    def _refusals(self) -> None:
        ticket = self.ids["ticket"]
        odd: dict[str, dict[str, Any]] = {
            "no such ticket": self._row(50, NO_ID),
            "of another class": self._row(51, ticket, ticket_class="Incident"),
            "of no class": self._row(52, ticket, ticket_class="Person"),
            "no such contract": self._row(53, ticket, contract=NO_ID),
            "a contract that ended": self._row(54, ticket, contract=self.ids["past"]),
            "a contract of another customer": self._row(55, ticket, contract=self.ids["theirs"]),
            "not yet": self._row(56, ticket, started_at=self.start + 7200, ended_at=self.start + 9000),
            "ends first": self._row(57, ticket, ended_at=self.start - 400_000),
            "more than there was": self._row(58, ticket, worked_seconds=1801),
            "less than nothing": self._row(59, ticket, worked_seconds=-1),
            "a text for a number": self._row(60, ticket, worked_seconds="1800"),
            "a fraction": self._row(61, ticket, worked_seconds=1800.5),
            "without a reason": self._row(62, ticket, counted_by="person", counted_seconds=60),
            "more than 31 days": self._row(63, ticket, counted_by="person", counted_seconds=31 * 86400 + 1, reason="why"),
            "an unknown activity": self._row(64, ticket, activity_id=NO_ID),
            "an unknown source": self._row(65, ticket, source="paper"),
            "no uid": self._row(66, ticket, uid="abc"),
            "an upper-case uid": self._row(67, ticket, uid=self.uid(67).replace("-0000-4000", "-ABCD-4000")),
            "no start": self._row(68, ticket, started_at=0, ended_at=1800),
            "for somebody else": self._row(69, ticket, agent_id=self.ids["mate"]),
            "a log of no kind": self._row(70, ticket, log={"kind": "loud", "text": "x"}),
        }
        for name, row in odd.items():
            self._push(name, "agent", row)
        self._push("outside one's organizations", "limited", self._row(71, ticket))
        self._push("by a customer", "portal", self._row(73, ticket))
        self._push("without rights", "stranger", self._row(72, ticket))
        self._push("nothing", "agent")

    def _reading(self) -> None:
        ours = f"SELECT ContractTimeEntry WHERE ticket_id IN ({self.ids['ticket']}, {self.ids['second']})"
        for name, who, cls, key, codes in (
            ("entries", "agent", "ContractTimeEntry", ours, ENTRY_FIELDS),
            ("provisions read", "agent", "ContractTimeProvision", {"contract_id": self.ids["plain"]}, PROVISION_FIELDS),
            ("a contract", "agent", "CustomerContract", self.ids["plain"], CONTRACT_FIELDS),
            ("a contract without provisions", "agent", "CustomerContract", self.ids["past"], CONTRACT_FIELDS),
            ("a ticket's time", "agent", "UserRequest", self.ids["ticket"], "time_contract_id, time_contract_by, time_counted"),
            ("an activity", "agent", "ContractTimeActivity", self.ids["night"], "name, counted, factor_percent, rank, status"),
        ):
            self.ask(name, who, "core/get", **{"class": cls, "key": key, "output_fields": codes})
        for who, scope in (
            ("portal", "all"),
            ("stranger", "all"),
            ("agent", "mine"),
            ("agent", "team"),
            ("mate", "mine"),
            ("limited", "all"),
            ("manager", "all"),
        ):
            desk = {
                "id": f"{who}-desk",
                "name": f"PC of {who}",
                "version": "0.1.0",
                "waiting": 2,
                "waiting_seconds": 1800,
                "oldest": self.start,
            }
            self.ask(f"pull {who} {scope}", who, "carnet/pull", protocol=1, scope=scope, limit=500, cursor="", desk=desk)
        self.ask("pull from an odd cursor", "agent", "carnet/pull", protocol=1, scope="mine", limit=500, cursor="nothing")
