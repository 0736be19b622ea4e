"""The tickets that a demonstration tells something with, by their fixed numbers. Instants are UTC epochs."""

from __future__ import annotations

from datetime import timedelta

from desktop.core.record import record
from desktop.demo.desk.hours import DAY, HOUR, at, day_of, short_day, workday


@record
class Story:
    """An open ticket of Camille's. ``opened`` 0 means as its number suggests; ``caller_replied``: the last message is the caller's."""

    number: int
    incident: bool
    org_id: int
    subcategory: int
    title: str
    paragraphs: tuple[str, ...]
    updated: int
    deadline: int
    opened: int = 0
    status: str = "assigned"
    impact: int = 2
    urgency: int = 3
    caller_replied: bool = False


def stories(now: int) -> tuple[Story, ...]:
    """What Camille has on her desk at ``now``."""
    today = day_of(now)
    last = workday(today - timedelta(days=1))
    start = workday(today + timedelta(days=9), 1)
    return (
        Story(482, False, 2, 1, "VPN drops every hour, Lyon site",
              ("Since Thursday the site-to-site tunnel to Lyon is re-negotiated every 60 minutes and users lose their RDP sessions."
               " The firewall log shows “IKE SA lifetime expired”. Nothing was changed on our side.", "Router FG-60F, firmware 7.4.5."),
              now - 960, _on_five(now + 2 * HOUR + 480), at(last, 9, 12), impact=2, urgency=2),
        Story(117, True, 3, 7, "Mail relay rejects outgoing messages",
              ("Outgoing messages are rejected by the relay with “454 TLS not available”. Internal mail is fine.",
               "Invoices leave at 16:00 every day, so this has to work by then."),
              now - 2 * HOUR, _on_five(now + 1680), impact=2, urgency=2),
        Story(469, False, 5, 10, f"Restore deleted folder “Compta {today.year - 1}”",
              (f"The folder “Compta {today.year - 1}” is gone from the common share since last week. Somebody probably moved it.",
               "We need it for the auditors, with the rights it had."),
              now - 4200, _on_five(now + DAY + 3 * HOUR), caller_replied=True),
        Story(475, False, 2, 4, f"New starter: laptop and accounts, {short_day(start)}",
              (f"A colleague joins the design office on {short_day(start)}. Please prepare a CAD laptop, the accounts and a badge.",
               "Waiting for the signed list of applications from her manager."),
              now - DAY, at(start, 12), status="pending", impact=3),
        Story(458, False, 3, 12, "MFA enrolment for the finance team",
              ("The insurer asks for a second factor for everybody who can release payments: nine people in Rennes, two in Le Mans.",
               "Please propose two half-hour sessions and a short guide."),
              now - 3 * DAY, now + 2 * DAY),
        Story(461, False, 6, 5, "Printer offline after firmware update",
              ("The printer at the registry office is offline since last night's firmware update. The screen shows an address of 0.0.0.0.",
               "Certificates are printed by hand meanwhile."),
              now - 2 * DAY, now + 3 * DAY),
        Story(440, False, 2, 9, "Quarterly patch window, servers",
              ("Quarterly updates of the six servers, in the window agreed with production (Thursday, 20:00 to 23:00).",
               "The licence server goes last. Send the list of what was installed."),
              now - 6 * DAY, now + 4 * DAY),
        Story(436, False, 7, 11, "Slow file share from the Nantes office",
              ("Opening a folder with transport documents takes 20 to 30 seconds from Nantes, one second from Brest.",
               "It is the same at 7:00, when nobody else is there."),
              now - 8 * DAY, now + 6 * DAY),
    )  # fmt: skip


def _on_five(epoch: int) -> int:
    """On the five minutes, as deadlines usually are."""
    return epoch // 300 * 300
