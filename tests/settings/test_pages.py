import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.support.pictures import png
from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people.models import Role
from tracker.reminders import hours
from tracker.settings import queries
from tracker.settings.models import Employer, Wording, WordingKind


@pytest.fixture(autouse=True)
def _clock_as_it_was():
    """The clock's place is the process's own."""
    zone = clock.zone()
    yield
    clock.use_zone(zone.key)


@pytest.fixture
def hr(world, visit):
    return visit(world.hr)


def row():
    return db.session.execute(select(Employer).execution_options(populate_existing=True)).scalar_one()


def lines(event):
    found = select(TrailLine).where(TrailLine.event == event).order_by(TrailLine.id)
    return db.session.execute(found).scalars().all()


def sending(visitor, content):
    sent = {"csrf_token": visitor._token(), "picture": FileStorage(io.BytesIO(content), "logo.png")}
    boundary, body = encode_multipart(sent)
    return {"data": body, "content_type": f'multipart/form-data; boundary="{boundary}"'}


def test_before_anything_is_set_the_page_says_what_holds(hr):
    page = hr.get("/settings/")
    assert page.says("Empty: Example Employer, as the operator set it.")
    assert page.says("As the operator set it: America/Chicago")
    assert page.says("As the operator set it: Letter")
    assert page.says("As it comes: 9:00")
    assert page.value("name") == ""


def test_the_name_stands_on_every_page_from_then_on(hr, world, visit):
    hr.post("/settings/name", {"name": "  Prairie Peers "})
    assert visit(world.ana).get("/").says("Prairie Peers")
    assert visit().get("/sign-in").says("Prairie Peers")
    (line,) = lines("setting.changed")
    assert (line.actor_id, line.about_id, line.record_kind, line.fields) == (world.hr.id, None, "setting", ["name"])
    hr.post("/settings/name", {"name": ""})
    assert visit(world.ana).get("/").says("Example Employer")


def test_saving_what_stands_leaves_no_line(hr):
    hr.post("/settings/name", {"name": ""})
    hr.post("/settings/people", {"most_people": ""})
    assert lines("setting.changed") == []


def test_a_new_time_zone_moves_the_day(hr, world, visit):
    late = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert clock.local(late).day == 24
    hr.post("/settings/place", {"time_zone": "Pacific/Honolulu", "paper": "a4"})
    visit(world.ana).get("/")
    assert clock.local(late).day == 23
    assert (row().time_zone, row().paper) == ("Pacific/Honolulu", "a4")
    hr.post("/settings/place", {"time_zone": "", "paper": ""})
    assert clock.local(late).day == 24
    assert row().paper is None


@pytest.mark.parametrize(
    ("path", "sent", "sentence"),
    [
        ("name", {"name": "x" * 201}, "Shorten this to 200 characters or fewer."),
        ("place", {"time_zone": "Mars/Base", "paper": ""}, "Not a valid choice."),
        ("hours", {"reminders_from": "9", "reminders_until": ""}, "Choose both hours, or leave both as they come."),
        ("hours", {"reminders_from": "17", "reminders_until": "9"}, "Choose an hour after the first."),
        ("people", {"most_people": "0"}, "Write a number from 1 to 500, or nothing."),
        ("people", {"most_people": "many"}, "Write a whole number, in digits."),
        ("logo", {}, "Choose a PNG or JPEG picture."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(hr, path, sent, sentence):
    page = hr.post(f"/settings/{path}", sent, 422)
    assert sentence in page.errors()
    assert db.session.execute(select(Employer)).all() == []
    for name, value in sent.items():
        if name in ("name", "most_people"):
            assert page.value(name) == value


def test_reminders_keep_the_hours_that_were_set(hr, app):
    monday = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)  # 6:30 in the morning
    hr.post("/settings/hours", {"reminders_from": "6", "reminders_until": "24"})
    with app.test_request_context():
        assert hours.is_time(monday)
        assert not hours.is_time(monday - timedelta(hours=1))
        assert hours.end_of_hours(clock.local(monday).date()) == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    hr.post("/settings/hours", {"reminders_from": "", "reminders_until": ""})
    with app.test_request_context():
        assert not hours.is_time(monday)
        assert queries.present().reminders_from == queries.SHIPPED_FROM


@pytest.mark.parametrize("role", [Role.HR, Role.ADMINISTRATOR])
def test_hr_and_the_administrator_reach_everything_that_can_be_set(world, visit, role):
    """The list of what the product lets them edit; what each page saves is tested in its own room."""
    visitor = visit(world.person("Someone", role))
    page = visitor.get("/settings/")
    saved_here = {form.get("action") for form in page.tree.xpath("//main//form")}
    assert saved_here == {f"/settings/{part}" for part in ("name", "logo", "place", "hours", "people")}
    texts = {f"/settings/texts/{kind.value}" for kind in WordingKind}
    forms = {"/holidays/", "/log-settings/", "/log-settings/counting", "/log-settings/topics"}
    lists = {"/targets/": "/targets/new", "/training-targets/": "/training-targets/new"}
    assert texts | forms | {*lists, "/requirements/"} <= set(page.links())
    for address in (*sorted(texts | forms), *lists.values()):
        assert visitor.get(address).tree.xpath("//main//form"), address
    for address, new in lists.items():
        assert new in visitor.get(address).links()
    assert visitor.get("/requirements/").links()


def test_the_number_of_people_that_was_set_is_the_one_everywhere(hr, world):
    world.assign(world.person("Mina Okafor"), world.dana)
    assert world.ana.name
    assert hr.get("/people/supervision").says("supervisors with more than 15 people")
    hr.post("/settings/people", {"most_people": "1"})
    page = hr.get("/people/supervision")
    assert page.says("supervisors with more than 1 people")
    assert page.says("Dana Whitfield")
    assert "/people/supervision" in hr.get("/").links()
    hr.post("/settings/people", {"most_people": ""})
    assert hr.get("/people/supervision").says("supervisors with more than 15 people")


def test_whoever_assigns_one_too_many_is_told(hr, world):
    assert hr.get("/settings/").says("Empty: 15, as the operator set it.")
    hr.post("/settings/people", {"most_people": "1"})
    someone = world.person("Mina Okafor")
    assert world.ana.name
    form = {"supervisor": str(world.dana.id), "kind": "primary", "starts_on": clock.today().isoformat(), "ends_on": ""}
    sentence = "Dana Whitfield is the primary supervisor of 2 people now. Your settings say: at most 1."
    assert sentence in hr.follow(hr.post(f"/people/{someone.id}/assignments/new", form)).words("//body")
    assert hr.get("/").says("1 supervisor has too many people.")
    assert hr.get("/people/supervision").says("more than 1")
    other = world.person("Noor Haddad")
    for most, kind in (("1", "second"), ("9", "primary")):
        hr.post("/settings/people", {"most_people": most})
        page = hr.follow(hr.post(f"/people/{other.id}/assignments/new", {**form, "kind": kind}))
        assert page.says("Dana Whitfield is assigned.")
        assert "Your settings say" not in page.words("//body")
    assert not hr.get("/").says("too many people")


class TestLogo:
    def test_it_is_sent_shown_and_removed(self, hr, world, visit):
        hr.raw("POST", "/settings/logo", **sending(hr, png((900, 300))))
        sha256 = row().logo_sha256
        address = f"/settings/logo/{sha256}.png"
        page = hr.get("/settings/")
        assert address in page.text
        assert 'alt="Example Employer"' in page.text
        answer = visit(world.ana).raw("GET", address)
        assert (answer.content_type, answer.data[:4]) == ("image/png", b"\x89PNG")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert [line.fields for line in lines("logo.changed")] == [[sha256[:16]]]
        hr.post("/settings/logo/remove")
        assert row().logo_sha256 is None
        assert len(lines("logo.removed")) == 1
        assert visit(world.ana).raw("GET", address).status_code == 200
        hr.post("/settings/logo/remove", status=409)

    def test_a_drawing_with_a_script_is_refused(self, hr):
        sent = sending(hr, b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
        answer = hr.raw("POST", "/settings/logo", **sent)
        assert answer.status_code == 409
        assert "This is an SVG drawing, which can hold programs." in answer.text
        assert db.session.execute(select(Employer)).all() == []

    def test_an_address_of_nothing_is_not_found(self, hr):
        hr.get(f"/settings/logo/{'0' * 64}.png", 404)
        hr.get("/settings/logo/short.png", 404)


class TestTexts:
    def test_each_change_is_a_version_and_the_old_ones_stay(self, hr, world):
        for text, seen in (("To see strengths.", "0"), ("To grow.", "1"), ("", "2")):
            hr.post("/settings/texts/used_for", {"text": text, "seen": seen})
        page = hr.get("/settings/texts/used_for")
        assert [page.says(f"Version {number}") for number in (1, 2, 3)] == [True] * 3
        assert page.says("To see strengths.")
        assert [line.fields for line in lines("wording.written")] == [["en", "used_for"]] * 3
        found = db.session.execute(select(Wording).order_by(Wording.number)).scalars().all()
        assert [(one.number, one.text, one.written_by_id) for one in found] == [
            (1, "To see strengths.", world.hr.id),
            (2, "To grow.", world.hr.id),
            (3, "", world.hr.id),
        ]

    def test_a_review_begins_with_the_purpose_in_force_and_an_older_one_keeps_its_own(self, hr, world):
        old = world.review(used_for="Growth.")
        hr.post("/settings/texts/used_for", {"text": "To see strengths here.", "seen": "0"})
        hr.post("/settings/texts/not_used_for", {"text": "Nothing else.", "seen": "0"})
        for address in (f"/reviews/start/{world.reviewed('Mina Okafor').id}", "/cycles/new"):
            page = hr.get(address)
            assert (page.value("used_for"), page.value("not_used_for")) == ("To see strengths here.", "Nothing else.")
        assert old.used_for == "Growth."

    def test_a_purpose_is_read_in_the_language_of_the_reader_where_the_employer_has_written_it_so(
        self, hr, world, visit
    ):
        """A review keeps the words it begins with; a text in the other language counts while it was in force beside."""
        hr.post("/settings/texts/used_for", {"text": "To see strengths.", "seen": "0"})
        spanish = "/settings/texts/used_for?language=es"
        assert hr.get(spanish).says("Como viene:")
        hr.post(spanish, {"text": "Para ver fortalezas.", "seen": "0"})
        review = world.review(used_for="To see strengths.", not_used_for="Nobody's own version of it.")
        hr.post("/settings/texts/used_for", {"text": "To see strengths and hopes.", "seen": "1"})
        hr.post(spanish, {"text": "Para ver fortalezas y esperanzas.", "seen": "1"})
        reader = visit(world.ana)
        page = reader.get(f"/assessments/{review.id}")
        assert page.says("To see strengths.")
        assert not page.tree.xpath("//main//p/span[@lang]")
        reader.post("/language", {"language": "es"})
        page = reader.get(f"/assessments/{review.id}")
        assert page.says("Para ver fortalezas.")
        assert page.says("Nobody's own version of it.")

    def test_a_purpose_that_was_never_written_in_the_language_of_the_reader_is_marked(self, hr, world, visit):
        hr.post("/settings/texts/used_for", {"text": "To see strengths.", "seen": "0"})
        review = world.review(used_for="To see strengths.")
        reader = visit(world.ana)
        reader.post("/language", {"language": "es"})
        (marked,) = reader.get(f"/assessments/{review.id}").tree.xpath("//main//p/span[@lang='en']")
        assert marked.text == "To see strengths."

    def test_a_text_that_somebody_else_changed_meanwhile_is_not_overwritten(self, hr):
        hr.post("/settings/texts/sign_in", {"text": "Call HR.", "seen": "0"})
        page = hr.post("/settings/texts/sign_in", {"text": "Call me.", "seen": "0"}, 409)
        assert page.says("Somebody else has changed this text meanwhile.")
        assert page.says("Call me.")

    def test_notices_stand_where_they_belong(self, hr, world, visit):
        review = world.review()
        own = world.side(review, "employee").assessment
        places = {"sign_in": (visit(), "/sign-in"), "before_rating": (visit(world.ana), f"/assessments/{own.id}")}
        for kind, (who, address) in places.items():
            assert not who.get(address).says("Ask Priya, extension 12.")
            hr.post(f"/settings/texts/{kind}", {"text": "Ask Priya, extension 12.", "seen": "0"})
            assert who.get(address).says("Ask Priya, extension 12.")

    def test_an_unknown_text_is_not_found(self, hr):
        hr.get("/settings/texts/motto", 404)


def test_no_page_pays_for_the_settings(hr, world, visit, count_queries):
    ana = visit(world.ana)
    ana.get("/account")
    with count_queries as before:
        ana.get("/account")
    unset = before.total
    hr.post("/settings/name", {"name": "Prairie Peers"})
    hr.raw("POST", "/settings/logo", **sending(hr, png()))
    with count_queries as after:
        ana.get("/account")
    assert after.total == unset
