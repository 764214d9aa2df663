from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.imports.conftest import bring, fault, outcomes
from tests.people.crowd import make_crowd
from tracker import clock
from tracker.assessments.models import Assessment, Side
from tracker.audit import actions as trail
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.imports import actions, sheets, tables
from tracker.imports.models import SheetKind
from tracker.imports.plans import Change, Outcome
from tracker.people import history, queries, supervision
from tracker.people.models import AssignmentKind, Detail, Employment, Person, Role

ADDED, CHANGED, UNCHANGED, REFUSED = Outcome
HEADS = "sign_in_name,name,email,job_title,program,employment,hired_on,roles,primary_supervisor"


def lines_since(last):
    statement = select(TrailLine.event).where(TrailLine.id > last).order_by(TrailLine.id)
    return db.session.execute(statement).scalars().all()


def last_line():
    return db.session.execute(select(TrailLine.id).order_by(TrailLine.id.desc()).limit(1)).scalar_one()


def test_new_people_arrive_with_roles_program_and_supervisor_in_any_order_of_rows(desk):
    before = last_line()
    plan = desk.do(
        HEADS,
        "bo.lee,Bo Lee,BO@example.org,Peer,Crisis line,volunteer,3/4/2026,employee,cy.dee",
        "cy.dee,Cy Dee,,Lead,crisis line,,,supervisor employee,",
    )
    assert outcomes(plan) == [ADDED, ADDED]
    bo, cy = queries.find_by_sign_in("bo@example.org"), queries.find_by_sign_in("cy.dee")
    assert (bo.employment, bo.hired_on, bo.email) == (Employment.VOLUNTEER, date(2026, 3, 4), "bo@example.org")
    assert bo.program_id == cy.program_id is not None
    assert queries.roles_of(cy) == {Role.EMPLOYEE, Role.SUPERVISOR}
    assert supervision.find_rating_supervisor(bo.id, clock.today()).id == cy.id
    assert sorted(lines_since(before)) == sorted(
        ["person.added"] * 2 + ["role.given"] * 3 + ["assignment.made", "sheet.imported"]
    )


def test_the_same_sheet_twice_changes_nothing(desk):
    rows = (HEADS, "bo.lee,Bo Lee,bo@example.org,Peer,Crisis,paid,2026-03-04,employee,dana.whitfield")
    assert desk.world.dana
    assert desk.do(*rows).count(ADDED) == 1
    before = last_line()
    plan = desk.do(*rows)
    assert outcomes(plan) == [UNCHANGED]
    assert lines_since(before) == ["sheet.imported"]


def test_a_known_person_gets_what_differs_and_an_empty_cell_changes_nothing(desk):
    ana = desk.world.ana
    plan = desk.do(
        "sign_in_name,name,job_title,email,legal_name", "ANA.RUIZ,Ana Ruiz,Lead peer,,", "dana.whitfield,,,,"
    )
    assert outcomes(plan) == [CHANGED, UNCHANGED]
    assert plan.lines[0].changes == [Change("job_title", "Peer specialist", "Lead peer")]
    db.session.refresh(ana)
    assert (ana.job_title, ana.name) == ("Lead peer", "Ana Ruiz")
    assert desk.world.person("Not Named").left_on is None


def test_what_a_detail_was_before_is_kept_as_on_the_page_of_the_person(desk):
    ana = desk.world.ana
    heads = "sign_in_name,name,email,program,site"
    desk.do(heads, "ana.ruiz,Ana Ruiz,ana@example.org,Day team,North")
    plan = desk.do(heads, "ana.ruiz,Ana Luz,ana.luz@example.org,Night team,South", "bo,Bo,,,south")
    assert [change.column for change in plan.lines[0].changes] == ["name", "email", "program", "site"]
    former = {one.detail: one.value for one in history.list_details(ana)}
    assert former == {
        Detail.NAME: "Ana Ruiz",
        Detail.EMAIL: "ana@example.org",
        Detail.PROGRAM: "Day team",
        Detail.SITE: "North",
    }
    assert {one.changed_by_id for one in history.list_details(ana)} == {desk.by.id}
    assert [queries.find_site(one).name for one in (ana, queries.find_by_sign_in("bo"))] == ["South", "South"]
    assert outcomes(desk.do(heads, "ana.ruiz,Ana Luz,,night team,SOUTH")) == [UNCHANGED]
    assert len(history.list_details(ana)) == 4


def test_leading_zeros_that_a_spreadsheet_lost_are_no_other_person(desk):
    assert desk.do("sign_in_name,name", "0042,Bo Lee").count(ADDED) == 1
    assert outcomes(desk.do("sign_in_name,name,job_title", "42,Bo Lee,Peer")) == [CHANGED]
    assert outcomes(desk.do("sign_in_name,name,job_title", "0042,Bo Lee,Peer")) == [UNCHANGED]


def test_roles_are_given_and_never_taken(desk):
    assert desk.world.dana
    plan = desk.do("sign_in_name,name,roles", "dana.whitfield,Dana Whitfield,employee", "ana.ruiz,Ana Ruiz,supervisor")
    assert outcomes(plan) == [UNCHANGED, ADDED]
    ana = queries.find_by_sign_in("ana.ruiz")
    assert queries.roles_of(ana) == {Role.SUPERVISOR}


def test_another_primary_supervisor_follows_the_present_one_and_unsent_ratings_go(desk):
    world = desk.world
    review = world.review()
    world.rate(review, Side.SUPERVISOR, {"ADV-T01": "4"})
    world.person("New Boss", Role.SUPERVISOR)
    plan = desk.do("sign_in_name,name,primary_supervisor", "ana.ruiz,Ana Ruiz,new.boss")
    assert plan.lines[0].changes == [
        Change("primary_supervisor", "Dana Whitfield", "New Boss"),
        Change("ratings_not_sent", "Dana Whitfield", "discarded"),
    ]
    newest, former = supervision.list_assignments_of(world.ana)
    assert (newest.supervisor.name, newest.starts_on, newest.ends_on) == ("New Boss", clock.today(), None)
    assert former.ends_on == clock.today() - timedelta(days=1)
    assert db.session.get_one(Assessment, review.id).supervisor_id is None


def test_whoever_stays_as_backup_keeps_what_they_have_begun(desk, visit):
    world = desk.world
    world.rate(world.review(), Side.SUPERVISOR, {"ADV-T01": "4"})
    world.person("New Boss", Role.SUPERVISOR)
    sheet = "sign_in_name,name,primary_supervisor\nana.ruiz,Ana Ruiz,new.boss"
    hr, sentence = visit(world.hr), "They are discarded, and the next supervisor rates anew"
    assert hr.follow(bring(hr, sheet)).says(sentence)
    ends_on = clock.today() + timedelta(days=30)
    world.assign(world.ana, world.dana, AssignmentKind.BACKUP, starts_on=clock.today(), ends_on=ends_on)
    assert not hr.follow(bring(hr, sheet)).says(sentence)


@pytest.mark.parametrize(
    ("heads", "row", "column", "reason"),
    [
        ("sign_in_name,name", "bo lee,Bo", "sign_in_name", "without spaces"),
        ("sign_in_name,name", ",Bo", "sign_in_name", "without spaces"),
        ("sign_in_name,name", "bo,", "name", "Write the name"),
        ("sign_in_name,name", f"bo,{'a' * 121}", "name", "120 characters"),
        ("sign_in_name,name,email", "bo,Bo,nowhere", "email", "such as ana@example.org"),
        ("sign_in_name,name,email", "bo,Bo,dana@example.org", "email", "belongs to Dana D, who signs in as dana.d"),
        ("sign_in_name,name", "dana@example.org,Bo", "sign_in_name", "is taken"),
        ("sign_in_name,name,employment", "bo,Bo,boss", "employment", "paid, volunteer, intern"),
        ("sign_in_name,name,hired_on", "bo,Bo,25/12/2025", "hired_on", "day before the month"),
        ("sign_in_name,name,hired_on,left_on", "bo,Bo,2026-02-01,2026-01-01", "left_on", "cannot come before"),
        ("sign_in_name,name,roles", "bo,Bo,boss", "roles", "'boss' is none of"),
        ("sign_in_name,name,roles", "bo,Bo,hr", "roles", "given by an administrator"),
        ("sign_in_name,name,hired_on", "bo,dana d,2020-01-01", "name", "signs in as dana.d already"),
        ("sign_in_name,name,job_title", "priya.nair,Priya Nair,Boss", "", "Nobody uses an HR"),
        ("sign_in_name,name,job_title", "tom.lind,Tom Lind,Boss", "", "Only an administrator"),
        ("sign_in_name,name", "bo,Bo,more", "", "more cells than there are columns"),
        ("sign_in_name,name,primary_supervisor", "bo,Bo,nobody", "primary_supervisor", "Nobody signs in as 'nobody'"),
        ("sign_in_name,name,primary_supervisor", "bo,Bo,bo", "primary_supervisor", "Nobody supervises themselves"),
        ("sign_in_name,name,primary_supervisor", "bo,Bo,colin", "primary_supervisor", "does not hold the supervisor"),
        ("sign_in_name,name,primary_supervisor", "bo,Bo,priya.nair", "primary_supervisor", "Nobody assigns themselves"),
        ("sign_in_name,name,primary_supervisor", "dana.d,Dana D,ed", "primary_supervisor", "That would be a circle"),
        ("sign_in_name,name,left_on,primary_supervisor", "bo,Bo,2020-01-01,dana.d", "primary_supervisor", "no longer"),
    ],
)
def test_a_wrong_row_is_refused_with_its_column_and_a_sentence(desk, heads, row, column, reason):
    world = desk.world
    assert world.admin
    dana = world.person("Dana D", Role.SUPERVISOR, Role.EMPLOYEE, email="dana@example.org", hired_on=date(2020, 1, 1))
    ed = world.person("Ed", Role.SUPERVISOR)
    world.assign(ed, dana)
    world.person("Colin")
    plan = desk.check(heads, row, "good.one,Good One")
    found = fault(plan)
    assert found[0] == column
    assert reason in found[1]
    assert plan.lines[1].outcome is ADDED


def test_the_same_person_twice_is_refused_and_named(desk):
    plan = desk.check("sign_in_name,name,email", "bo,Bo,b@example.org", "BO,Bo Lee,", "cy,Cy,B@example.org")
    assert outcomes(plan) == [ADDED, REFUSED, REFUSED]
    assert fault(plan, 3) == ("sign_in_name", "The same person stands in row 2 already. Keep one of the two.")
    assert fault(plan, 4) == ("email", "Row 2 has this address too. Keep one of the two.")


def test_a_circle_of_new_people_is_refused_as_a_whole(desk):
    names = ["a", "b", "c", "d"]
    rows = [f"{name},{name.upper()},supervisor,{names[(at + 1) % 4]}" for at, name in enumerate(names)]
    plan = desk.check("sign_in_name,name,roles,primary_supervisor", *rows, "z,Z,employee,a", "y,Y,employee,")
    assert outcomes(plan) == [REFUSED] * 5 + [ADDED]
    assert "circle" in fault(plan, 5)[1]
    assert fault(plan, 6) == ("primary_supervisor", "The row of A, row 2, is refused.")


def test_what_changed_since_the_check_is_looked_at_again(desk):
    content = b"sign_in_name,name,job_title\nana.ruiz,Ana Ruiz,Lead\n"
    assert desk.world.ana
    seen = actions.check(tables.read(content), by=desk.by).fingerprint
    desk.do("sign_in_name,name,job_title", "ana.ruiz,Ana Ruiz,Other")
    with pytest.raises(actions.Stale, match="Something has changed"):
        actions.carry_out(tables.read(content), by=desk.by, fingerprint=seen)


def test_a_trail_that_fails_leaves_nothing_done(desk, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("no trail")

    monkeypatch.setattr(trail, "record_many", fail)
    with pytest.raises(RuntimeError):
        desk.do("sign_in_name,name", "bo,Bo")
    db.session.rollback()
    assert queries.find_by_sign_in("bo") is None


def test_the_number_of_queries_does_not_grow(desk, count_queries):
    world = desk.world

    def statements(size, start):
        rows = [f"p{start}-{number},P {number},employee,dana.whitfield" for number in range(size)]
        assert world.dana
        table = tables.read("\n".join(["sign_in_name,name,roles,primary_supervisor", *rows]).encode())
        with count_queries as seen:
            assert actions.carry_out(table, by=desk.by).count(ADDED) == size
        return seen.total

    few = statements(2, 0)
    make_crowd(60, world.dana, world.hr)
    db.session.expire_all()
    assert queries.roles_of(desk.by)
    assert statements(120, 1) <= few + 1


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp")), min_size=1, max_size=30)
FORMULA = st.sampled_from(["=1+1", "+1", "-1", "@a", "'=1", "''-x", "007", "1e5", "a;b", 'a"b', "a,b", "TRUE", "sep=;"])


@given(
    values=st.lists(
        st.tuples(st.one_of(TEXT, FORMULA), st.one_of(TEXT, FORMULA), st.one_of(st.just(""), TEXT, FORMULA)),
        min_size=1,
        max_size=4,
    ),
    ending=st.sampled_from(["csv", "xlsx"]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_exported_and_imported_again_changes_nothing(desk, values, ending):
    outer = db.session.begin_nested()
    for number, (name, title, legal) in enumerate(values):
        person = Person(
            sign_in_name=f"h{number}.{outer.__hash__()}", name=name, job_title=title, legal_name=legal or None
        )
        db.session.add(person)
    db.session.flush()
    content = sheets.write(SheetKind.PEOPLE, sheets.EXPORTS[SheetKind.PEOPLE](), ending)
    plan = actions.check(tables.read(content), by=desk.by)
    found = [(line.name, line.changes, line.faults) for line in plan.lines if line.outcome is not UNCHANGED]
    outer.rollback()
    assert found == []
