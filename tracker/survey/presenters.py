"""Where each line of a file can be mended, for whoever looks at it."""

from __future__ import annotations

from flask import url_for

from tracker.access.guard import may, signed_in
from tracker.access.permissions import Permission
from tracker.language import LazyString, _l
from tracker.people.models import Person
from tracker.reports.file_content import FileLine, Finding, Mender, Wanted

# Endpoint, what it takes, and what the link says.
Place = tuple[str, Permission, LazyString]
_PLACES: dict[Wanted, Place] = {
    Wanted.EDUCATION: ("employment.index", Permission.EMPLOYMENT_READ, _l("Education and experience")),
    Wanted.EXPERIENCE: ("employment.index", Permission.EMPLOYMENT_READ, _l("Education and experience")),
    Wanted.LICENSURE: ("training.index", Permission.TRAINING_READ, _l("Credentials and training")),
    Wanted.EMPLOYMENT: ("people.edit", Permission.PERSON_EDIT, _l("Change details")),
    Wanted.DESCRIPTION: ("employment.give", Permission.EMPLOYMENT_KEEP, _l("Note a job description")),
    Wanted.REVIEW: ("people.show", Permission.PERSON_READ, _l("Reviews on the record")),
    Wanted.TRAINING: ("training.index", Permission.TRAINING_READ, _l("Credentials and training")),
    Wanted.SUPERVISION: ("consultations.index", Permission.CONSULTATION_READ, _l("Supervision and consultation log")),
    Wanted.COMPETENCE: ("verifications.index", Permission.VERIFICATION_READ, _l("Verified competencies")),
    Wanted.GOALS: ("goals.index", Permission.GOAL_READ, _l("Goals")),
}
_ASSIGN: Place = ("people.assign", Permission.ASSIGNMENT_EDIT, _l("Assign a supervisor"))
_START: Place = ("reviews.start", Permission.REVIEW_START, _l("Start a review"))
_RECORD: Place = ("credentials.new", Permission.CREDENTIAL_EDIT, _l("Record a credential"))


def find_mending(line: FileLine, person: Person) -> tuple[str, str] | None:
    """The address where a line can be mended and what its link says; None where the reader cannot help.

    On one's own record nobody uses an HR right, so only the pages that one reads are named.
    """
    endpoint, needs, said = _place(line)
    if not may(needs) or (person.id == signed_in().id and needs not in _READ):
        return None
    return url_for(endpoint, person_id=person.id), str(said)


def _place(line: FileLine) -> Place:
    if line.wanted is Wanted.LICENSURE and line.finding is not Finding.NOT_CHECKED:
        return _RECORD
    no_supervisor = line.mender is Mender.HR
    if line.wanted in (Wanted.REVIEW, Wanted.SUPERVISION) and no_supervisor:
        return _ASSIGN
    if line.wanted is Wanted.REVIEW and line.finding is not Finding.NOT_SIGNED_BY_BOTH:
        return _START
    return _PLACES[line.wanted]


_READ = frozenset(needs for _endpoint, needs, _said in _PLACES.values() if needs.value.endswith(".read"))
