"""Typing in from paper: the employee names who does it, for this review, until it is sent."""

from __future__ import annotations

from datetime import date

from tracker import clock
from tracker.access.permissions import Permission
from tracker.assessments import queries
from tracker.assessments.models import PaperEntry
from tracker.assessments.queries import OwnSide
from tracker.audit import actions as audit
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.files import actions as files
from tracker.files.models import FileKind, KeptFile
from tracker.language import _
from tracker.people import queries as people
from tracker.people.models import Person


def name_typist(own: OwnSide, typist: Person, *, dated_on: date, by: Person) -> PaperEntry:
    """Let someone type in one's ratings from a paper form, until they are sent.

    :raises Refusal: for oneself, anyone who supervises the employee or further up, former staff, an
        account that cannot type in, a day ahead, after sending, or while another person is named.
    """
    _refuse_closed(own)
    if own.is_sent:
        raise Stale(_("You have sent these ratings, so nothing more is typed in. Take them back first."))
    if typist.id == by.id:
        raise Refusal(_("You can always type in your own ratings. Name another person, or go on yourself."))
    if queries.is_above(typist, own.assessment):
        raise Refusal(
            _("%(name)s supervises you, directly or further up. Name someone who does not.", name=typist.name)
        )
    if typist.has_left(clock.today()) or Permission.PAPER_TYPE not in people.permissions_held_by(typist):
        raise Refusal(_("The account of %(name)s cannot type in ratings. Name another person.", name=typist.name))
    if dated_on > clock.today():
        raise Refusal(_("Choose today or an earlier day: the day that stands on the paper."))
    standing = queries.find_open_entry(own.assessment.id)
    if standing is not None:
        raise Stale(_("%(name)s may type in now. End that first.", name=standing.typist.name))
    entry = PaperEntry(assessment_id=own.assessment.id, person_id=by.id, typist_id=typist.id, dated_on=dated_on)
    db.session.add(entry)
    db.session.flush()
    _note("paper.typist_named", own, by=by)
    return entry


def end_entry(own: OwnSide, *, by: Person) -> None:
    """Let nobody type in any more. What was typed stays, for the employee to confirm or change.

    :raises Stale: when nobody is named.
    """
    standing = queries.find_open_entry(own.assessment.id)
    if standing is None:
        raise Stale(_("Nobody is named to type in for you now."))
    standing.ended_at = clock.now()
    db.session.flush()
    _note("paper.typist_ended", own, by=by)


def close_by_sending(own: OwnSide, *, confirms: bool, by: Person) -> None:
    """With sending, the employee confirms what was typed in for them, and the right to type in ends.

    :raises Refusal: when something was typed in and is not confirmed.
    """
    unconfirmed = [entry for entry in queries.list_typed_in(own.assessment.id) if entry.is_unconfirmed]
    if unconfirmed and not confirms:
        raise Refusal(_("Confirm first that what was typed in for you is what you wrote."))
    for entry in unconfirmed:
        entry.confirmed_at = clock.now()
    if unconfirmed:
        db.session.flush()
        _note("paper.confirmed", own, by=by)
    if queries.find_open_entry(own.assessment.id) is not None:
        end_entry(own, by=by)


def keep_scan(own: OwnSide, content: bytes, *, name: str, by: Person) -> KeptFile:
    """Keep a scan of the paper form with the review, by the employee or whoever types in.

    :raises Refusal: after sending, or as ``files.keep`` says.
    """
    _refuse_closed(own)
    if own.is_sent:
        raise Stale(_("You have sent these ratings, so their form is complete. Take them back first."))
    about = db.session.get_one(Person, own.assessment.person_id)
    return files.keep(content, name=name, kind=FileKind.PAPER_RATINGS, record_id=own.assessment.id, about=about, by=by)


def _refuse_closed(own: OwnSide) -> None:
    if own.assessment.is_closed:
        raise Stale(_("This review was closed unfinished, so nothing in it changes any more."))


def _note(event: str, own: OwnSide, *, by: Person) -> None:
    record_id, about_id = own.assessment.id, own.assessment.person_id
    audit.record(event, by=by, kind="paper", record_id=record_id, about_id=about_id)
