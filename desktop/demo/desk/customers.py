"""Who is there: the provider with its agents and teams, its customers with their callers, and what is offered to them."""

from __future__ import annotations

from desktop.core.record import record

PROVIDER = 1
"""The id of the organization that the agents work for."""
MANAGER = 3
"""The person who decides on held entries."""
HELPDESK, INFRASTRUCTURE, APPLICATIONS = 10, 11, 12
NETWORK, WORKSTATIONS, MESSAGING, SERVERS, SECURITY, BUSINESS = range(1, 7)
REMOTE, ON_SITE, NIGHT, TRAVEL, GOODWILL = range(1, 6)


@record
class Agent:
    """Somebody who works on tickets; ``teams`` are ids, the first one is theirs."""

    id: int
    first: str
    last: str
    function: str
    teams: tuple[int, ...]


@record
class Customer:
    """An organization that is served. ``weight`` is its share of the tickets; ``callers`` are "First Last"."""

    id: int
    name: str
    weight: int
    domain: str
    sites: tuple[str, ...]
    callers: tuple[str, ...]
    parent: int = 0

    def caller_id(self, index: int) -> int:
        return self.id * 100 + index


AGENTS = (
    Agent(1, "Camille", "Roy", "Support engineer", (HELPDESK,)),
    Agent(2, "Hugo", "Blanc", "Support engineer", (HELPDESK,)),
    Agent(3, "Lea", "Martin", "Service manager", (HELPDESK, INFRASTRUCTURE, APPLICATIONS)),
    Agent(4, "Sophie", "Girard", "Support engineer", (HELPDESK,)),
    Agent(5, "Yanis", "Benali", "System engineer", (INFRASTRUCTURE,)),
    Agent(6, "Tom", "Fletcher", "Network engineer", (INFRASTRUCTURE,)),
    Agent(7, "Inès", "Moreau", "Application consultant", (APPLICATIONS,)),
    Agent(8, "Marc", "Petit", "Application consultant", (APPLICATIONS,)),
)
TEAMS = ((HELPDESK, "Helpdesk"), (INFRASTRUCTURE, "Infrastructure"), (APPLICATIONS, "Applications"))

CUSTOMERS = (
    Customer(2, "Ateliers Morel", 30, "morel.example", ("Lyon", "Vénissieux"), ("Anne Durand", "Paul Mercier", "Nadia Haddad")),
    Customer(3, "Groupe Sorel", 20, "sorel.example", ("Rennes", "Le Mans"), ("Julien Sorel", "Claire Vidal", "Mark Hayes")),
    Customer(4, "Sorel Nantes", 18, "sorel.example", ("Nantes", "Rezé"), ("Élodie Marchand", "Karim Saïdi"), parent=3),
    Customer(5, "Cabinet Lenoir", 14, "lenoir.example", ("Angers",), ("Béatrice Lenoir", "Thomas Aubry", "Lucie Perrot")),
    Customer(6, "Mairie de Saint-Aubin", 10, "saint-aubin.example", ("Saint-Aubin",), ("Gérard Pons", "Martine Leclerc")),
    Customer(7, "Transports Hervé", 24, "herve.example", ("Nantes", "Brest", "Caen"), ("Denis Hervé", "Aïcha Diallo", "Rémi Colin")),
    Customer(8, "Fjord Optics", 30, "fjord-optics.example", ("Dover", "Lille"), ("Ingrid Solberg", "Peter Walsh", "Amy Clarke")),
    Customer(9, "Holding Castel", 16, "castel.example", ("Bordeaux",), ("Philippe Castel", "Helen Brooks")),
    Customer(10, "Castel Distribution", 34, "castel.example", ("Bordeaux", "Pau"), ("Sandrine Roux", "Olivier Faure", "Jane Porter"), 9),
    Customer(11, "Castel Logistique", 24, "castel.example", ("Bayonne", "Dax"), ("Mehdi Slimani", "Carole Fabre"), 9),
    Customer(12, "Clinique des Tilleuls", 34, "tilleuls.example", ("Tours", "Blois"), ("Hélène Garnier", "Samuel Renaud", "Fanny Guillot")),
    Customer(13, "Harbour & Finch", 46, "harbour-finch.example", ("Bristol", "Calais"), ("Oliver Finch", "Grace Harbour", "Liam Doyle")),
)

SERVICES = (
    (NETWORK, "Network", "Lines, firewalls, Wi-Fi and remote access"),
    (WORKSTATIONS, "Workstations", "Computers, screens and printers"),
    (MESSAGING, "Messaging", "Mail, calendars and meetings"),
    (SERVERS, "Servers and storage", "Servers, backups and file shares"),
    (SECURITY, "Accounts and security", "Accounts, rights and sign-in"),
    (BUSINESS, "Business applications", "ERP and office applications"),
)
SUBCATEGORIES = (
    (1, NETWORK, "VPN / Remote access", "incident"),
    (2, NETWORK, "Wi-Fi", "incident"),
    (3, NETWORK, "Firewall", "service_request"),
    (4, WORKSTATIONS, "New starter", "service_request"),
    (5, WORKSTATIONS, "Printers", "incident"),
    (6, WORKSTATIONS, "Laptops and screens", "service_request"),
    (7, MESSAGING, "Mail flow", "incident"),
    (8, MESSAGING, "Mailboxes and calendars", "service_request"),
    (9, SERVERS, "Patching", "service_request"),
    (10, SERVERS, "Backup and restore", "service_request"),
    (11, SERVERS, "File shares", "incident"),
    (12, SECURITY, "Multi-factor sign-in", "service_request"),
    (13, SECURITY, "Accounts and rights", "service_request"),
    (14, BUSINESS, "ERP", "incident"),
    (15, BUSINESS, "Office applications", "incident"),
)
SERVICE_OF = {number: service for number, service, _, _ in SUBCATEGORIES}

ACTIVITIES = (
    (REMOTE, "Remote work", "yes", 100),
    (ON_SITE, "On-site", "yes", 100),
    (NIGHT, "Night work", "yes", 150),
    (TRAVEL, "Travel", "no", 100),
    (GOODWILL, "Goodwill", "no", 100),
)
