"""The plan of three hundred tickets of a year: two in three are requests, one in three incidents. Instants are UTC epochs."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from html import escape

from desktop.core.record import record
from desktop.demo.desk.customers import AGENTS, APPLICATIONS, CUSTOMERS, HELPDESK, INFRASTRUCTURE, SERVICE_OF, Customer
from desktop.demo.desk.english import ENGLISH
from desktop.demo.desk.french import FRENCH
from desktop.demo.desk.hours import DAY, HOUR, at, day_of, workday
from desktop.demo.desk.messages import Message, conversation
from desktop.demo.desk.stories import Story, stories
from desktop.demo.desk.texts import Language, Template

NEWEST_REQUEST, NEWEST_INCIDENT = 485, 120
REQUESTS, INCIDENTS = 200, 100
_MINE, _HELPDESK, _INFRASTRUCTURE, _APPLICATIONS = 6, 49, 12, 8
"""Open tickets beside the stories: Camille's, her team's, the other teams'."""
_SUBCATEGORIES = {
    HELPDESK: (1, 2, 4, 5, 6, 7, 8, 10, 12, 13, 15),
    INFRASTRUCTURE: (1, 2, 3, 9, 10, 11),
    APPLICATIONS: (14, 15),
}
_PRIORITY = {1: (1, 1, 2, 4), 2: (1, 2, 3, 4), 3: (2, 3, 3, 4)}
_ANSWER_HOURS = {1: 1, 2: 2, 3: 4, 4: 8}


@record
class TicketPlan:
    """A ticket with everything but its contract. ``ends`` is when work on it stopped, or now; ``agent_id`` 0 means nobody yet."""

    id: int
    incident: bool
    org_id: int
    caller_id: int
    subcategory: int
    french: bool
    title: str
    description: str
    status: str
    team_id: int
    agent_id: int
    impact: int
    urgency: int
    opened: int
    ends: int
    updated: int
    answer_before: int
    resolve_before: int
    public: tuple[Message, ...] = ()
    private: tuple[Message, ...] = ()
    solution: str = ""
    story: bool = False

    @property
    def name(self) -> str:
        return "Incident" if self.incident else "UserRequest"

    @property
    def ref(self) -> str:
        return f"{'I' if self.incident else 'R'}-{self.id:06d}"

    @property
    def service_id(self) -> int:
        return SERVICE_OF[self.subcategory]

    @property
    def priority(self) -> int:
        return _PRIORITY[self.impact][self.urgency - 1]

    @property
    def is_open(self) -> bool:
        return self.status not in ("resolved", "closed", "rejected")


@record
class _Slot:
    """A number to fill: when it was opened, whether it is still open, and whose it is."""

    id: int
    incident: bool
    opened: int
    place: int
    team_id: int = 0
    agent_id: int = 0
    open: bool = False


def plan_tickets(now: int, rng: random.Random) -> tuple[TicketPlan, ...]:
    """All tickets at ``now``, oldest first."""
    told = {(story.incident, story.number): story for story in stories(now)}
    slots = _slots(now, rng)
    others = _shared_out([slot for slot in slots if (slot.incident, slot.id) not in told], rng)
    tickets = [_story(story, slots, now, rng) for story in told.values()]
    used: Counter[tuple[str, int]] = Counter()
    for index, slot in enumerate(others):
        tickets.append(_ticket(slot, index % 2 == 1, used, now, rng))
    return tuple(sorted(tickets, key=lambda ticket: (ticket.opened, ticket.id)))


def _slots(now: int, rng: random.Random) -> list[_Slot]:
    """The numbers with their dates: the newer, the denser, as a desk that grows."""
    found = []
    for incident, newest, count, pace, growth in (
        (False, NEWEST_REQUEST, REQUESTS, 0.55, 0.0068),
        (True, NEWEST_INCIDENT, INCIDENTS, 0.9, 0.028),
    ):
        latest = now - 1200
        for place in range(count):
            age = pace * place + growth * place * place
            moment = at(workday(day_of(int(now - age * DAY))), rng.randint(8, 17), rng.randrange(60))
            latest = min(moment, latest - rng.randint(300, 1500))
            found.append(_Slot(newest - place, incident, latest, place))
    return found


def _shared_out(slots: list[_Slot], rng: random.Random) -> list[_Slot]:
    """The newest are mostly open; each goes to a team, and most to an agent."""
    ranked = sorted(slots, key=lambda slot: slot.place * (2 if slot.incident else 1) + rng.random() * 40)
    teams = [HELPDESK] * (_MINE + _HELPDESK) + [INFRASTRUCTURE] * _INFRASTRUCTURE + [APPLICATIONS] * _APPLICATIONS
    rng.shuffle(teams)
    mine = _MINE
    shared = []
    for slot in ranked[len(teams) :]:
        team = rng.choices((HELPDESK, INFRASTRUCTURE, APPLICATIONS), (60, 25, 15))[0]
        shared.append(replace(slot, team_id=team, agent_id=_agent(team, rng)))
    for slot, team in zip(ranked, teams, strict=False):
        # Camille's are not the very newest: those wait for somebody.
        if team == HELPDESK and mine and slot.place > 5:
            agent, mine = 1, mine - 1
        else:
            agent = _agent(team, rng, but=1)
        shared.append(replace(slot, team_id=team, agent_id=agent, open=True))
    return shared


def _agent(team: int, rng: random.Random, but: int = 0) -> int:
    return rng.choice([agent.id for agent in AGENTS if team == agent.teams[0] and agent.id != but])


def _filled(text: str, customer: Customer, caller: int, number: int) -> str:
    others = [name for index, name in enumerate(customer.callers) if index != caller] or list(customer.callers)
    return text.format(site=customer.sites[number % len(customer.sites)], who=others[number % len(others)], number=number % 7 + 2)


def _told_apart(title: str) -> str:
    """A title that names no place and nobody would stand in the list again and again."""
    return title if "{" in title else title + ", {who}"


def _html(language: Language, paragraphs: list[str], rng: random.Random) -> str:
    return "".join(
        f"<p>{escape(text, quote=False)}</p>" for text in (rng.choice(language.greetings), *paragraphs, rng.choice(language.thanks))
    )


def _template(language: Language, team: int, customer: Customer, used: Counter[tuple[str, int]], rng: random.Random) -> Template:
    """The one that this customer, then everybody, used least."""
    fitting = [template for template in language.templates if template.subcategory in _SUBCATEGORIES[team]]
    rng.shuffle(fitting)
    template = min(fitting, key=lambda one: (used[one.title, customer.id], used[one.title, 0]))
    used[template.title, customer.id] += 1
    used[template.title, 0] += 1
    return template


def _ticket(slot: _Slot, french: bool, used: Counter[tuple[str, int]], now: int, rng: random.Random) -> TicketPlan:
    language = FRENCH if french else ENGLISH
    customer = rng.choices(CUSTOMERS, [one.weight for one in CUSTOMERS])[0]
    caller = rng.randrange(len(customer.callers))
    template = _template(language, slot.team_id, customer, used, rng)
    ends = now if slot.open else min(now - HOUR, slot.opened + rng.randint(2, 35) * DAY)
    impact, urgency = rng.choices((1, 2, 3), (1, 3, 6))[0], rng.choices((1, 2, 3, 4), (1, 3, 5, 4))[0]
    answer_before = slot.opened + _ANSWER_HOURS[_PRIORITY[impact][urgency - 1]] * HOUR
    resolve_before = slot.opened + rng.randint(2, 10) * DAY
    status, agent = _closed_status(slot, ends, now, rng), slot.agent_id
    if slot.open:
        resolve_before = now + rng.randint(-18, 140) * HOUR
        status = _open_status(slot, resolve_before, now, rng)
    if status in ("new", "escalated_tto"):
        agent, answer_before = 0, now + rng.randint(600, 4 * HOUR) * (-1 if status == "escalated_tto" else 1)
    messages = conversation(language, customer, caller, slot.agent_id, slot.opened, ends, rng) if agent else ((), ())
    paragraphs = [_filled(text, customer, caller, slot.id) for text in template.paragraphs]
    return TicketPlan(
        id=slot.id,
        incident=slot.incident,
        org_id=customer.id,
        caller_id=customer.caller_id(caller),
        subcategory=template.subcategory,
        french=french,
        title=_filled(_told_apart(template.title), customer, caller, slot.id),
        description=_html(language, paragraphs, rng),
        status=status,
        team_id=slot.team_id,
        agent_id=agent,
        impact=impact,
        urgency=urgency,
        opened=slot.opened,
        ends=ends,
        updated=max([slot.opened, *(message.at for log in messages for message in log)] if slot.open else [ends]),
        answer_before=answer_before,
        resolve_before=resolve_before,
        public=messages[0],
        private=messages[1],
        solution="" if slot.open else _filled(template.solution, customer, caller, slot.id),
    )


def _closed_status(slot: _Slot, ends: int, now: int, rng: random.Random) -> str:
    if not slot.incident and rng.random() < 0.05:
        return "rejected"
    return "closed" if ends < now - 21 * DAY else "resolved"


def _open_status(slot: _Slot, resolve_before: int, now: int, rng: random.Random) -> str:
    if slot.agent_id != 1 and slot.place < 6:
        return "new" if rng.random() < 0.6 else "escalated_tto"
    if rng.random() < 0.16:
        return "pending"
    if not slot.incident and slot.agent_id != 1 and rng.random() < 0.08:
        return "waiting_for_approval"
    return "escalated_ttr" if resolve_before < now else "assigned"


def _story(story: Story, slots: list[_Slot], now: int, rng: random.Random) -> TicketPlan:
    slot = next(slot for slot in slots if (slot.incident, slot.id) == (story.incident, story.number))
    customer = next(one for one in CUSTOMERS if one.id == story.org_id)
    opened = story.opened or slot.opened
    # Whatever the clock says, a ticket was opened before it was last touched.
    opened = min(opened, story.updated - HOUR)
    public, private = conversation(ENGLISH, customer, 0, 1, opened, story.updated, rng, least=2)
    if story.caller_replied:
        public = (*public, Message(story.updated, customer.callers[0], ENGLISH.replies[1]))
    return TicketPlan(
        id=story.number,
        incident=story.incident,
        org_id=story.org_id,
        caller_id=customer.caller_id(0),
        subcategory=story.subcategory,
        french=False,
        title=story.title,
        description=_html(ENGLISH, list(story.paragraphs), rng),
        status=story.status,
        team_id=HELPDESK,
        agent_id=1,
        impact=story.impact,
        urgency=story.urgency,
        opened=opened,
        ends=now,
        updated=story.updated,
        answer_before=opened + 4 * HOUR,
        resolve_before=story.deadline,
        public=public,
        private=private,
        story=True,
    )
