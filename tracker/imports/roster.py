"""Everyone and who supervises whom, in memory, as it is and as it will be after the rows looked at so far.

Read in a fixed number of queries, whatever the size of the file. The rules are those of ``people.actions``.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from tracker import clock
from tracker.access.permissions import grantable_by
from tracker.database import db
from tracker.imports.cells import Wrong, without_zeros
from tracker.language import _, say_date
from tracker.people.models import (
    RATING_KINDS,
    AssignmentKind,
    Person,
    PersonSite,
    Program,
    Role,
    RoleGrant,
    Site,
    SupervisionAssignment,
)
from tracker.reviews import handing_over

# Nobody works under so many others in a row; a longer chain is a mistake, and would take long to follow.
LONGEST_CHAIN = 100
FIELDS = ("sign_in_name", "name", "legal_name", "email", "job_title", "employment", "hired_on", "left_on")


@dataclass(eq=False)
class Known:
    """Someone: as stored, or as a row of the file will add them (``row`` is then its number)."""

    id: UUID
    values: dict[str, object]
    program: str = ""
    site: str = ""
    roles: set[Role] = field(default_factory=set)
    row: int = 0

    @property
    def name(self) -> str:
        """The name they go by."""
        return str(self.values["name"])

    @property
    def left_on(self) -> date | None:
        """Their last day of work."""
        left = self.values.get("left_on")
        return left if isinstance(left, date) else None

    def has_left(self, on: date) -> bool:
        """Whether the last day of work lies before ``on``."""
        return self.left_on is not None and self.left_on < on


@dataclass(eq=False)
class Span:
    """One assignment: as stored (``id``), or as a row will make it."""

    person: UUID
    supervisor: UUID
    kind: AssignmentKind
    starts_on: date
    ends_on: date | None
    id: UUID | None = None

    def covers(self, day: date) -> bool:
        """Whether it is in force on ``day``."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, starts_on: date, ends_on: date | None) -> bool:
        """Whether both are in force on one day at least."""
        return (self.ends_on is None or starts_on <= self.ends_on) and (ends_on is None or self.starts_on <= ends_on)


class Roster:
    """Everyone, by each name they can be found by, and every assignment."""

    def __init__(self, by: Person | None) -> None:
        self.by_id = by.id if by else None
        self.today = clock.today()
        self.people: dict[UUID, Known] = {}
        self.logins: dict[str, Known] = {}
        self._zeros: dict[str, list[Known]] = defaultdict(list)
        self.spans: dict[UUID, list[Span]] = defaultdict(list)
        self.programs: dict[str, UUID] = {}
        self.sites: dict[str, UUID] = {}
        self._load()
        mine = self.people[by.id].roles if by else set(Role)
        self.grantable = frozenset(Role) if by is None else grantable_by(mine)
        self.basis = self._sum_up()

    def _sum_up(self) -> str:
        """Another one where anything that was read is another."""
        people = sorted(
            (str(key), repr(one.values), one.program, one.site, sorted(one.roles)) for key, one in self.people.items()
        )
        spans = sorted(repr((str(one.id), one.starts_on, one.ends_on)) for each in self.spans.values() for one in each)
        begun = sorted(self.begun.items())
        told = (self.today, self.by_id, sorted(self.grantable), people, spans, sorted(self.programs), begun)
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def _load(self) -> None:
        self.begun = handing_over.list_begun()
        named: dict[UUID, str] = dict(db.session.execute(select(Program.id, Program.name)).all())
        self.programs = {name.casefold(): key for key, name in named.items()}
        placed: dict[UUID, str] = dict(db.session.execute(select(Site.id, Site.name)).all())
        self.sites = {name.casefold(): key for key, name in placed.items()}
        columns = [getattr(Person, name) for name in FIELDS]
        everyone = select(Person.id, Person.program_id, PersonSite.site_id, *columns)
        for key, program_id, site_id, *values in db.session.execute(everyone.outerjoin(PersonSite)):
            known = Known(
                key, dict(zip(FIELDS, values, strict=True)), named.get(program_id, ""), placed.get(site_id, "")
            )
            self.add(known)
        held = select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.ended_at.is_(None))
        for key, role in db.session.execute(held):
            self.people[key].roles.add(role)
        row = SupervisionAssignment
        spans = select(row.person_id, row.supervisor_id, row.kind, row.starts_on, row.ends_on, row.id)
        for span in db.session.execute(spans.order_by(row.starts_on, row.id)):
            self.spans[span[0]].append(Span(*span))

    def add(self, known: Known) -> None:
        """Let someone be found."""
        self.people[known.id] = known
        for key in filter(None, (known.values.get("sign_in_name"), known.values.get("email"))):
            self.logins[str(key)] = known
        name = str(known.values["sign_in_name"])
        if name.isdigit():
            self._zeros[without_zeros(name)].append(known)

    def find_discarded(self, person_id: UUID) -> str:
        """Who has begun ratings of someone and will not supervise them today: these are discarded; "" for nobody."""
        author = self.begun.get(person_id)
        if author is None:
            return ""
        stays = any(
            span.supervisor == author and span.kind in RATING_KINDS and span.covers(self.today)
            for span in self.spans.get(person_id, ())
        )
        return "" if stays else self.people[author].name

    def drop(self, known: Known) -> None:
        """Forget someone whose row was refused after all."""
        self.people.pop(known.id, None)
        name = str(known.values["sign_in_name"])
        if known in self._zeros.get(without_zeros(name), []):
            self._zeros[without_zeros(name)].remove(known)
        for key in [key for key in (known.values.get("sign_in_name"), known.values.get("email")) if key]:
            if self.logins.get(str(key)) is known:
                del self.logins[str(key)]

    def find(self, text: str) -> Known | None:
        """Someone by sign-in name or address; a number is also found by what is left when its zeros are lost."""
        key = text.casefold().strip()
        found = self.logins.get(key) or self.logins.get(text.lower())
        if found is None and key.isdigit():
            alike = self._zeros.get(without_zeros(key), [])
            found = alike[0] if len(alike) == 1 else None
        return found

    def get(self, text: str) -> Known:
        """The same; a sentence where there is nobody."""
        if not text:
            raise Wrong(_("Write the sign-in name or the email address."))
        found = self.find(text)
        if found is None:
            raise Wrong(_("Nobody signs in as '%(name)s'. Add the person first.", name=text[:120]))
        return found

    def refuse_supervisor(
        self, person: Known, supervisor: Known, starts_on: date, ends_on: date | None, *, is_past: bool
    ) -> None:
        """What ``people.actions.assign`` refuses, each in its own sentence.

        :param is_past: the assignment has ended: then the supervisor need not hold the role any more.
        """
        if person is supervisor:
            raise Wrong(_("Nobody supervises themselves. Choose someone else."))
        if supervisor.id == self.by_id:
            raise Wrong(_("Nobody assigns themselves. Ask a colleague in HR; an administrator can name one."))
        if not is_past and (Role.SUPERVISOR not in supervisor.roles or supervisor.has_left(self.today)):
            raise Wrong(_("%(name)s does not hold the supervisor role now. Give it first.", name=supervisor.name))
        above = self._upline(supervisor, starts_on, ends_on)
        if above is None:
            raise Wrong(
                _(
                    "%(name)s stands at the end of a very long chain of supervisors. Look for a mistake in it.",
                    name=supervisor.name,
                )
            )
        if person.id in above:
            raise Wrong(
                _(
                    "%(person)s supervises %(supervisor)s already, directly or through others. That would be a circle.",
                    person=person.name,
                    supervisor=supervisor.name,
                )
            )

    def _upline(self, person: Known, starts_on: date, ends_on: date | None) -> set[UUID] | None:
        """Everyone above someone at some time of a span, or None where that is no end of people."""
        above: set[UUID] = set()
        level = [(person.id, starts_on, ends_on)]
        while level:
            key, first, last = level.pop()
            for span in self.spans.get(key, ()):
                if span.supervisor in above or not span.overlaps(first, last):
                    continue
                if len(above) >= LONGEST_CHAIN:
                    return None
                above.add(span.supervisor)
                ends = [day for day in (last, span.ends_on) if day is not None]
                level.append((span.supervisor, max(first, span.starts_on), min(ends) if ends else None))
        return above

    def refuse_second_primary(
        self, person: Known, starts_on: date, ends_on: date | None, *, but: Span | None = None
    ) -> None:
        """One primary at a time."""
        for span in self.spans.get(person.id, ()):
            if span is but or span.kind is not AssignmentKind.PRIMARY or not span.overlaps(starts_on, ends_on):
                continue
            raise Wrong(
                _(
                    "%(name)s is the primary supervisor since %(day)s. End that assignment first: "
                    "one primary at a time.",
                    name=self.people[span.supervisor].name,
                    day=say_date(span.starts_on),
                )
            )
