"""Who works at the invented employer. Nobody here exists."""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

from tracker.language import _l
from tracker.people.models import Employment, Role

EMPLOYER: Final = "Prairie Lantern Peer Services (invented)"
PASSWORD: Final = "recovery-demo-2026"

PROGRAMS: Final = ("Drop-in center", "Mobile outreach", "Residential", "Warm line")
JOBS: Final = (
    "Recovery support specialist",
    "Peer specialist",
    "Engagement specialist",
    "Warm line operator",
    "Peer navigator",
)


class Part(NamedTuple):
    """One invented person."""

    sign_in_name: str
    name: str
    job_title: str
    roles: tuple[Role, ...]
    employment: Employment = Employment.PAID
    legal_name: str | None = None


DIRECTOR: Final = Part("ruth.abara", "Ruth Abara", "Director of peer services", (Role.SUPERVISOR, Role.EMPLOYEE))
SUPERVISORS: Final = (
    Part("dana.whitfield", "Dana Whitfield", "Peer supervisor", (Role.SUPERVISOR, Role.EMPLOYEE)),
    Part("joel.brandt", "Joel Brandt", "Peer supervisor", (Role.SUPERVISOR, Role.EMPLOYEE)),
    Part("mei.tanaka", "Mei Tanaka", "Program supervisor", (Role.SUPERVISOR, Role.EMPLOYEE)),
    Part("carlos.ibarra", "Carlos Ibarra", "Program supervisor", (Role.SUPERVISOR, Role.EMPLOYEE)),
)
OFFICE: Final = (
    Part("priya.nair", "Priya Nair", "HR manager", (Role.HR,)),
    Part("helen.stroud", "Helen Stroud", "HR specialist", (Role.HR,)),
    Part("tomas.lindqvist", "Tomas Lindqvist", "Systems administrator", (Role.ADMINISTRATOR,)),
    Part("grace.hollis", "Grace Hollis", "External auditor", (Role.AUDITOR,)),
)
# The first employees: each stands at a point of the story that is worth a look.
FEATURED: Final = (
    Part("ana.ruiz", "Ana Ruiz", "Recovery support specialist", (Role.EMPLOYEE,)),
    Part("marcus.bell", "Marcus Bell", "Peer specialist", (Role.EMPLOYEE,)),
    Part("sofia.petrov", "Sofía Petrov", "Peer navigator", (Role.EMPLOYEE,), Employment.PAID, "Sofía Petrova Núñez"),
    Part("luis.ortega", "Luis Ortega", "Recovery support specialist", (Role.EMPLOYEE,)),
)
DOORS: Final = (
    ("ana.ruiz", _l("Ana Ruiz, employee: rating her own work")),
    ("marcus.bell", _l("Marcus Bell, employee: asked to sign")),
    ("sofia.petrov", _l("Sofía Petrov, employee: her review has ended")),
    ("dana.whitfield", _l("Dana Whitfield, supervisor of these three and of Luis, who is ready to talk")),
    ("priya.nair", _l("Priya Nair, HR")),
    ("tomas.lindqvist", _l("Tomas Lindqvist, administrator")),
    ("grace.hollis", _l("Grace Hollis, auditor")),
)

_GIVEN: Final = [
    "Aaliyah",
    "Ben",
    "Camila",
    "Darnell",
    "Elena",
    "Felix",
    "Gloria",
    "Hassan",
    "Imani",
    "Jamal",
    "Keiko",
    "Luis",
    "Maya",
    "Noor",
    "Omar",
    "Paula",
    "Quinn",
    "Rosa",
    "Samir",
    "Tanya",
    "Ulises",
    "Vera",
    "Wes",
    "Xiomara",
    "Yusuf",
    "Zoe",
    "André",
    "Bryn",
    "Chidi",
    "Delia",
    "Esteban",
    "Farah",
    "Gus",
    "Hana",
    "Ivo",
    "Jolene",
    "Kofi",
    "Lena",
    "Milo",
    "Nadia",
]
_FAMILY: Final = [
    "Adeyemi",
    "Barros",
    "Castellan",
    "Dufresne",
    "Eklund",
    "Faraday",
    "Galvez",
    "Hartwell",
    "Iyer",
    "Jansen",
    "Kowal",
    "Lozano",
    "Marchetti",
    "Novak",
    "Okonjo",
    "Pereira",
    "Quist",
    "Ravel",
    "Santoro",
    "Thorne",
    "Ueda",
    "Varga",
    "Whitlock",
    "Yarrow",
    "Zielinski",
    "Albright",
    "Bexley",
    "Corrigan",
    "Dray",
    "Ellery",
    "Fontaine",
    "Greaves",
    "Hollin",
    "Ingram",
    "Jessop",
    "Kerr",
    "Lachance",
    "Mbeki",
    "Nystrom",
    "Orrin",
]


def list_employees(count: int, dice: Random) -> list[Part]:
    """``count`` employees: the featured ones, then others drawn by the dice."""
    given, family = list(_GIVEN), list(_FAMILY)
    dice.shuffle(given)
    dice.shuffle(family)
    employees = list(FEATURED[:count])
    for number in range(count - len(employees)):
        name = f"{given[number % len(given)]} {family[(number * 7 + number // len(given)) % len(family)]}"
        sign_in_name = f"{name.lower().replace(' ', '.').replace('é', 'e')}.{number + 1}"
        kind = Employment.VOLUNTEER if number % 13 == 5 else Employment.INTERN if number % 17 == 9 else Employment.PAID
        employees.append(Part(sign_in_name, name, dice.choice(JOBS), (Role.EMPLOYEE,), kind))
    return employees
