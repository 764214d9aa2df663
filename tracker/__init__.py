"""The CRSS competency tracker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from tracker import clock, language, words
from tracker.access import guard
from tracker.access.permissions import ROLES
from tracker.agreements import views as agreements
from tracker.assessments import views as assessments
from tracker.assessments import views_paper, views_practice
from tracker.audit import views as audit
from tracker.batches import actions as batch_actions
from tracker.batches import views as batches
from tracker.batches import working
from tracker.command_line import COMMANDS
from tracker.consultations import views as consultations
from tracker.consultations import views_settings as log_settings
from tracker.credentials import views as credentials
from tracker.credentials import views_targets, views_training
from tracker.credentials.renewal import say_hours
from tracker.cycles import views as cycles
from tracker.database import db, drive_sqlite
from tracker.demo import cast
from tracker.employment import views as employment
from tracker.files import views as files
from tracker.folders import find_folder
from tracker.frameworks import explained
from tracker.frameworks import views as frameworks
from tracker.from_paper import views as from_paper
from tracker.goals import views as goals
from tracker.home import glossary
from tracker.home import views as home
from tracker.hours import views as hours
from tracker.imports import actions as import_actions
from tracker.imports import views as imports
from tracker.imports import working as sheet_working
from tracker.jobs import kinds, queue, schedule
from tracker.jobs import views as jobs
from tracker.mail import sending
from tracker.mail import views as mail
from tracker.months import views as months
from tracker.observations import views as observations
from tracker.observations import views_asking, views_examples
from tracker.organisation import actions as tally
from tracker.organisation import views as organisation
from tracker.people import views as people
from tracker.people import views_away, views_rehiring, views_slips, views_supervision
from tracker.record_requests import views as record_requests
from tracker.reminders import daily
from tracker.reminders import views as reminders
from tracker.removals import views as removals
from tracker.reports import pressing, views_papers, views_verify
from tracker.reports import views as reports
from tracker.reviews import (
    afterwards,
    views_amending,
    views_conversation,
    views_ending,
    views_goals,
    views_growth,
    views_holidays,
    views_on_paper,
    views_signing,
)
from tracker.reviews import views as reviews
from tracker.settings import queries as settings_queries
from tracker.settings import views as settings
from tracker.settings.models import WordingKind
from tracker.sign_in import sessions, views_language
from tracker.sign_in import views as sign_in
from tracker.signatures import views as signatures
from tracker.survey import binding
from tracker.survey import views as survey
from tracker.verifications import views as verifications
from tracker.verifications import views_appointments, views_requirements
from tracker.voiding import views as voiding
from tracker.web import employer, errors, filters, gallery, headers, health, packing, uploads, waiting

BLUEPRINTS = (
    home.bp,
    sign_in.bp,
    views_language.bp,
    people.bp,
    views_away.bp,
    views_rehiring.bp,
    views_slips.bp,
    employment.bp,
    record_requests.bp,
    views_supervision.bp,
    audit.bp,
    frameworks.bp,
    assessments.bp,
    views_practice.bp,
    views_paper.mine,
    views_paper.bp,
    reviews.bp,
    cycles.bp,
    views_conversation.bp,
    views_growth.bp,
    views_goals.bp,
    views_signing.bp,
    views_holidays.bp,
    views_ending.bp,
    views_amending.bp,
    views_on_paper.bp,
    signatures.bp,
    observations.bp,
    views_asking.bp,
    views_examples.bp,
    goals.bp,
    consultations.bp,
    log_settings.bp,
    agreements.bp,
    months.bp,
    hours.bp,
    verifications.bp,
    views_requirements.bp,
    views_appointments.bp,
    credentials.bp,
    views_training.bp,
    views_targets.bp,
    files.bp,
    reports.bp,
    organisation.bp,
    batches.bp,
    survey.bp,
    imports.bp,
    from_paper.bp,
    views_papers.bp,
    views_verify.bp,
    voiding.bp,
    removals.bp,
    jobs.bp,
    mail.bp,
    reminders.bp,
    settings.bp,
    health.bp,
    gallery.bp,
)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Build the application: settings, extensions, blueprints, and the check that every view is guarded.

    :param overrides: settings that replace those of the environment, by name; for tests.
    """
    values = {**config.read(), **(overrides or {})}
    app = Flask(
        __name__, static_folder=str(Path(__file__).parent / "static"), template_folder=str(find_folder("templates"))
    )
    app.config.update(config.flask_config(values))
    clock.use_zone(app.config["TRACKER_TIMEZONE"])
    _trust_proxies(app)
    _connect_database(app)
    Babel(app, locale_selector=sessions.spoken_language)
    language.install(app)
    uploads.install(app)
    queue.install(app)
    kinds.register(working.ReportsOfMany())
    kinds.register(binding.Binder())
    kinds.register(sheet_working.CheckOfSheet())
    kinds.register(sheet_working.ImportOfSheet())
    schedule.add_to_schedule("files of batches", every=600, do=batch_actions.end_files)
    schedule.add_to_schedule("sheets that nobody confirmed", every=3600, do=import_actions.end_sheets_in_time)
    afterwards.listen(tally.follow)
    daily.install()
    sending.install()
    sessions.install(app)
    views_language.install(app)
    packing.install(app)
    headers.install(app)
    waiting.install(app)
    errors.install(app)
    filters.install(app)
    app.config["TRACKER_DEMO_DOORS"] = frozenset(name for name, _words in cast.DOORS)
    app.jinja_env.globals.update(
        employer_name=employer.employer_name,
        is_demo=employer.is_demo,
        demo_doors=lambda: cast.DOORS,
        demo_password=cast.PASSWORD,
        words=words,
        present_settings=settings_queries.present,
        logo_source=pressing.logo_source,
        say_notice=lambda kind: settings_queries.say_wording(WordingKind(kind)),
        explain_item=explained.explain,
        state_means=glossary.STATES.__getitem__,
    )
    app.jinja_env.filters.update(
        hours=say_hours, purpose=employer.mark_purpose, label=words.label, role_name=lambda role: ROLES[role].name
    )
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    guard.mark_public(app, "static")
    guard.check_every_view(app)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def _trust_proxies(app: Flask) -> None:
    hops = app.config["TRACKER_TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _connect_database(app: Flask) -> None:
    # An error names the statement, never the words someone wrote: it goes to the log.
    quiet = {"hide_parameters": True}
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": {"timeout": 20}, **quiet}
    else:
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True, "pool_size": 8, **quiet}
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            drive_sqlite(db.engine)
    Migrate(
        app,
        db,
        directory=str(find_folder("migrations")),
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
    )
