"""Home: what to do next. And my team, for supervisors."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker import clock
from tracker.access.guard import may, requires, signed_in, signed_in_only
from tracker.access.permissions import ROLES, Permission
from tracker.access.reading import READS, Phase, Relation
from tracker.agreements import queries as agreements
from tracker.database import db
from tracker.frameworks import queries as frameworks
from tracker.frameworks.explained import TOPICS
from tracker.goals import queries as goals
from tracker.home import actions, glossary, queries, reminding, renewals, waiting
from tracker.home import team as team_page
from tracker.home import tour as stops
from tracker.home.team import Show, Sort
from tracker.language import _
from tracker.months import queries as months
from tracker.months.frozen import say_month
from tracker.observations import queries as observations
from tracker.observations import requests
from tracker.people import queries as people
from tracker.record_requests import queries as record_requests
from tracker.removals import queries as removals
from tracker.reports import kinds
from tracker.reports.models import ReportKind
from tracker.reviews import standings
from tracker.sign_in import queries as sign_in
from tracker.signatures import queries as signed
from tracker.signatures.models import StatementPart
from tracker.verifications import appointments

bp = Blueprint("home", __name__)
LINK_NOTICE_DAYS = 14


@bp.get("/")
@signed_in_only
def index() -> str:
    """What to do next, for whoever is signed in."""
    reader = signed_in()
    hr = may(Permission.REVIEW_PROGRESS)
    strength = observations.find_latest_strength(reader)
    granted = people.list_granted_to(reader)
    links = sign_in.list_recent_links(reader, days=LINK_NOTICE_DAYS)
    grants = [one for one in people.list_grants_to(reader) if one.ends_on >= clock.today()] if granted else []
    desk = waiting.desk_of(reader)
    return render_template(
        "home/index.html",
        reader=reader,
        desk=desk,
        reminded_at=reminding.find_last(reader) if any(line.person for line in desk.elsewhere) else None,
        strength=strength,
        strength_statements=signed.list_statements(StatementPart.OBSERVATION, [strength.id])[strength.id]
        if strength
        else [],
        goals=goals.list_open(reader.id, reader) if may(Permission.GOAL_READ) else [],
        answers=agreements.list_new_answers(reader) if may(Permission.SUPERVISION_ASK) else [],
        supervision=waiting.supervision_of(reader) if may(Permission.STATEMENT_ADD) else None,
        standings=standings.count_by_state() if hr else {},
        needs_hr=waiting.list_needs() if hr else [],
        supervision_faults=waiting.count_supervision_faults() if hr else {},
        expiring=renewals.list_expiring(reader) if hr else [],
        say_due=renewals.say_expiring,
        removals=removals.list_open(reader) if may(Permission.REMOVAL_DECIDE) else [],
        record_requests=record_requests.list_open(reader) if may(Permission.RECORD_HAND_OVER) else [],
        granted=granted,
        grants=grants,
        say_kinds=kinds.say_kinds,
        opens_survey=any(ReportKind.FILE in one.kinds for one in grants),
        to_verify=appointments.list_to_verify(reader, clock.today()) if may(Permission.VERIFICATION_MAKE) else [],
        noticed=requests.list_recent_answers(reader) if may(Permission.OBSERVATION_ASK) else [],
        offers_tour=not queries.has_ended_tour(reader),
        links=links,
        link_makers=people.names_of([link.made_by_id for link in links]),
        roles=[ROLES[role] for role in sorted(current_user.roles)],
    )


@bp.post("/remind")
@signed_in_only
def remind() -> ResponseReturnValue:
    """Remind whoever one's own review waits for, once a week."""
    person, reminded = reminding.remind(signed_in())
    db.session.commit()
    if reminded.sent:
        flash(_("%(name)s gets a mail that something waits. It names nobody and nothing.", name=person.name))
    else:
        flash(_("No mail goes out now. %(name)s finds it on their home page.", name=person.name))
    return redirect(url_for(".index"))


@bp.get("/team")
@requires(Permission.TEAM_READ)
def team() -> str:
    """My team: what waits for the reader, where each person stands, last supervision, and the likeliest act."""
    asked = request.args
    search = asked.get("q", "").strip()
    show = Show(asked["show"]) if asked.get("show") in set(Show) else Show.ALL
    sort = Sort(asked["sort"]) if asked.get("sort") in set(Sort) else Sort.NAME
    found = team_page.gather(signed_in(), search=search, show=show, sort=sort)
    return render_template(
        "home/team.html",
        team=found,
        search=search,
        show=show,
        sort=sort,
        team_page=team_page,
        own=waiting.own_review_of(signed_in()) if may(Permission.STATEMENT_ADD) else None,
        last_month=months.count_last_month(signed_in()),
        say_month=say_month,
    )


@bp.get("/help")
@signed_in_only
def help_page() -> str:
    """How to do each job, in a few lines each."""
    return render_template("home/help.html")


@bp.get("/help/who-sees-what")
@signed_in_only
def who_sees_what() -> str:
    """The table of who reads what, drawn from the policy itself."""
    return render_template("home/who_sees_what.html", reads=READS, phases=list(Phase), relations=list(Relation))


@bp.get("/help/words")
@signed_in_only
def glossary_page() -> str:
    """What levels, states and words mean, and what items name without explaining it."""
    scale = frameworks.scale(frameworks.get_newest_scale().id)
    return render_template("home/words.html", scale=scale, glossary=glossary, topics=TOPICS)


@bp.get("/help/tour/<int:number>")
@signed_in_only
def tour(number: int) -> str:
    """One page of the tour; it can be skipped, and taken again."""
    found = stops.list_stops()
    if not 1 <= number <= len(found):
        abort(404)
    return render_template("home/tour.html", stop=found[number - 1], number=number, last=len(found))


@bp.post("/help/tour/end")
@signed_in_only
def end_tour() -> ResponseReturnValue:
    """The tour is over or not wanted: home offers it no more."""
    actions.end_tour(by=signed_in())
    db.session.commit()
    flash(_("You find the tour again under Help."))
    return redirect(url_for(".index"))
