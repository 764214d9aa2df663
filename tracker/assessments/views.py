"""Rating: the signed-in person's own side of an assessment, one section of a domain a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.assessments import actions, presenters, queries
from tracker.assessments.forms import TypedAnswers, page_basis, read_answers, say_waiting
from tracker.assessments.models import Side
from tracker.assessments.queries import OwnSide
from tracker.database import db
from tracker.frameworks.queries import Item, Section
from tracker.goals import queries as goals
from tracker.goals.models import Goal
from tracker.language import _, _n
from tracker.observations import examples
from tracker.observations import queries as observations
from tracker.observations.models import Example, Observation
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.reviews import last_time, standings
from tracker.reviews import queries as reviews
from tracker.reviews.last_time import LastTime
from tracker.signatures import queries as signed
from tracker.signatures.models import StatementPart
from tracker.web.identifiers import is_on_page, note_choice
from tracker.web.pages import note_opening
from tracker.web.waiting import sent_key

# What stands beside an item while it is rated.
Beside = TypeVar("Beside")

bp = Blueprint("assessments", __name__, url_prefix="/assessments")


@bp.get("/<uuid:assessment_id>")
@requires(Permission.ASSESSMENT_RATE)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """The first page: purpose, who reads what, progress, and where to go on."""
    own = queries.get_own_side(assessment_id, signed_in())
    if own.assessment.is_practice:
        return redirect(url_for("practice.show"))
    ratings = queries.list_ratings(own.assessment, own.side)
    reading = reviews.get_reading(assessment_id, signed_in())
    unanswered = queries.list_unanswered(own.outline, ratings)
    again = last_time.find_not_rated_again(own.assessment)
    return render_template(
        "assessments/show.html",
        own=own,
        reading=reading,
        again=again,
        last_words=_say_last(own, _find_last(own)) if again else {},
        supervisor=standings.find_acting_supervisor(reading.review),
        progress=presenters.progress_of(own, ratings),
        answered=len(own.outline.items) - len(unanswered),
        next_item=unanswered[0] if unanswered else None,
        next_section=own.outline.section_of(unanswered[0]) if unanswered else None,
    )


@bp.get("/<uuid:assessment_id>/next")
@requires(Permission.ASSESSMENT_RATE)
def go_on(assessment_id: UUID) -> ResponseReturnValue:
    """Where to go on: the first item of one's own side without an answer, or the first page when there is none."""
    own = queries.get_own_side(assessment_id, signed_in())
    unanswered = queries.list_unanswered(own.outline, queries.list_ratings(own.assessment, own.side))
    if own.is_fixed or not unanswered:
        return redirect(url_for(".show", assessment_id=assessment_id))
    item = unanswered[0]
    section = own.outline.section_of(item)
    return redirect(url_for(".rate", assessment_id=assessment_id, section=section.slug, _anchor=item.code))


@bp.get("/<uuid:assessment_id>/<section>")
@requires(Permission.ASSESSMENT_RATE)
def rate(assessment_id: UUID, section: str) -> str:
    """One page of ratings, as saved so far."""
    own = queries.get_own_side(assessment_id, signed_in())
    return section_page(own, get_page(own, section), TypedAnswers())


def get_page(own: OwnSide, slug: str) -> Section:
    """A page of ratings. A whole domain on one page is for supervisors, who rate many people."""
    page = own.outline.get_section(slug)
    return abort(404) if page.is_whole and own.side is not Side.SUPERVISOR else page


@bp.post("/<uuid:assessment_id>/<section>")
@requires(Permission.ASSESSMENT_RATE)
def save_section(assessment_id: UUID, section: str) -> ResponseReturnValue:
    """Save a whole page by its button: the way without JavaScript."""
    own = queries.get_own_side(assessment_id, signed_in(), lock=True)
    return store_section(own, get_page(own, section))


def store_section(own: OwnSide, page: Section) -> ResponseReturnValue:
    """Save a whole page for whoever rates or types in, and go on."""
    typed, is_saved = _save_page(own, page)
    if not is_saved:
        return _answer_unsaved(own, page, typed)
    db.session.commit()
    flash(_("Saved."))
    following = own.outline.next_section(page)
    if "next" in request.form and following is not None:
        return redirect(url_for(f"{own.pages}.rate", assessment_id=own.assessment.id, section=following.slug))
    return redirect(url_for(own.first_page, assessment_id=own.assessment.id))


def _save_page(own: OwnSide, page: Section) -> tuple[TypedAnswers, bool]:
    """Save every answer a page sent; False when one was wrong or crossed with a newer one."""
    typed = read_answers(request.form, own, page.items)
    standing = _look_at_comments(own, typed)
    crossed = False
    for code in typed.given:
        if code not in typed.errors:
            saved = actions.save(own, own.outline.by_code[code], typed.to_save(code, standing), by=signed_in())
            crossed = crossed or saved.crossed is not None
            _note_choice(own, typed, code)
    typed.hold_back()
    return typed, not typed.errors and not crossed


def _look_at_comments(own: OwnSide, typed: TypedAnswers) -> dict[str, str]:
    """Mark comments that may point to a person served; gives back those that stand saved, by code."""
    typed.look_at_comments(request.form)
    if not typed.marked:
        return {}
    ratings = queries.list_ratings(own.assessment, own.side, of=[own.outline.by_code[code].id for code in typed.marked])
    standing = {own.outline.by_id[one].code: rating.comment for one, rating in ratings.items()}
    # What stands saved is not asked about again.
    typed.marked = {code: one for code, one in typed.marked.items() if typed.given[code].comment != standing.get(code)}
    return standing


def _note_choice(own: OwnSide, typed: TypedAnswers, code: str) -> None:
    """Write down what the writer said of a marked comment. A practice leaves no such trace: it is theirs alone."""
    if code in typed.marked and not own.assessment.is_practice:
        note_choice(typed.marked[code])


def _answer_unsaved(own: OwnSide, page: Section, typed: TypedAnswers) -> ResponseReturnValue:
    """Keep what could be saved; the page again, with what is wrong or crossed."""
    db.session.commit()
    return section_page(own, page, typed), 422 if typed.errors else 409


@bp.post("/<uuid:assessment_id>/answers/<code>")
@requires(Permission.ASSESSMENT_RATE)
def save_answer(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Save one answer the moment it is given; answers with the status line and what changed on the page."""
    return store_answer(queries.get_own_side(assessment_id, signed_in(), lock=True), code)


def store_answer(own: OwnSide, code: str) -> ResponseReturnValue:
    """Save one answer for whoever rates or types in."""
    item = own.outline.by_code.get(code) or abort(404)
    typed = read_answers(request.form, own, [item])
    if code in typed.errors or code not in typed.given:
        message = typed.errors.get(code) or _("Choose a level for '%(statement)s'.", statement=item.statement)
        return render_template("assessments/not_saved.html", message=message), 422
    given, key = typed.to_save(code, _look_at_comments(own, typed)), sent_key()
    saved = actions.receive(own, item, given, key=key, by=signed_in())
    if saved.received is None:
        _note_choice(own, typed, code)
    section = own.outline.section_of(item)
    if "whole" in request.form:
        section = own.outline.get_section(item.domain_code.lower())
    answered = queries.count_answered_among(own, section.items)
    is_answered = saved.rating is not None and saved.rating.answer is not None
    last = _say_last(own, _find_last(own, of=[item.id])).get(item.id, "") if is_answered else ""
    db.session.commit()
    return (
        render_template(
            "assessments/saved.html",
            own=own,
            item=item,
            saved=saved,
            marked=typed.marked.get(code),
            redraws_marks=not is_on_page(typed.marked.get(code)),
            waiting=say_waiting(typed.marked[code]) if typed.is_waiting(code) else "",
            crossed=saved.aside,
            last=last,
            section=section,
            answered=answered,
            answer_words=_words(own),
        ),
        409 if saved.crossed else 200,
    )


@bp.post("/<uuid:assessment_id>/answers/<code>/choose")
@requires(Permission.ASSESSMENT_RATE)
def choose(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Settle an answer that crossed with a newer one."""
    return store_choice(queries.get_own_side(assessment_id, signed_in(), lock=True), code)


def store_choice(own: OwnSide, code: str) -> ResponseReturnValue:
    """Settle a crossed answer for whoever rates or types in."""
    item = own.outline.by_code.get(code) or abort(404)
    actions.choose_crossed(own, item, keep_newer="keep" in request.form, by=signed_in())
    db.session.commit()
    flash(_("Saved."))
    section = own.outline.section_of(item)
    address = url_for(f"{own.pages}.rate", assessment_id=own.assessment.id, section=section.slug, _anchor=code)
    return redirect(address)


@bp.post("/<uuid:assessment_id>/<section>/rest")
@requires(Permission.ASSESSMENT_RATE)
def mark_rest(assessment_id: UUID, section: str) -> ResponseReturnValue:
    """Save the page, then answer the rest of it at once, as not observed or same as last time; or undo that."""
    own = queries.get_own_side(assessment_id, signed_in(), lock=True)
    page = get_page(own, section)
    if "undo" in request.form:
        count = actions.unmark_rest(own, page, by=signed_in())
        flash(_n("%(num)d answer taken back.", "%(num)d answers taken back.", count))
    else:
        typed, is_saved = _save_page(own, page)
        if not is_saved:
            return _answer_unsaved(own, page, typed)
        flash(_mark_rest(own, page))
    db.session.commit()
    return redirect(url_for(".rate", assessment_id=assessment_id, section=section))


def _mark_rest(own: OwnSide, page: Section) -> str:
    if "same" in request.form:
        levels = _own_last_levels(own, _find_last(own))
        basis = page_basis(request.form)
        count = actions.mark_rest_same_as_last(own, page, levels, basis=basis, by=signed_in())
        return _n("%(num)d item marked: same as last time.", "%(num)d items marked: same as last time.", count)
    count = actions.mark_rest_not_observed(own, page, by=signed_in())
    return _n("%(num)d item marked as not observed yet.", "%(num)d items marked as not observed yet.", count)


def _find_last(own: OwnSide, *, of: Collection[UUID] | None = None) -> LastTime | None:
    """What this side chose last time; nothing for a practice, and nothing for whoever types in from paper."""
    if own.entry or own.assessment.is_practice:
        return None
    return last_time.find_last_time(own.assessment, own.side, of=of)


def _own_last_levels(own: OwnSide, last: LastTime | None) -> Mapping[UUID, int]:
    """The reader's own levels of last time: another supervisor's are not theirs to repeat."""
    if last is None or (own.side is Side.SUPERVISOR and (last.author is None or last.author.id != signed_in().id)):
        return {}
    return last.levels


def _say_last(own: OwnSide, last: LastTime | None) -> dict[UUID, str]:
    """What was chosen last time, in words, by competency."""
    if last is None:
        return {}
    other = last.author if last.author is not None and last.author.id != signed_in().id else None
    return {item: _say_level(own.scale.label(level), other) for item, level in last.levels.items()}


def _say_level(level: str, other: Person | None) -> str:
    if other is None:
        return _("Last time: %(level)s.", level=level)
    return _("Last time, by %(name)s: %(level)s.", name=other.name, level=level)


def section_page(own: OwnSide, section: Section, typed: TypedAnswers) -> str:
    """One page of ratings for whoever rates or types in."""
    beside = [own.outline.by_code[code].id for item in section.items for code in item.repeats]
    ratings = queries.list_ratings(own.assessment, own.side, of=[*(item.id for item in section.items), *beside])
    last = _find_last(own, of=[item.id for item in section.items])
    mine = _own_last_levels(own, last)
    # Whoever types in sees what stands on the paper, and nothing else of the record.
    seen = {} if own.entry else _seen_beside(own, section.items)
    exemplified = {} if own.entry else _examples_beside(own, section.items)
    cards = presenters.make_cards(
        own,
        section.items,
        ratings,
        crossed=queries.list_crossed(own),
        seen=seen,
        typed=typed.given,
        marked=typed.marked,
        errors=typed.errors,
        goals={} if own.entry else _goals_beside(own, section.items),
        examples=exemplified,
        last=_say_last(own, last),
    )
    drawn = render_template(
        "assessments/rate_domain.html" if section.is_whole else "assessments/rate.html",
        own=own,
        section=section,
        cards=cards,
        progress=presenters.progress_in(section, ratings),
        following=own.outline.next_section(section),
        person=_rated_person(own),
        last_basis=queries.find_last_basis(own),
        answer_words=_words(own),
        repeatable=sum(1 for card in cards if card.answer is None and card.item.id in mine),
        may_make=own.entry is None and not own.assessment.is_practice and not own.is_fixed,
        in_bulk=0 if own.entry else sum(1 for one in section.items if one.id in ratings and ratings[one.id].in_bulk),
        statements=signed.list_statements(
            StatementPart.OBSERVATION, {one.id for found in seen.values() for one in found}
        ),
    )
    if seen:
        person_id = own.assessment.person_id
        note_opening("observation.opened", kind="observation", record_id=person_id, about_id=person_id)
    if exemplified:
        person_id = own.assessment.person_id
        note_opening("example.opened", kind="example", record_id=person_id, about_id=person_id)
    return drawn


def _rated_person(own: OwnSide) -> Person:
    if own.entry is not None:
        return own.entry.person
    return signed_in() if own.side is Side.EMPLOYEE else people.get_visible(own.assessment.person_id, signed_in())


def _seen_beside(own: OwnSide, items: tuple[Item, ...]) -> dict[UUID, list[Observation]]:
    """Shared observations by competency, to fold beside the items at rating time."""
    return _by_item(observations.list_shared_for_items(own.assessment.person_id, signed_in(), _ids(items)))


def _examples_beside(own: OwnSide, items: tuple[Item, ...]) -> dict[UUID, list[Example]]:
    """Examples by competency: the employee sees their own, a supervisor those that are shared."""
    return _by_item(examples.list_for_items(own.assessment.person_id, signed_in(), _ids(items)))


def _goals_beside(own: OwnSide, items: tuple[Item, ...]) -> dict[UUID, list[Goal]]:
    """Goals of the period by competency, to fold beside the items at rating time."""
    since = last_time.find_period(own.assessment.id) or clock.today()
    return _by_item(goals.list_for_items(own.assessment.person_id, signed_in(), _ids(items), since=since))


def _ids(items: tuple[Item, ...]) -> list[UUID]:
    return [item.id for item in items]


def _by_item(found: Iterable[Row[UUID, Beside]]) -> dict[UUID, list[Beside]]:
    beside: dict[UUID, list[Beside]] = defaultdict(list)
    for item_id, one in found:
        beside[item_id].append(one)
    return beside


def _words(own: OwnSide) -> Any:
    def answer_words(answer: str | None) -> str:
        return presenters.own_words(answer, own.scale, own.side)

    return answer_words
