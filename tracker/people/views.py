"""Pages about people: the list, one person's record, and what HR and the administrator keep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from tracker import clock
from tracker.access.guard import may, requires, signed_in
from tracker.access.permissions import ROLES, Permission, grantable_by
from tracker.access.reading import Part, Relation
from tracker.audit import presenters as said
from tracker.audit import queries as trail
from tracker.consultations import queries as consultations
from tracker.credentials import queries as credentials
from tracker.database import db, is_made
from tracker.employment import queries as employment
from tracker.goals import queries as goals
from tracker.home import waiting
from tracker.language import _
from tracker.observations import queries as observations
from tracker.people import absences, actions, history, listing, queries, supervision
from tracker.people.forms import (
    AssignmentForm,
    EditPersonForm,
    EndAssignmentForm,
    GrantForm,
    NewPersonForm,
    RolesForm,
)
from tracker.people.models import (
    RATING_KINDS,
    AssignmentKind,
    AuditorGrant,
    Employment,
    Person,
    Role,
    SupervisionAssignment,
)
from tracker.record_requests import queries as record_requests
from tracker.removals import queries as removals
from tracker.reports import kinds, qr
from tracker.reviews import handing_over, queries_amending, standings
from tracker.reviews import queries as reviews
from tracker.settings.queries import present
from tracker.sign_in import actions as sign_in
from tracker.signatures import queries as signatures
from tracker.verifications import queries as verifications
from tracker.web.addresses import addresses_of_rows
from tracker.web.forms import choice
from tracker.web.pages import open_record
from tracker.web.paging import Page

bp = Blueprint("people", __name__)
# Who finds credentials, dates of supervision and assignments on the record's page.
OPENS_FILE = frozenset({Relation.SELF, Relation.SUPERVISOR, Relation.HR, Relation.FORMER_STAFF})
# Whose way leads to the competency report, also before a review has ended. The supervisor's supervisor sees dates only.
OPENS_REMOVALS = frozenset({Relation.SELF, Relation.FORMER_STAFF, Relation.HR})
# Who reads where a review stands now and whom it waits for.
OPENS_STATE = frozenset({Relation.SELF, Relation.SUPERVISOR, Relation.HR})
OPENS_REPORT = OPENS_FILE | {Relation.AUDITOR}

# More boxes than this nobody looks through: further names are typed in.
MOST_TO_TICK = 200


@bp.get("/people/")
@requires(Permission.PERSON_LIST)
def index() -> str:
    """The people one may see, by name, narrowed as asked."""
    narrowed = listing.narrowed_by(request.args)
    page = Page.of(listing.count_visible(signed_in(), narrowed))
    return render_template(
        "people/index.html",
        people=listing.list_visible(signed_in(), narrowed, limit=page.size, offset=page.offset),
        page=page,
        narrowed=narrowed,
        programs=queries.list_programs(),
        sites=queries.list_sites(),
        job_titles=queries.list_job_titles() if may(Permission.PERSON_EDIT) else [],
        role_choices=[(role.value, card.name) for role, card in ROLES.items()],
        works=list(listing.Works),
        employments=list(Employment),
        say_roles=_role_names(),
        on_day=clock.today(),
        address=addresses_of_rows(),
    )


def _role_names() -> Callable[[Person], str]:
    """What someone's roles are called; each name is looked up once for the whole list."""
    names = {role: str(card.name) for role, card in ROLES.items()}
    return lambda person: ", ".join(names[grant.role] for grant in person.grants if grant.ended_at is None)


@bp.get("/people/me")
@requires(Permission.STATEMENT_ADD)
def mine() -> ResponseReturnValue:
    """One's own record."""
    return redirect(url_for(".show", person_id=signed_in().id))


@bp.get("/people/<uuid:person_id>")
@requires(Permission.PERSON_READ)
def show(person_id: UUID) -> ResponseReturnValue:
    """One person's record, as far as the reader may open it."""
    person = queries.get_visible(person_id, signed_in())
    relations = queries.relations(signed_in(), person_id)
    if relations == {Relation.ASSESSOR} and not may(Permission.PERSON_EDIT):
        # An appointed assessor knows a name and the verification sheet.
        return redirect(url_for("verifications.index", person_id=person_id))
    own = Relation.SELF in relations or Relation.FORMER_STAFF in relations
    readers = trail.list_readers(person, limit=5) if own else []
    readings = reviews.list_readable(person, signed_in())
    assignments = supervision.list_assignments_of(person)
    return open_record(
        "people/show.html",
        "person.opened",
        kind="record",
        record_id=person_id,
        about_id=person_id,
        person=person,
        relations=relations,
        own=own,
        opens_file=bool(relations & OPENS_FILE),
        opens_training=bool(relations & credentials.READS),
        opens_report=bool(relations & OPENS_REPORT)
        or any(reading.reads(Part.WHOLE) and reading.void is None for reading in readings),
        documents=kinds.list_offered(person, signed_in()),
        stands=waiting.own_review_of(person) if relations & OPENS_STATE else None,
        opens_work=bool(relations - {Relation.UPLINE, Relation.ASSESSOR}),
        count=_counter(person),
        opens_sheet=bool(relations - {Relation.UPLINE}),
        site=queries.find_site(person),
        former=history.list_details(person) if own or may(Permission.PERSON_EDIT) else [],
        say_former=history.say_former,
        stays=history.list_stays([person.id]).get(person.id, []),
        opens_employment=employment.may_read(relations),
        record_requests=record_requests.list_about(person, signed_in()),
        keeps_account=queries.may_keep_account_of(person, signed_in()),
        roles=[role for role in Role if role in queries.roles_of(person)],
        assignments=assignments,
        absences=absences.list_absences(person),
        away=absences.list_away({one.supervisor_id for one in assignments}, clock.today()),
        reviews=readings,
        amendments=queries_amending.earlier_of(reading.review.id for reading in readings),
        credentials=credentials.list_of(person_id),
        last_supervision=consultations.last_supervision([person_id]).get(person_id),
        readers=said.say(readers, signed_in()),
        reads_trail=trail.may_read_about(person, signed_in()),
        removals=removals.list_about(person) if relations & OPENS_REMOVALS else [],
        say_kinds=kinds.say_kinds,
        grants=queries.list_grants_to(person) if may(Permission.AUDITOR_GRANT) else [],
    )


def _counter(person: Person) -> Callable[[str], int]:
    """How many of one thing the reader finds behind a link; asked only for the links that are shown."""
    reader = signed_in()
    ways: dict[str, Callable[[], int]] = {
        "verifications": lambda: verifications.count_visible(person.id, reader),
        "observations": lambda: observations.count_visible(person.id, reader),
        "goals": lambda: goals.count_visible(person.id, reader),
        "log": lambda: consultations.count_visible(person.id, reader),
        "statements": lambda: signatures.count_statements_by(person),
    }
    return lambda name: ways[name]()


def _program_names() -> list[str]:
    return [program.name for program in queries.list_programs()]


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def new() -> ResponseReturnValue:
    """Add someone; their one-time link is shown once, on the next page."""
    form = NewPersonForm(roles=[Role.EMPLOYEE.value])
    form.roles.choices = _role_choices()
    if form.validate_on_submit():
        if not is_made(Person, form.record_id):
            _add(form)
        return redirect(url_for(".show", person_id=form.record_id))
    return render_template("people/new.html", form=form, programs=_program_names()), 422 if form.errors else 200


def _add(form: NewPersonForm) -> None:
    values = form.values("roles", "employment")
    person = actions.add_person(
        roles=[Role(role) for role in form.roles.data or []],
        employment=Employment(form.employment.data),
        **values,
        by=signed_in(),
    )
    db.session.commit()
    flash(_("%(name)s is added. Make a sign-in link so that they can get in.", name=person.name))


def _role_choices() -> list[SelectChoice]:
    grantable = grantable_by(queries.roles_of(signed_in()))
    return [choice(role.value, f"{ROLES[role].name}: {ROLES[role].description}") for role in Role if role in grantable]


@bp.route("/people/<uuid:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def edit(person_id: UUID) -> ResponseReturnValue:
    """Change what is known of someone; a last day makes them former staff."""
    person = queries.get_visible(person_id, signed_in())
    actions.refuse_account(person, signed_in())
    form = EditPersonForm(obj=person)
    if not form.is_submitted():
        # The record holds a program and a site, the fields their names.
        form.program.data = person.program.name if person.program else ""
        site = queries.find_site(person)
        form.site.data = site.name if site else ""
    if form.validate_on_submit():
        values = form.values("employment")
        actions.edit_person(person, employment=Employment(form.employment.data), **values, by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".show", person_id=person_id))
    return render_template("people/edit.html", form=form, person=person, programs=_program_names()), (
        422 if form.errors else 200
    )


@bp.route("/people/<uuid:person_id>/roles", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT)
def roles(person_id: UUID) -> ResponseReturnValue:
    """Give and take roles, as far as one's own role allows."""
    person = queries.get_visible(person_id, signed_in())
    held = queries.roles_of(person)
    form = RolesForm(roles=[role.value for role in held])
    form.roles.choices = _role_choices()
    if form.validate_on_submit():
        wanted = {Role(role) for role in form.roles.data or []}
        for role in grantable_by(queries.roles_of(signed_in())):
            if role in wanted and role not in held:
                actions.give_role(person, role, by=signed_in())
            elif role in held and role not in wanted:
                actions.take_role(person, role, by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".show", person_id=person_id))
    kept = [role for role in held if role not in grantable_by(queries.roles_of(signed_in()))]
    return render_template("people/roles.html", form=form, person=person, kept=kept, roles=ROLES), (
        422 if form.errors else 200
    )


@bp.route("/people/<uuid:person_id>/assignments/new", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def assign(person_id: UUID) -> ResponseReturnValue:
    """Assign a supervisor."""
    person = queries.get_visible(person_id, signed_in())
    form = AssignmentForm(
        starts_on=clock.today(),
        kind=request.args.get("kind"),
        ends_on=request.args.get("until", type=date.fromisoformat),
    )
    supervisors = [one for one in queries.list_with_role(Role.SUPERVISOR) if one.id != person.id]
    form.supervisor.choices = [choice(str(one.id), one.name) for one in supervisors]
    if form.validate_on_submit():
        if not is_made(SupervisionAssignment, form.record_id):
            supervisor = queries.get_visible(UUID(form.supervisor.data), signed_in())
            kind = AssignmentKind(form.kind.data)
            actions.assign(person, supervisor, kind=kind, **form.values("supervisor", "kind"), by=signed_in())
            handing_over.discard_left_behind(person, by=signed_in())
            db.session.commit()
            flash(_("%(name)s is assigned.", name=supervisor.name))
            if kind is AssignmentKind.PRIMARY:
                _say_where_many(supervisor)
        return redirect(url_for(".show", person_id=person_id))
    return render_template("people/assign.html", form=form, person=person), 422 if form.errors else 200


def _say_where_many(supervisor: Person) -> None:
    """Say so where somebody is the primary supervisor of more people now than the employer wants."""
    most, have = present().most_people, supervision.count_as_primary(supervisor, clock.today())
    if have > most:
        flash(
            _(
                "%(name)s is the primary supervisor of %(have)s people now. Your settings say: at most %(most)s.",
                name=supervisor.name,
                have=have,
                most=most,
            )
        )


@bp.route("/assignments/<uuid:assignment_id>/end", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def end_assignment(assignment_id: UUID) -> ResponseReturnValue:
    """Give an assignment its last day."""
    assignment = queries.get_assignment(assignment_id, signed_in())
    person = queries.get_visible(assignment.person_id, signed_in())
    supervisor = queries.get_visible(assignment.supervisor_id, signed_in())
    form = EndAssignmentForm(ends_on=clock.today())
    if form.validate_on_submit():
        actions.end_assignment(assignment, ends_on=form.day(form.ends_on), by=signed_in())
        discarded = handing_over.discard_left_behind(person, by=signed_in())
        db.session.commit()
        flash(_("Saved. Ratings that were not sent are discarded.") if discarded else _("Saved."))
        return redirect(url_for(".show", person_id=person.id))
    return render_template(
        "people/end_assignment.html",
        form=form,
        person=person,
        supervisor=supervisor,
        assignment=assignment,
        plan=handing_over.plan_for(person, supervisor) if assignment.kind in RATING_KINDS else None,
    ), 422 if form.errors else 200


@bp.post("/people/<uuid:person_id>/link")
@requires(Permission.LINK_MAKE)
def make_link(person_id: UUID) -> ResponseReturnValue:
    """Make a one-time sign-in link; it is shown once, here, and the person is told."""
    person = queries.get_visible(person_id, signed_in())
    hours = current_app.config["TRACKER_LINK_HOURS"]
    actions.refuse_account(person, signed_in())
    token = sign_in.make_link(person, by=signed_in(), valid_for=timedelta(hours=hours))
    db.session.commit()
    address = url_for("sign_in.link", token=token, _external=True)
    return render_template("people/link.html", person=person, address=address, hours=hours, code=qr.draw(address))


@bp.route("/people/<uuid:person_id>/grants/new", methods=["GET", "POST"])
@requires(Permission.AUDITOR_GRANT)
def grant(person_id: UUID) -> ResponseReturnValue:
    """Let an auditor read kinds of report of named people until a day."""
    auditor = queries.get_visible(person_id, signed_in())
    employees = standings.list_employees(limit=MOST_TO_TICK)
    form = GrantForm()
    form.people.choices = [choice(str(one.id), one.name) for one in employees]
    if not form.is_submitted():
        # A sample of the survey desk comes with its names.
        form.names.data = request.args.get("names", "")
    if form.validate_on_submit():
        if not is_made(AuditorGrant, form.record_id):
            named = queries.list_people(form.chosen())
            values = form.values("people", "names")
            actions.grant_auditor(auditor, named, **values, by=signed_in())
            db.session.commit()
            flash(_("Granted."))
        return redirect(url_for(".show", person_id=person_id))
    return render_template("people/grant.html", form=form, person=auditor), 422 if form.errors else 200


@bp.post("/grants/<uuid:grant_id>/end")
@requires(Permission.AUDITOR_GRANT)
def end_grant(grant_id: UUID) -> ResponseReturnValue:
    """End an auditor's grant now."""
    standing = queries.get_grant(grant_id)
    actions.end_grant(standing, by=signed_in())
    db.session.commit()
    flash(_("The grant has ended."))
    return redirect(url_for(".show", person_id=standing.auditor_id))
