"""The data model of the embedded iTop: classes, attributes, and how they read from SQLite.

Dates are stored as iTop stores them: texts in the server's zone. Epochs are integers in Carnet's own classes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from desktop.demo.attributes import Attribute, ClassModel, Kind, enum, key, moment, number, owner, text

_TICKET = (
    text("ref"),
    *key("org_id", "Organization", "name", required=True),
    *key("caller_id", "Person", "name"),
    *key("team_id", "Team", "name", "email"),
    *key("agent_id", "Person", "name"),
    text("title", required=True),
    text("description", Kind.HTML, required=True),
    moment("start_date"),
    moment("end_date"),
    moment("last_update"),
    moment("close_date"),
    Attribute("private_log", Kind.LOG),
    enum("operational_status", "ongoing", "resolved", "closed"),
)
_TIMED_TICKET = (
    enum(
        "status", "new", "escalated_tto", "assigned", "escalated_ttr", "waiting_for_approval", "pending", "resolved", "closed", "rejected"
    ),
    enum("impact", "1", "2", "3"),
    enum("priority", "1", "2", "3", "4", default="4"),
    enum("urgency", "1", "2", "3", "4", default="4"),
    enum("origin", "mail", "monitoring", "phone", "portal", default="phone"),
    *key("service_id", "Service", "name"),
    *key("servicesubcategory_id", "ServiceSubcategory", "name"),
    moment("assignment_date"),
    moment("resolution_date"),
    moment("tto_escalation_deadline"),
    moment("ttr_escalation_deadline"),
    Attribute("time_spent", Kind.DURATION, default=None),
    enum("resolution_code", "assistance", "bug fixed", "hardware repair", "other", "software patch", "system update", "training"),
    text("solution", Kind.HTML),
    text("pending_reason", Kind.TEXT),
    *(Attribute(code, Kind.WATCH, default=0) for code in ("tto", "ttr", "cumulatedpending")),
    enum("sla_tto_passed", "no", "yes"),
    enum("sla_ttr_passed", "no", "yes"),
    enum("user_satisfaction", "1", "2", "3", "4"),
    text("user_comment", Kind.TEXT),
    Attribute("public_log", Kind.LOG),
)
_FILE = (
    moment("expire"),
    text("temp_id"),
    text("item_class"),
    number("item_id"),
    number("item_org_id"),
    Attribute("contents", Kind.BLOB, default=None),
)
_TICKET_TIME = (
    *key("time_contract_id", "CustomerContract", "name"),
    enum("time_contract_by", "rule", "person"),
    number("time_counted"),
)
_CONTRACT_TIME = (
    text("time_scope", Kind.TEXT),
    number("time_rank"),
    number("time_provisioned"),
    number("time_consumed"),
    number("time_balance"),
    number("time_consumed_percent", None),
    number("time_rounding"),
    number("time_minimum"),
    enum("time_rounding_mode", "up", "nearest", "down"),
    enum("time_rounding_per", "entry", "ticket_day"),
    enum("time_overrun", "allow", "warn", "block"),
    text("time_alert_levels"),
    moment("time_closed_until", Kind.DATE),
)

CARNET, TIME_TRACKING = "carnet-timebook", "time-tracking"
MODULES = (CARNET, TIME_TRACKING)
"""Modules that this iTop may have added: ours, and as much of Combodo's time tracking as a client meets."""

_CLASSES = (
    ClassModel(
        "Organization",
        "organization",
        (text("name", required=True), text("code"), enum("status", "active", "inactive"), *key("parent_id", "Organization", "name")),
        "t.name",
    ),
    ClassModel(
        "Person",
        "person",
        (
            text("name", required=True),
            text("first_name", required=True),
            enum("status", "active", "inactive"),
            *key("org_id", "Organization", "name", required=True),
            text("email"),
            text("phone"),
            text("function"),
        ),
        "t.first_name || ' ' || t.name",
    ),
    ClassModel(
        "Team",
        "team",
        (
            text("name", required=True),
            enum("status", "active", "inactive"),
            *key("org_id", "Organization", "name", required=True),
            text("email"),
        ),
        "t.name",
    ),
    ClassModel(
        "lnkPersonToTeam",
        "lnk_person_to_team",
        (*key("team_id", "Team", "name"), *key("person_id", "Person", "name")),
        "(SELECT p.first_name || ' ' || p.name FROM person p WHERE p.id = t.person_id)"
        " || ' / ' || (SELECT m.name FROM team m WHERE m.id = t.team_id)",
    ),
    ClassModel(
        "Service",
        "service",
        (
            text("name", required=True),
            *owner(),
            text("description", Kind.TEXT),
            enum("status", "production", "implementation", "obsolete"),
        ),
        "t.name",
    ),
    ClassModel(
        "ServiceSubcategory",
        "service_subcategory",
        (text("name", required=True), *key("service_id", "Service", "name"), enum("request_type", "service_request", "incident")),
        "t.name",
    ),
    ClassModel(
        "CustomerContract",
        "customer_contract",
        (
            text("name", required=True),
            *owner(required=True),
            text("description", Kind.TEXT),
            moment("start_date", Kind.DATE),
            moment("end_date", Kind.DATE),
            text("cost"),
            *key("provider_id", "Organization", "name"),
            enum("status", "implementation", "obsolete", "production", default="production"),
        ),
        "t.name",
    ),
    ClassModel(
        "lnkCustomerContractToService",
        "lnk_customer_contract_to_service",
        (*key("customercontract_id", "CustomerContract", "name"), *key("service_id", "Service", "name")),
        "(SELECT c.name FROM customer_contract c WHERE c.id = t.customercontract_id)"
        " || ' / ' || (SELECT s.name FROM service s WHERE s.id = t.service_id)",
    ),
    ClassModel("Ticket", "ticket", _TICKET, "t.ref", abstract=True),
    ClassModel(
        "UserRequest",
        "ticket",
        (
            *_TICKET,
            *_TIMED_TICKET,
            enum("request_type", "incident", "service_request", default="service_request"),
            *key("approver_id", "Person", "email"),
        ),
        "t.ref",
        parent="Ticket",
    ),
    ClassModel("Incident", "ticket", (*_TICKET, *_TIMED_TICKET), "t.ref", parent="Ticket"),
    ClassModel(
        "WorkOrder",
        "work_order",
        (
            text("name", required=True),
            enum("status", "open", "closed"),
            text("description", Kind.TEXT, required=True),
            *key("ticket_id", "Ticket", "ref", required=True),
            # What iTop calls the team's name here is its address.
            *(replace(one, remote="email") if one.code == "team_name" else one for one in key("team_id", "Team", "name", required=True)),
            *key("agent_id", "Person", "email"),
            moment("start_date"),
            moment("end_date"),
            Attribute("log", Kind.LOG),
        ),
        "t.name",
    ),
    ClassModel("Attachment", "attachment", (*_FILE, moment("creation_date")), "t.item_class || ' ' || t.temp_id"),
    ClassModel("InlineImage", "inline_image", (*_FILE, text("secret")), "t.item_class || ' ' || t.temp_id"),
    ClassModel(
        "ContractTimeActivity",
        "contract_time_activity",
        (
            text("name", required=True),
            enum("counted", "yes", "no"),
            number("factor_percent", 100),
            number("rank"),
            enum("status", "active", "inactive"),
        ),
        "t.name",
        module=CARNET,
    ),
    ClassModel(
        "ContractTimeProvision",
        "contract_time_provision",
        (
            text("uid", required=True),
            *key("contract_id", "CustomerContract", "name", required=True),
            moment("date", Kind.DATE),
            number("seconds"),
            enum("kind", "initial", "topup", "recurring", "carryover", "correction", "expiry"),
            moment("valid_from", Kind.DATE),
            moment("valid_until", Kind.DATE),
            text("comment", Kind.TEXT),
            *key("author_id", "Person"),
        ),
        "t.uid",
        module=CARNET,
    ),
    ClassModel(
        "ContractTimeEntry",
        "contract_time_entry",
        (
            text("uid", required=True),
            *key("ticket_id", "Ticket", "ref", required=True),
            *key("contract_id", "CustomerContract", "name"),
            text("contract_why"),
            *key("agent_id", "Person", required=True),
            number("started_at"),
            number("ended_at"),
            moment("started_on"),
            number("worked_seconds"),
            number("counted_seconds"),
            enum("counted_by", "rule", "person"),
            text("reason"),
            *key("activity_id", "ContractTimeActivity", "name"),
            number("factor_percent", 100),
            enum("state", "counted", "held", "reversed", "reversal"),
            moment("counted_on", Kind.DATE),
            enum("late", "no", "yes"),
            text("comment", Kind.TEXT),
            text("public_comment", Kind.TEXT),
            text("reverses"),
            text("replaces"),
            text("source"),
            enum("log_state", "none", "due", "written"),
        ),
        "t.uid",
        module=CARNET,
    ),
    ClassModel(
        "Activity",
        "activity",
        (text("label"), text("obj_class", required=True), number("obj_id")),
        "t.label",
        module=TIME_TRACKING,
    ),
    ClassModel(
        "TimeSpent",
        "time_spent",
        (
            text("title"),
            *key("contact_id", "Person"),
            *key("activity_id", "Activity", required=True),
            *key("org_id", "Organization", "name"),
            moment("start_date"),
            moment("end_date"),
            text("description", Kind.TEXT),
            enum("origin", "calendar", "stopwatch", "manual"),
        ),
        "t.title",
        module=TIME_TRACKING,
    ),
)


def classes(modules: Collection[str]) -> dict[str, ClassModel]:
    """The classes, by name, of an iTop that has ``modules`` (of ``MODULES``) added."""
    added = {"CustomerContract": _CONTRACT_TIME, "UserRequest": _TICKET_TIME, "Incident": _TICKET_TIME, "Ticket": _TICKET_TIME}
    found = {}
    for model in _CLASSES:
        if model.module and model.module not in modules:
            continue
        extra = added.get(model.name, ()) if CARNET in modules else ()
        found[model.name] = ClassModel(
            model.name, model.table, model.attributes + extra, model.friendly, model.abstract, model.parent, model.module
        )
    return found


def columns(table: str) -> dict[str, Attribute]:
    """Every column of a table, whichever class declares it; the file is the same with and without the extension."""
    found: dict[str, Attribute] = {}
    for model in classes(MODULES).values():
        if model.table == table:
            found |= {attribute.code: attribute for attribute in model.attributes if attribute.kind is not Kind.EXTERNAL}
    return found
