"""Rows of people, checked: who is new, what of whom changes, and what is refused, with the column and the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from tracker.access.own_record import NOT_ON_ONES_OWN
from tracker.imports import cells
from tracker.imports.cells import Wrong
from tracker.imports.plans import Change, Line, Outcome
from tracker.imports.roster import Known, Roster, Span
from tracker.imports.tables import Row, Table, clean
from tracker.language import _, say_date
from tracker.people.models import AssignmentKind, Employment, Role

_DAYS: Final = ("hired_on", "left_on")


@dataclass(eq=False)
class PersonWish:
    """What a row asks for: someone new, or other values of someone known; roles to give; a primary supervisor."""

    person: Known
    is_new: bool
    values: dict[str, Any] = field(default_factory=dict)
    program: str | None = None
    site: str | None = None
    roles: set[Role] = field(default_factory=set)
    span: Span | None = None
    ends: Span | None = None
    ended_before: date | None = None

    @property
    def moves(self) -> bool:
        """Whether another one supervises."""
        return self.span is not None or self.ends is not None


class PeopleCheck:
    """Looks at every row twice: first who is there, then who supervises whom, so that the order of rows is free."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.rows: dict[UUID, int] = {}
        self.day_first: dict[str, bool] = {}
        self.ways: Mapping[str, Callable[[str], Any]] = {}
        self.supervised: list[tuple[Line, str]] = []
        self._twins: dict[tuple[str, date], Known] = {}
        for known in roster.people.values():
            self._note_twin(known)

    def begin(self, table: Table) -> None:
        """Look at what concerns whole columns."""
        self.day_first = {head: table.is_day_first(head) for head in _DAYS}
        self.ways = self._make_ways()

    def check_row(self, row: Row) -> Line:
        """What becomes of one row, but for its supervisor."""
        line = self._check_row(row)
        supervisor = row.cells.get("primary_supervisor")
        if supervisor and line.wish is not None:
            self.supervised.append((line, supervisor))
        return line

    def end(self) -> None:
        """Who supervises whom, now that everyone is known."""
        for line, text in self.supervised:
            self._check_supervisor(line, text)
        self._follow_refusals([line for line, _text in self.supervised])

    def _check_row(self, row: Row) -> Line:
        line = Line(row.number, row.cells.get("name") or row.cells.get("sign_in_name", ""))
        if row.is_too_long:
            line.refuse("", _("This row has more cells than there are columns, or a cell that is far too long."))
            return line
        values = self._read(line, row.cells)
        if line.is_refused:
            return line
        known = self._find(line, values)
        if line.faults:
            return line
        if known is not None:
            self._compare(line, known, values)
        else:
            self._make(line, values)
        return line

    def _make_ways(self) -> Mapping[str, Callable[[str], Any]]:
        return {
            "sign_in_name": cells.sign_in_name,
            "name": lambda text: cells.line(text, 120),
            "legal_name": lambda text: cells.line(text, 200),
            "email": cells.email,
            "job_title": lambda text: cells.line(text, 120),
            "program": lambda text: cells.line(text, 120),
            "site": lambda text: cells.line(text, 120),
            "employment": lambda text: cells.chosen(text, Employment),
            "hired_on": lambda text: cells.day(text, day_first=self.day_first["hired_on"]),
            "left_on": lambda text: cells.day(text, day_first=self.day_first["left_on"]),
            "roles": lambda text: cells.several(text, Role),
        }

    def _read(self, line: Line, row: Mapping[str, str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, way in self.ways.items():
            if name not in row:
                continue
            try:
                values[name] = way(row[name])
            except Wrong as wrong:
                line.refuse(name, str(wrong))
        return values

    def _find(self, line: Line, values: dict[str, Any]) -> Known | None:
        name, address = values["sign_in_name"], values.get("email")
        by_name = self.roster.find(name)
        by_address = self.roster.logins.get(address) if address else None
        if by_name is not None and by_name.values["sign_in_name"] != name and by_name.values["email"] == name:
            line.refuse("sign_in_name", _("'%(name)s' is taken. Choose another sign-in name or address.", name=name))
        elif by_address is not None and by_address is not by_name:
            self._refuse_address(line, by_address, str(address))
        elif by_name is not None and by_name.id in self.rows:
            line.refuse(
                "sign_in_name",
                _("The same person stands in row %(row)d already. Keep one of the two.", row=self.rows[by_name.id]),
            )
        return by_name

    def _refuse_address(self, line: Line, other: Known, address: str) -> None:
        if other.id in self.rows:
            line.refuse("email", _("Row %(row)d has this address too. Keep one of the two.", row=self.rows[other.id]))
            return
        line.refuse(
            "email",
            _(
                "'%(address)s' belongs to %(name)s, who signs in as %(sign_in)s. Use that sign-in name here.",
                address=address,
                name=other.name,
                sign_in=str(other.values["sign_in_name"]),
            ),
        )

    def _make(self, line: Line, values: dict[str, Any]) -> None:
        if not values.get("name"):
            line.refuse("name", _("Write the name this person goes by."))
        roles = set(values.pop("roles", None) or [Role.EMPLOYEE])
        program, site = values.pop("program", ""), values.pop("site", "")
        filled = {
            "legal_name": None,
            "job_title": "",
            "employment": Employment.PAID,
            "hired_on": None,
            "left_on": None,
            **{name: value for name, value in values.items() if value},
            "email": values.get("email") or None,
        }
        self._refuse_backward(line, filled)
        self._refuse_roles(line, roles)
        twin = self._find_twin(filled)
        if twin is not None:
            line.refuse(
                "name",
                _(
                    "%(name)s with the same first day signs in as %(sign_in)s already. If this is somebody else, add "
                    "them on the page 'Add a person'.",
                    name=twin.name,
                    sign_in=str(twin.values["sign_in_name"]),
                ),
            )
        if line.is_refused:
            return
        known = Known(uuid4(), filled, program, site, set(roles), line.number)
        self.roster.add(known)
        self._note_twin(known)
        self.rows[known.id] = line.number
        line.outcome = Outcome.ADDED
        line.wish = PersonWish(known, is_new=True, values=filled, program=program, site=site, roles=roles)
        shown = {**filled, "program": program, "site": site, "roles": roles}
        line.changes = [Change(name, "", text) for name, value in shown.items() if (text := say(value))]

    def _find_twin(self, values: Mapping[str, Any]) -> Known | None:
        first = values.get("hired_on")
        return self._twins.get((str(values.get("name", "")).casefold(), first)) if first else None

    def _note_twin(self, known: Known) -> None:
        first = known.values.get("hired_on")
        if isinstance(first, date):
            self._twins[(known.name.casefold(), first)] = known

    def _compare(self, line: Line, known: Known, values: dict[str, Any]) -> None:
        """An empty cell leaves what is known as it is."""
        self.rows[known.id] = line.number
        values.pop("sign_in_name")
        places = {"program": values.pop("program", ""), "site": values.pop("site", "")}
        roles = set(values.pop("roles", None) or ()) - known.roles
        changed = {name: value for name, value in values.items() if value and _plain(known.values[name]) != value}
        moves = {
            name: text
            for name, text in places.items()
            if text and text.casefold() != clean(getattr(known, name)).casefold()
        }
        line.changes = [Change(name, say(known.values[name]), say(value)) for name, value in changed.items()]
        line.changes += [Change(name, getattr(known, name), text) for name, text in moves.items()]
        if roles:
            line.changes.append(Change("roles", say(known.roles), say(known.roles | roles)))
        line.wish = PersonWish(known, False, changed, moves.get("program"), moves.get("site"), roles)
        if not line.changes:
            return
        line.outcome = Outcome.CHANGED
        self._refuse_backward(line, {**known.values, **changed})
        self._refuse_roles(line, roles)
        self._refuse_account(line, known)
        if line.is_refused:
            line.wish = None
            return
        if "email" in changed:
            self.roster.logins.pop(str(known.values["email"]), None)
        known.values = {**known.values, **changed}
        known.roles = known.roles | roles
        self.roster.add(known)

    def _refuse_account(self, line: Line, known: Known) -> None:
        if known.id == self.roster.by_id:
            line.refuse("", str(NOT_ON_ONES_OWN))
        elif self.roster.by_id and not known.roles <= self.roster.grantable:
            line.refuse("", _("Only an administrator keeps the account of %(name)s.", name=known.name))

    def _refuse_backward(self, line: Line, values: Mapping[str, Any]) -> None:
        first, last = values.get("hired_on"), values.get("left_on")
        if first and last and last < first:
            line.refuse("left_on", _("The last day of work cannot come before the first."))

    def _refuse_roles(self, line: Line, roles: set[Role]) -> None:
        strange = sorted(roles - self.roster.grantable)
        if strange:
            line.refuse(
                "roles", _("The role '%(role)s' is given by an administrator, on the person's page.", role=strange[0])
            )

    def _check_supervisor(self, line: Line, text: str) -> None:
        wish: PersonWish = line.wish
        try:
            supervisor = self.roster.get(text)
            self._assign(line, wish, supervisor)
        except Wrong as wrong:
            line.refuse("primary_supervisor", str(wrong))

    def _assign(self, line: Line, wish: PersonWish, supervisor: Known) -> None:
        person, today = wish.person, self.roster.today
        primary = [span for span in self.roster.spans.get(person.id, ()) if span.kind is AssignmentKind.PRIMARY]
        now = next((span for span in primary if span.covers(today)), None)
        if now is not None and now.supervisor == supervisor.id:
            return
        planned = next((span for span in primary if span.starts_on > today), None)
        if planned is not None:
            raise Wrong(
                _(
                    "Another primary supervisor is planned from %(day)s on. Change that on the person's page first.",
                    day=say_date(planned.starts_on),
                )
            )
        if person.id == self.roster.by_id:
            raise Wrong(str(NOT_ON_ONES_OWN))
        if person.has_left(today):
            raise Wrong(_("%(name)s no longer works here. Leave this cell empty.", name=person.name))
        if now is not None and now.starts_on >= today:
            raise Wrong(_("A primary supervisor was assigned today already. Change that on the person's page."))
        first = person.values.get("hired_on")
        starts = max(today, first) if isinstance(first, date) else today
        self.roster.refuse_supervisor(person, supervisor, starts, None, is_past=False)
        if now is not None:
            wish.ends, wish.ended_before = now, now.ends_on
            now.ends_on = today - timedelta(days=1)
        wish.span = Span(person.id, supervisor.id, AssignmentKind.PRIMARY, starts, None)
        self.roster.spans[person.id].append(wish.span)
        old = self.roster.people[now.supervisor].name if now else ""
        line.changes.append(Change("primary_supervisor", old, supervisor.name))
        if line.outcome is Outcome.UNCHANGED:
            line.outcome = Outcome.CHANGED

    def _follow_refusals(self, lines: list[Line]) -> None:
        """Whoever would be supervised by someone whose own row is refused waits for that row."""
        waiting: dict[UUID, list[Line]] = defaultdict(list)
        for line in lines:
            if line.wish.span is not None:
                waiting[line.wish.span.supervisor].append(line)
        gone = [line for line in lines if line.is_refused]
        while gone:
            refused = gone.pop()
            wish: PersonWish = refused.wish
            self._take_back(wish)
            is_needed = wish.is_new or Role.SUPERVISOR in wish.roles
            for line in waiting.get(wish.person.id, ()) if is_needed else ():
                if not line.is_refused:
                    line.refuse(
                        "primary_supervisor",
                        _("The row of %(name)s, row %(row)d, is refused.", name=refused.name, row=refused.number),
                    )
                    gone.append(line)

    def _take_back(self, wish: PersonWish) -> None:
        if wish.span is not None:
            self.roster.spans[wish.person.id].remove(wish.span)
        if wish.ends is not None:
            wish.ends.ends_on = wish.ended_before
        if wish.is_new:
            self.roster.drop(wish.person)
        else:
            wish.person.roles = wish.person.roles - wish.roles


def _plain(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Employment) else value


def say(value: object) -> str:
    """A value as it stands in a sheet."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return " ".join(sorted(value))
    return str(value)
