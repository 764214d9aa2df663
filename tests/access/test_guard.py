import pytest
from flask import Flask

import tracker
from tests.conftest import make_app
from tracker.access.guard import PUBLIC, SIGNED_IN, check_every_view, public, requires, signed_in_only
from tracker.access.permissions import MAY_GRANT, ROLES, Permission, grantable_by, permissions_of
from tracker.home import views as home
from tracker.people.models import Role


@pytest.fixture
def forgotten():
    def view():
        return "open to all by accident"

    return view


@pytest.mark.parametrize("mark", [public, signed_in_only, requires(Permission.PERSON_READ)])
def test_a_marked_view_passes_the_check(mark, forgotten):
    app = Flask("marked", static_folder=None)
    app.add_url_rule("/seen", "seen", mark(forgotten))
    check_every_view(app)


def test_an_unmarked_view_is_named(forgotten):
    app = Flask("unmarked", static_folder=None)
    app.add_url_rule("/forgotten", "forgotten", forgotten)
    with pytest.raises(RuntimeError, match=r"mark each with @requires.*forgotten"):
        check_every_view(app)


def test_the_product_does_not_start_with_an_unmarked_view(database, monkeypatch, forgotten):
    # A blueprint of the product's own, with one view somebody forgot to mark.
    forgetful = type(home.bp)("forgetful", __name__)
    forgetful.add_url_rule("/forgotten", "view", forgotten)
    monkeypatch.setattr(tracker, "BLUEPRINTS", (*tracker.BLUEPRINTS, forgetful))
    with pytest.raises(RuntimeError, match=r"forgetful\.view"):
        make_app(database)


def test_every_view_says_who_may_ask(app):
    marks = {endpoint: view.access for endpoint, view in app.view_functions.items()}
    assert all(mark in (PUBLIC, SIGNED_IN) or mark in set(Permission) for mark in marks.values())
    public_ones = {endpoint for endpoint, mark in marks.items() if mark == PUBLIC}
    ways_in = {"sign_in.enter", "sign_in.link", "sign_in.enter_demo"}
    # Anyone with a document may ask about it; the figures for machines check who asks by themselves.
    open_to_all = {
        "static",
        "health.alive",
        "language.choose",
        "health.ready",
        "health.metrics",
        "verify.ask",
        "verify.show",
    }
    assert public_ones == open_to_all | ways_in


def test_every_permission_is_asked_for_somewhere_or_scopes_a_query(app):
    asked = {view.access for view in app.view_functions.values()}
    # These two are asked by queries: whose grants count, and nothing else.
    assert set(Permission) - asked == {Permission.GRANT_READ}


def test_every_role_has_a_name_a_description_and_permissions():
    assert set(ROLES) == set(Role)
    assert all(card.name and card.description and card.permissions for card in ROLES.values())


def test_several_roles_allow_what_any_of_them_allows():
    both = permissions_of([Role.EMPLOYEE, Role.SUPERVISOR], has_left=False)
    assert both == ROLES[Role.EMPLOYEE].permissions | ROLES[Role.SUPERVISOR].permissions


@pytest.mark.parametrize("role", Role)
def test_former_staff_keep_the_same_few_permissions_whatever_they_were(role):
    kept = permissions_of([role], has_left=True)
    assert kept == permissions_of([], has_left=True)
    writes = {Permission.PERSON_EDIT, Permission.ASSESSMENT_RATE, Permission.LINK_MAKE, Permission.TEAM_READ}
    assert not kept & writes


def test_the_administrator_reads_no_record():
    records = {permission for permission in Permission if permission.endswith(".read")} - {
        Permission.PERSON_READ,
        Permission.TRAIL_READ,
        # A certificate of removal says where a text stood and what became of it, never what it said.
        Permission.REMOVAL_READ,
        # What a job requires is a setting and names nobody.
        Permission.REQUIREMENT_READ,
    }
    assert not ROLES[Role.ADMINISTRATOR].permissions & records


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.SUPERVISOR, Role.AUDITOR])
def test_only_hr_and_administrators_give_roles(role):
    assert grantable_by([role]) == frozenset()


def test_hr_gives_neither_hr_nor_administrator():
    assert MAY_GRANT[Role.HR] == {Role.EMPLOYEE, Role.SUPERVISOR, Role.AUDITOR}
    assert grantable_by([Role.ADMINISTRATOR]) == set(Role)
