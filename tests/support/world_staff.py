"""The people of the small employer, and what they are rated on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tracker import clock
from tracker.audit.actions import as_operator
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Outline
from tracker.people import actions as people
from tracker.people.models import AssignmentKind, Person, Role, SupervisionAssignment
from tracker.sign_in.actions import hash_password, set_password

PASSWORD = "four unrelated words here"
PDF = b"%PDF-1.7\na scan\n%%EOF\n"

# The codes of one domain begin like this, and all codes begin like that.
SOME, ALL = "ADV", ""

# The id of nothing: always the same, so that the names of tests are the same in every process.
UNKNOWN = UUID("00000000-0000-4000-8000-000000000000")


class Staff:
    """The people of the small employer, and what they are rated on."""

    def __init__(self, known: Iterable[Person] = ()) -> None:
        self._people: dict[str, Person] = {person.name: person for person in known}

    def person(self, name: str, *roles: Role, **more: Any) -> Person:
        """Someone by name, made at the first mention. Without roles: an employee."""
        if name not in self._people:
            with as_operator():
                self._people[name] = people.add_person(
                    sign_in_name=name.lower().replace(" ", "."),
                    name=name,
                    roles=roles or (Role.EMPLOYEE,),
                    hired_on=more.pop("hired_on", clock.today() - timedelta(days=500)),
                    job_title=more.pop("job_title", "Peer specialist"),
                    by=None,
                    **more,
                )
            db.session.commit()
        return self._people[name]

    def with_password(self, person: Person, password: str = PASSWORD) -> Person:
        """Give someone a password."""
        set_password(person, hash_password(password), by=person)
        db.session.commit()
        return person

    @property
    def ana(self) -> Person:
        """An employee, supervised by Dana since 400 days."""
        known = "Ana Ruiz" in self._people
        ana = self.person("Ana Ruiz", Role.EMPLOYEE)
        if not known:
            self.assign(ana, self.dana)
        return ana

    @property
    def dana(self) -> Person:
        """Ana's primary supervisor."""
        return self.person("Dana Whitfield", Role.SUPERVISOR, Role.EMPLOYEE)

    @property
    def hr(self) -> Person:
        """Someone in HR."""
        return self.person("Priya Nair", Role.HR)

    @property
    def admin(self) -> Person:
        """An administrator."""
        return self.person("Tom Lind", Role.ADMINISTRATOR)

    def assign(
        self,
        person: Person,
        supervisor: Person,
        kind: AssignmentKind = AssignmentKind.PRIMARY,
        starts_on: date | None = None,
        ends_on: date | None = None,
    ) -> SupervisionAssignment:
        """Assign a supervisor, since 400 days unless said otherwise."""
        start = starts_on or clock.today() - timedelta(days=400)
        with as_operator():
            made = people.assign(person, supervisor, kind=kind, starts_on=start, ends_on=ends_on, by=None)
        db.session.commit()
        return made

    def reviewed(self, name: str, **more: Any) -> Person:
        """An employee of Dana's, by name."""
        known = name in self._people
        person = self.person(name, **more)
        if not known:
            self.assign(person, self.dana)
        return person

    @property
    def outline(self) -> Outline:
        """The 89 competencies."""
        return frameworks.current_outline()

    def ids(self, *codes: str) -> list[Any]:
        """Identifiers of competencies by code."""
        return [self.outline.by_code[code].id for code in codes]
