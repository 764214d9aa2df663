import hashlib
import threading
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.conftest import make_app
from tests.reports.conftest import tell
from tests.support.world import World
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit import actions as trail
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people import actions as people
from tracker.people.models import Person
from tracker.people.queries import list_grants_to
from tracker.reports import actions, competency, content, queries, steady, views
from tracker.reports.models import Audience, IssuedReport
from tracker.signatures import actions as signing
from tracker.signatures.models import StatementPart


class Press:
    """Stands in for the renderer: counts what it is given, and makes other bytes each time."""

    def __init__(self):
        self.stamps = []

    def __call__(self, what, stamp):
        self.stamps.append(stamp)
        return f"%PDF {stamp.identifier} {what.content_sha256}".encode()


@pytest.fixture
def press(monkeypatch):
    press = Press()
    monkeypatch.setattr(views, "press", press)
    return press


def address(person, query=""):
    return f"/reports/competency/{person.id}.pdf{query}"


def copies():
    return db.session.execute(select(IssuedReport.id)).scalars().all()


def lines(*events):
    statement = select(TrailLine.event, TrailLine.actor_id).where(TrailLine.event.in_(events)).order_by(TrailLine.id)
    return db.session.execute(statement).all()


def say(world, review, text="Read this too."):
    signing.add_statement(part=StatementPart.REVIEW, record_id=review.id, item_code=None, text=text, by=world.ana)
    db.session.commit()


def test_the_same_content_asked_twice_is_the_same_bytes_and_a_line_each_time(world, visit, told, press):
    hr = visit(world.hr)
    first, second = (hr.raw("GET", address(world.ana)) for _ in range(2))
    assert first.data == second.data
    assert first.headers["Content-Disposition"] == second.headers["Content-Disposition"]
    assert len(copies()) == len(press.stamps) == 1
    assert lines("report.issued", "report.printed") == [
        ("report.issued", world.hr.id),
        ("report.printed", world.hr.id),
        ("report.printed", world.hr.id),
    ]


def test_a_copy_keeps_its_bytes_hash_and_stamp(world, visit, told, press):
    answer = visit(world.hr).raw("GET", address(world.ana))
    row = db.session.execute(
        select(IssuedReport.pdf, IssuedReport.pdf_sha256, IssuedReport.issued_by_id, IssuedReport.id)
    ).one()
    assert row == (answer.data, hashlib.sha256(answer.data).hexdigest(), world.hr.id, press.stamps[0].identifier)
    assert press.stamps[0].issued_by == "Priya Nair"


def test_another_reader_of_the_same_scope_gets_the_same_copy_with_its_first_stamp(world, visit, told, press, second_hr):
    assert visit(world.hr).raw("GET", address(world.ana)).data == visit(second_hr).raw("GET", address(world.ana)).data
    assert [actor for _event, actor in lines("report.printed")] == [world.hr.id, second_hr.id]


def test_scope_and_audience_decide_whether_a_copy_is_the_same(world, visit, told, press):
    for reader, query in ((world.hr, ""), (world.hr, "?for=outside"), (world.ana, ""), (world.dana, "")):
        visit(reader).raw("GET", address(world.ana, query))
    assert len(copies()) == 3


def test_a_changed_record_issues_a_new_copy_and_keeps_the_old(world, visit, told, press):
    hr = visit(world.hr)
    old = hr.raw("GET", address(world.ana)).data
    (old_id,) = copies()
    say(world, told.review)
    new = hr.raw("GET", address(world.ana)).data
    assert new != old
    assert len(copies()) == 2
    again = hr.raw("GET", f"/reports/issued/{old_id}")
    (new_id,) = set(copies()) - {old_id}
    assert (again.data, again.headers["Link"]) == (old, f'</reports/issued/{new_id}>; rel="latest-version"')
    assert "Link" not in hr.raw("GET", f"/reports/issued/{new_id}").headers
    page = hr.get(f"/reports/competency/{world.ana.id}")
    tagged = page.words(f"//li[.//a[contains(@href, '{old_id}')]]")
    assert "Superseded" in tagged
    assert page.words("//main").count("Superseded") == 1


def test_an_issued_copy_is_downloaded_again_with_a_line_in_the_trail(world, visit, told, press):
    first = visit(world.ana).raw("GET", address(world.ana))
    (copy,) = copies()
    for reader in (world.ana, world.dana):
        answer = visit(reader).raw("GET", f"/reports/issued/{copy}")
        assert (answer.data, answer.mimetype) == (first.data, "application/pdf")
    assert [actor for _event, actor in lines("report.printed")] == [world.ana.id, world.ana.id, world.dana.id]


def test_a_copy_is_not_handed_to_another_scope_or_to_who_may_not_read_it(world, visit, told, press):
    visit(world.ana).raw("GET", address(world.ana))
    (copy,) = copies()
    refused = {
        world.hr: 404,
        world.person("Marcus Bell"): 404,
        world.admin: 403,
    }
    for reader, status in refused.items():
        assert visit(reader).raw("GET", f"/reports/issued/{copy}").status_code == status
    assert len(lines("report.printed")) == 1
    assert visit(world.ana).raw("GET", f"/reports/issued/{uuid4()}").status_code == 404


def test_an_auditor_is_handed_the_newest_copy_alone(world, visit, told, press, auditor):
    hr, reader = visit(world.hr), visit(auditor)
    hr.raw("GET", address(world.ana))
    (old,) = copies()
    assert reader.raw("GET", f"/reports/issued/{old}").status_code == 200
    say(world, told.review)
    hr.raw("GET", address(world.ana))
    (new,) = set(copies()) - {old}
    refused = reader.get(f"/reports/issued/{old}", 410)
    assert f"/reports/issued/{new}" in refused.links()
    assert reader.raw("GET", f"/reports/issued/{new}").status_code == 200
    for who, shown in ((reader, {new}), (hr, {old, new})):
        links = who.get(f"/reports/competency/{world.ana.id}").links()
        assert {link for link in links if link.startswith("/reports/issued/")} == {
            f"/reports/issued/{one}" for one in shown
        }


def test_a_superseded_copy_for_someone_outside_is_handed_to_nobody(world, visit, told, press):
    hr = visit(world.hr)
    hr.raw("GET", address(world.ana, "?for=outside"))
    (old,) = copies()
    say(world, told.review)
    hr.raw("GET", address(world.ana, "?for=outside"))
    (new,) = set(copies()) - {old}
    assert f"/reports/issued/{new}" in hr.get(f"/reports/issued/{old}", 410).links()
    page = hr.get(f"/reports/competency/{world.ana.id}")
    assert f"/reports/issued/{old}" not in page.links()
    assert "Superseded" in page.words(f"//li[contains(., '{old}')]")


def test_an_auditors_copy_ends_with_the_grant(world, visit, told, press, auditor):
    assert visit(auditor).raw("GET", address(world.ana)).status_code == 200
    (copy,) = copies()
    people.end_grant(list_grants_to(auditor)[0], by=world.hr)
    db.session.commit()
    assert visit(auditor).raw("GET", f"/reports/issued/{copy}").status_code == 404


def test_a_failing_trail_hands_nothing_out_and_stores_nothing(world, app, told, press, break_trail):
    break_trail()
    with app.test_request_context(), pytest.raises(RuntimeError):
        issue(world.ana, world.hr, press)
    db.session.rollback()
    assert copies() == []


def issue(person, reader, press):
    asked = queries.find_asked(person, reader, None)
    return actions.issue(
        competency.subject_of(asked.reading, is_newest=asked.is_newest),
        content.gather(asked.reading, audience=Audience.PERSONNEL_FILE, is_newest=True),
        audience=Audience.PERSONNEL_FILE,
        language="en",
        press=press,
        by=reader,
    )


def test_asked_for_twice_at_once_there_is_one_copy_and_both_get_it(fresh_database):
    app = make_app(fresh_database)
    with app.app_context():
        world = World()
        tell(world)
        ana, hr = world.ana.id, world.hr.id
        db.session.commit()
    both_have_rendered = threading.Barrier(2, timeout=30)
    got, faults = [], []

    def slowly(what, stamp):
        both_have_rendered.wait()
        return Press()(what, stamp)

    def ask():
        try:
            with app.app_context(), app.test_request_context():
                copy = issue(db.session.get(Person, ana), db.session.get(Person, hr), slowly)
                got.append((copy.id, copy.pdf))
        except Exception as fault:  # noqa: BLE001 - shown by the assertion below
            faults.append(fault)

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert faults == []
    assert len(got) == 2
    assert got[0] == got[1]
    with app.app_context():
        assert len(copies()) == 1
        assert [event for event, _actor in lines("report.issued", "report.printed")].count("report.issued") == 1
        assert len(lines("report.printed")) == 2
        db.session.remove()
        db.engine.dispose()


def row(world, review, **more):
    values = {
        "id": uuid4(),
        "created_at": clock.now(),
        "kind": "competency",
        "person_id": world.ana.id,
        "review_id": review.id,
        "subject_id": review.id,
        "content_sha256": "0" * 64,
        "scope": "others",
        "language": "en",
        "audience": "personnel_file",
        "issued_by_id": world.hr.id,
        "pdf_sha256": "0" * 64,
        "pdf": b"%PDF",
    }
    return {**values, **more}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"review_id": uuid4()},
        {"issued_by_id": None},
        {"pdf": None},
        {"subject_id": None},
        {"kind": "organisation"},
        {"kind": "log"},
        {"review_id": None, "subject_id": uuid4()},
        {"subject_id": uuid4()},
    ],
    ids=[
        "twice",
        "review",
        "by",
        "pdf",
        "nothing",
        "somebody's cycle",
        "log of a review",
        "no review",
        "another review",
    ],
)
def test_the_database_refuses(world, wrong):
    review = world.review()
    db.session.execute(insert(IssuedReport).values(row(world, review)))
    with pytest.raises(IntegrityError):
        db.session.execute(insert(IssuedReport).values(row(world, review, **wrong)))


def test_a_report_of_a_review_that_has_not_ended_has_no_content(world):
    review = world.both_sent()
    reading = world.reading(review, world.ana)
    with pytest.raises(LookupError):
        content.gather(reading, audience=Audience.PERSONNEL_FILE, is_newest=True)
    world.finish(review)
    world.sign(review, Side.SUPERVISOR)
    assert queries.find_asked(world.ana, world.ana, None) is None


def test_an_issued_copy_never_changes(world, told, visit, pango):
    visit(world.hr).raw("GET", f"/reports/competency/{world.ana.id}.pdf")
    with pytest.raises(DBAPIError, match="an issued copy never changes"):
        db.session.execute(update(IssuedReport).values(pdf=b"%PDF other"))


class TestWhatHasNotChanged:
    """It is told by the trail, without gathering the report again."""

    @pytest.fixture
    def gathered(self, monkeypatch):
        found = []
        gather = content.gather

        def counting(*args, **more):
            found.append(1)
            return gather(*args, **more)

        monkeypatch.setattr(content, "gather", counting)
        return found

    def test_it_is_not_gathered_again_and_each_printing_has_its_line(  # noqa: PLR0917
        self, world, visit, told, press, gathered, count_queries
    ):
        hr = visit(world.hr)
        first, second = (hr.raw("GET", address(world.ana)).data for _ in range(2))
        with count_queries as seen:
            assert hr.raw("GET", address(world.ana)).data == first == second
        assert len(seen.statements) <= 6
        assert len(gathered) == 1
        assert len(lines("report.printed")) == 3
        hr.raw("GET", address(world.ana, "?for=outside"))
        visit(world.dana).raw("GET", address(world.ana))
        assert len(gathered) == 3

    def test_what_was_seen_is_not_looked_at_again_and_a_later_change_still_is(  # noqa: PLR0917
        self, world, visit, told, press, gathered, monkeypatch
    ):
        monkeypatch.setattr(steady, "_SETTLED_AFTER", 0)
        # On PostgreSQL the transaction of the test itself, which never ends, is a writer that is waited for.
        monkeypatch.setattr(steady, "_standing", lambda people, _dialect, real=steady._standing: real(people, "sqlite"))
        hr = visit(world.hr)
        for _ in range(4):
            hr.raw("GET", address(world.ana))
        (known,) = (one for one in steady._remembered.values() if one.copy_id in copies())
        assert known.sight.changes == 0
        assert known.sight.after >= known.ahead.newest - 2
        say(world, told.review)
        hr.raw("GET", address(world.ana))
        assert len(gathered) == 2

    def test_a_line_that_appears_behind_a_later_one_is_seen(self, world, visit, told, press, gathered):
        """On PostgreSQL numbers are given out before their transactions end."""
        newest = db.session.execute(select(func.max(TrailLine.id))).scalar_one()

        def change(number):
            values = {"event": "credential.changed", "record_kind": "credential", "fields": [], "via": ""}
            db.session.execute(
                insert(TrailLine).values(id=number, actor_id=world.hr.id, about_id=world.ana.id, **values)
            )
            db.session.commit()

        change(newest + 50)
        hr = visit(world.hr)
        for _ in range(2):
            hr.raw("GET", address(world.ana))
        assert len(gathered) == 1
        change(newest + 40)
        hr.raw("GET", address(world.ana))
        assert len(gathered) == 2

    def test_any_change_about_the_person_those_who_acted_or_the_settings_is_seen(
        self, world, visit, told, press, gathered
    ):
        hr = visit(world.hr)
        changes = [
            lambda: say(world, told.review),
            lambda: world.credential(world.dana, number="77"),
            lambda: trail.record("setting.changed", by=world.hr, kind="setting", record_id=None, about_id=None),
        ]
        for number, change in enumerate(changes, start=1):
            hr.raw("GET", address(world.ana))
            change()
            db.session.commit()
            hr.raw("GET", address(world.ana))
            assert len(gathered) == number + 1

    def test_who_may_read_it_no_more_is_refused(self, world, visit, told, press, auditor):
        reader = visit(auditor)
        assert reader.raw("GET", address(world.ana)).status_code == 200
        (grant,) = list_grants_to(auditor)
        people.end_grant(grant, by=world.hr)
        db.session.commit()
        assert reader.raw("GET", address(world.ana)).status_code in (403, 404)
