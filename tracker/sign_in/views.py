"""Pages for getting in, getting out, and passwords."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from tracker import clock
from tracker.access.guard import public, signed_in, signed_in_only
from tracker.database import db
from tracker.language import NAMES, _, is_spoken, list_languages
from tracker.people import queries as people
from tracker.people.models import Person
from tracker.sign_in import actions, held_forms, queries, sessions, throttle, waiting_keys
from tracker.sign_in.forms import ChangePasswordForm, NewPasswordForm, SignInForm
from tracker.web.addresses import safe_path

bp = Blueprint("sign_in", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """Sign in with a password, then go on to where one was going."""
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(url_for("home.index"))
    if form.validate_on_submit():
        person = _person_behind(form)
        if person is not None:
            return _let_in(person, form)
    return _sign_in_page(form), 422 if form.errors else 200


def _person_behind(form: SignInForm) -> Person | None:
    """The person, or None with a message on the form that does not tell whether the account exists."""
    person = people.find_by_sign_in(str(form.email.data))
    # One count for one person, whether they write their name or their email address.
    account, address = person.sign_in_name if person else str(form.email.data), request.remote_addr or ""
    if throttle.is_blocked(account, address):
        form.email.errors = [_("Too many attempts. Wait 15 minutes, or ask HR for a one-time link.")]
        return None
    right = actions.is_password_right(person, str(form.password.data))
    if person is None or not right:
        throttle.count_failure(account, address)
        db.session.commit()
        form.email.errors = [_("The name or the password is not right. Check both and try again.")]
        return None
    if not person.may_enter(clock.today()):
        form.email.errors = [_("This account is closed. Ask HR for a copy of your record.")]
        return None
    throttle.forget_failures(account, address)
    return person


def _begin_session(person: Person) -> None:
    """Let somebody in; the language they chose at the door becomes theirs, unless they have chosen one before."""
    at_the_door = session.get(sessions.LANGUAGE)
    if person.language is None and is_spoken(at_the_door):
        actions.choose_language(person, str(at_the_door), by=person)
    token = actions.start_session(person)
    db.session.commit()
    sessions.begin(token)


def _let_in(person: Person, form: SignInForm) -> ResponseReturnValue:
    _begin_session(person)
    held = held_forms.unseal(form.held.data, secret=_secret(), person_id=person.id) if form.held.data else None
    if held is not None:
        return render_template("sign_in/held.html", held=held)
    if form.held.data:
        flash(_("What was typed before belongs to someone else and was not opened."), "warning")
    return redirect(safe_path(form.next.data) or url_for("home.index"))


def _sign_in_page(form: SignInForm) -> str:
    return render_template("sign_in/enter.html", form=form)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def ask_again(error: sessions.SessionOver) -> tuple[str, int]:
    """The session ended mid-form: offer sign-in and carry the form along, sealed to its writer."""
    fields = [(name, value) for name, values in request.form.lists() for value in values]
    typed = held_forms.HeldForm(request.full_path.rstrip("?"), fields)
    sealed = held_forms.seal(typed, secret=_secret(), person_id=error.person.id)
    form = SignInForm(formdata=None, held=sealed, next=safe_path(request.referrer) or "")
    return render_template("sign_in/enter.html", form=form, kept=True), 401


def forged_or_old(_error: CSRFError) -> tuple[str, int]:
    """The page's token fits no session: show what was typed to whoever typed it, and to nobody else.

    Someone who signs in after another can go back to that one's page and send its form again.
    """
    writer_id = held_forms.find_writer(request.form.get(held_forms.WRITER, ""), secret=_secret())
    writer = people.find_person(writer_id) if writer_id else None
    if writer is not None and not current_user.is_authenticated:
        return ask_again(sessions.SessionOver(writer))
    is_own = writer is None or writer.id == current_user.person.id
    return render_template("errors/typed.html", heading=_("This page is out of date"), is_own=is_own), 400


@bp.post("/sign-out")
@signed_in_only
def leave() -> ResponseReturnValue:
    """End the session on the server and in the browser."""
    actions.end_session(current_user.token, by=signed_in())
    db.session.commit()
    sessions.end()
    flash(_("You are signed out."))
    return redirect(url_for(".enter"))


@bp.get("/account/stay")
@signed_in_only
def stay() -> Response:
    """Keep the session open: asked for by the button of the idle warning."""
    return Response(status=204)


@bp.get("/account/waiting-key")
@signed_in_only
def waiting_key() -> Response:
    """The key that locks what one's browser keeps until it can be sent; a page holds it in memory only."""
    person_id = signed_in().id
    keeper = waiting_keys.name_keeper(person_id, secret=_secret())
    return jsonify(keeper=keeper, key=waiting_keys.key_of(person_id, secret=_secret()))


@bp.get("/account")
@signed_in_only
def account() -> str:
    """One's own account: names, password, sign-in links made by others."""
    links = queries.list_recent_links(signed_in(), days=90)
    makers = people.names_of([link.made_by_id for link in links])
    spoken = [(code, NAMES[code]) for code in list_languages()]
    return render_template("sign_in/account.html", person=signed_in(), links=links, makers=makers, spoken=spoken)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in_only
def change_password() -> ResponseReturnValue:
    """Change one's password; every session ends and this browser gets a new one."""
    form = ChangePasswordForm()
    person = signed_in()
    if form.validate_on_submit():
        if actions.prove_identity(person, str(form.current_password.data), address=request.remote_addr or ""):
            return _store_password(person, str(form.new_password.data))
        form.current_password.errors = [_("This is not your present password. Write it again.")]
    return render_template("sign_in/password.html", form=form), 422 if form.errors else 200


def _store_password(person: Person, password: str) -> ResponseReturnValue:
    actions.set_password(person, actions.hash_password(password), by=person)
    token = actions.start_session(person)
    db.session.commit()
    sessions.begin(token)
    flash(_("Password changed. You are signed out everywhere else."))
    return redirect(url_for(".account"))


@bp.route("/sign-in/link/<token>", methods=["GET", "POST"])
@public
def link(token: str) -> ResponseReturnValue:
    """A one-time link: the page shows a form, the form uses the link; mail scanners only follow GET."""
    found = queries.find_usable_link(token)
    if found is None:
        return render_template("sign_in/link_over.html"), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        db.session.commit()
        hashed = actions.hash_password(str(form.new_password.data))
        person = actions.use_link(token, hashed)
        _begin_session(person)
        flash(_("Welcome, %(name)s. Your password is set.", name=person.name))
        return redirect(url_for("home.index"))
    return render_template("sign_in/link.html", form=form, person=found.person), 422 if form.errors else 200


@bp.post("/demo/enter/<sign_in_name>")
@public
def enter_demo(sign_in_name: str) -> ResponseReturnValue:
    """Enter as one of the invented people. Exists only where the database holds a demo."""
    shown = sessions.installation()
    if shown is None or not shown.is_demo or sign_in_name not in current_app.config["TRACKER_DEMO_DOORS"]:
        abort(404)
    person = people.find_by_sign_in(sign_in_name)
    if person is None or not person.may_enter(clock.today()):
        abort(404)
    _begin_session(person)
    return redirect(url_for("home.index"))
