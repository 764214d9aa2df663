"""The employer's settings: one page of small forms, and links to those that have a page of their own."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.guard import requires, signed_in, signed_in_only
from tracker.access.permissions import Permission
from tracker.database import db
from tracker.files import queries as files
from tracker.language import NAMES, _, is_spoken, list_languages, present_language, speaking
from tracker.reviews.forms import CONSENT, NOT_USED_FOR, USED_FOR
from tracker.settings import actions, queries
from tracker.settings.forms import SAYS, HoursForm, LogoForm, NameForm, PeopleForm, PlaceForm, WordingForm
from tracker.settings.models import Employer, WordingKind
from tracker.web.employer import operator_name
from tracker.web.forms import Form
from tracker.web.uploads import takes_file

bp = Blueprint("settings", __name__, url_prefix="/settings")
SHIPPED: Final = {
    WordingKind.USED_FOR: USED_FOR,
    WordingKind.NOT_USED_FOR: NOT_USED_FOR,
    WordingKind.CONSENT: CONSENT,
}
A_YEAR: Final = 365 * 24 * 3600


@bp.get("/")
@requires(Permission.SETTING_EDIT)
def index() -> ResponseReturnValue:
    """Everything the employer may set."""
    return _page()


def _page(**forms: Form) -> ResponseReturnValue:
    row = queries.find_employer() or Employer(name="", time_zone="")
    shown = {
        "name_form": NameForm(formdata=None, obj=row),
        "place_form": PlaceForm(formdata=None, time_zone=row.time_zone, paper=row.paper or ""),
        "hours_form": HoursForm(
            formdata=None, reminders_from=_text(row.reminders_from), reminders_until=_text(row.reminders_until)
        ),
        "people_form": PeopleForm(formdata=None, most_people=row.most_people),
        "logo_form": LogoForm(formdata=None),
        **forms,
    }
    _offer(shown["place_form"], shown["hours_form"])
    page = render_template(
        "settings/index.html",
        present=queries.present(),
        operator_name=operator_name(),
        operator_most=current_app.config["TRACKER_MAX_SUPERVISED"],
        texts=SAYS,
        worded=queries.list_kinds_worded(present_language()),
        form=next(iter(forms.values()), None),
        **shown,
    )
    return page, 422 if forms else 200


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _offer(place: Any, hours: Any) -> None:
    config = current_app.config
    place.offer(zone=str(config["TRACKER_TIMEZONE"]), paper=str(config["TRACKER_PAPER"]))
    hours.offer()


def _save(values: dict[str, Any]) -> ResponseReturnValue:
    actions.change(values, by=signed_in())
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".index"))


@bp.post("/name")
@requires(Permission.SETTING_EDIT)
def name() -> ResponseReturnValue:
    """How the employer is called."""
    form = NameForm()
    return _save({"name": form.name.data or ""}) if form.validate_on_submit() else _page(name_form=form)


@bp.post("/place")
@requires(Permission.SETTING_EDIT)
def place() -> ResponseReturnValue:
    """Time zone and paper."""
    form = PlaceForm()
    _offer(form, HoursForm(formdata=None))
    if not form.validate_on_submit():
        return _page(place_form=form)
    return _save({"time_zone": form.time_zone.data or "", "paper": form.paper.data or None})


@bp.post("/hours")
@requires(Permission.SETTING_EDIT)
def hours() -> ResponseReturnValue:
    """Between which hours reminders go out."""
    form = HoursForm()
    form.offer()
    return _save(dict(form.hours())) if form.validate_on_submit() else _page(hours_form=form)


@bp.post("/people")
@requires(Permission.SETTING_EDIT)
def people() -> ResponseReturnValue:
    """From how many people on something is said."""
    form = PeopleForm()
    return _save(form.values()) if form.validate_on_submit() else _page(people_form=form)


@bp.post("/logo")
@requires(Permission.SETTING_EDIT)
@takes_file
def logo() -> ResponseReturnValue:
    """Send a logo."""
    form = LogoForm()
    if not form.validate_on_submit():
        return _page(logo_form=form)
    actions.set_logo(form.picture.data.read(), by=signed_in())
    db.session.commit()
    flash(_("Saved. New documents carry the logo; issued ones stay as they are."))
    return redirect(url_for(".index"))


@bp.post("/logo/remove")
@requires(Permission.SETTING_EDIT)
def remove_logo() -> ResponseReturnValue:
    """Print without a logo."""
    actions.remove_logo(by=signed_in())
    db.session.commit()
    flash(_("Removed."))
    return redirect(url_for(".index"))


@bp.get("/logo/<string(length=64):sha256>.png")
@signed_in_only
def picture(sha256: str) -> Response:
    """The logo as pages show it."""
    found = files.find_logo(sha256) or abort(404)
    response = Response(found.content, mimetype="image/png")
    response.cache_control.private, response.cache_control.max_age = True, A_YEAR
    return response


@bp.route("/texts/<kind>", methods=["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def text(kind: str) -> ResponseReturnValue:
    """One text, its versions, and a form for a new one, in the reader's language or the one asked for."""
    if kind not in set(WordingKind):
        abort(404)
    asked = request.args.get("language", "")
    which, language = WordingKind(kind), asked if is_spoken(asked) else present_language()
    known = queries.list_wordings(which, language)
    form = WordingForm(text=known[0].text if known else "", seen=str(known[0].number if known else 0))
    if form.validate_on_submit():
        actions.write_wording(which, language=language, text=str(form.text.data), seen=form.seen_number, by=signed_in())
        db.session.commit()
        flash(_("Saved as a new version. What was signed keeps the one it was signed with."))
        return redirect(url_for(".text", kind=kind, language=language))
    title, where = SAYS[which]
    with speaking(language):
        as_it_comes = _("As it comes: %(value)s", value=SHIPPED[which]) if which in SHIPPED else ""
    page = render_template(
        "settings/text.html",
        form=form,
        title=title,
        where=where,
        versions=known,
        as_it_comes=as_it_comes,
        kind=kind,
        language=language,
        languages={code: NAMES[code] for code in list_languages()},
        is_purpose=which in queries.PURPOSES,
    )
    return page, 422 if form.errors else 200
