"""What the log counts, names and warns about: for HR and the administrator."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.consultations import rules, setting
from tracker.consultations.forms import RuleForm, SettingForm, TopicForm
from tracker.consultations.models import EntryKind
from tracker.database import db
from tracker.language import _

bp = Blueprint("log_settings", __name__, url_prefix="/log-settings")


@bp.route("/", methods=["GET", "POST"])
@requires(Permission.LOG_SETTING_EDIT)
def index() -> ResponseReturnValue:
    """The on-call number and the warnings; links to the rest."""
    form = SettingForm(obj=rules.get_setting())
    if form.validate_on_submit():
        setting.change(**form.values(), by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".index"))
    return render_template("consultations/settings.html", form=form), 422 if form.errors else 200


@bp.route("/counting", methods=["GET", "POST"])
@requires(Permission.LOG_SETTING_EDIT)
def counting() -> ResponseReturnValue:
    """How minutes count, from which day on."""
    now = rules.get_rules().on(clock.today())
    form = RuleForm(starts_on=clock.today(), unit=now.unit, least=now.least, kinds=sorted(now.kinds))
    if form.validate_on_submit():
        values = form.values("kinds")
        setting.set_rule(**values, kinds=[EntryKind(kind) for kind in form.kinds.data or []], by=signed_in())
        db.session.commit()
        flash(_("Saved. What is behind that day stays as it was counted."))
        return redirect(url_for(".counting"))
    return render_template(
        "consultations/counting.html", form=form, known=rules.list_counting_rules(), kinds=EntryKind
    ), 422 if form.errors else 200


@bp.route("/topics", methods=["GET", "POST"])
@requires(Permission.LOG_SETTING_EDIT)
def topics() -> ResponseReturnValue:
    """The preset topics, and a form for one more."""
    form = TopicForm()
    if form.validate_on_submit():
        setting.save_topic(code=None, **form.values(), by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".topics"))
    return render_template("consultations/topics.html", form=form, topics=rules.list_topics()), (
        422 if form.errors else 200
    )


@bp.route("/topics/<code>", methods=["GET", "POST"])
@requires(Permission.LOG_SETTING_EDIT)
def topic(code: str) -> ResponseReturnValue:
    """Give a topic another name, or say that it touches risk."""
    found = rules.get_topic(code)
    form = TopicForm(name=str(found.name), is_risk=found.is_risk)
    if form.validate_on_submit():
        setting.save_topic(code=code, **form.values(), by=signed_in())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".topics"))
    return render_template("consultations/topic.html", form=form, topic=found), 422 if form.errors else 200


@bp.post("/topics/<code>/end")
@requires(Permission.LOG_SETTING_EDIT)
def end_topic(code: str) -> ResponseReturnValue:
    """Take a topic off the list."""
    setting.end_topic(rules.get_topic(code).code, by=signed_in())
    db.session.commit()
    flash(_("Removed from the list. Entries that name it keep it."))
    return redirect(url_for(".topics"))
