from uuid import uuid4

import pytest

from tests.assessments.rating import SIDES, answers, at, everything, fields, held, lines
from tracker.assessments.actions import Given, save
from tracker.assessments.models import Assessment, Basis, RoleReason, Side
from tracker.database import db

POSSIBLE = [
    *[("ana", "ADV-T01", answer) for answer in ("1", "2", "3", "4", "5", "not-my-role")],
    *[("ana", code, "in-person") for code in ("PRO-T04", "PRO-T13", "PRO-K11", "MEN-T01", "MEN-T02", "MEN-T04")],
    *[("dana", "ADV-T01", answer) for answer in ("1", "5", "not-my-role", "not-observed")],
    ("dana", "PRO-T04", "not-observed"),
]
WRONG = [
    ("ana", "ADV-T01", "0"),
    ("ana", "ADV-T01", "6"),
    ("ana", "ADV-T01", "3.5"),
    ("ana", "ADV-T01", "³"),
    ("ana", "ADV-T01", "very good"),
    ("ana", "ADV-T01", "in-person"),
    ("ana", "ADV-T01", "not-observed"),
    ("ana", "PRO-T04", "not-observed"),
    ("dana", "PRO-T04", "in-person"),
    ("dana", "ADV-T01", "-1"),
]


def section_of(code):
    domain, number = code.lower().split("-")
    return f"{domain}-{'tasks' if number.startswith('t') else 'knowledge'}"


def side_of(who):
    return next(side for side, name in SIDES.items() if name == who)


@pytest.mark.parametrize(("who", "code", "answer"), POSSIBLE)
def test_an_answer_is_saved_the_moment_it_is_tapped(world, visit, who, code, answer):
    review = world.review()
    page = visit(getattr(world, who)).tap(at(review, "answers", code), fields(code, answer))
    assert page.says("All saved")
    assert answers(review, side_of(who)) == {code: answer}


@pytest.mark.parametrize(("who", "code", "answer"), POSSIBLE)
def test_an_answer_is_saved_by_a_plain_form(world, visit, who, code, answer):
    review = world.review()
    person = visit(getattr(world, who))
    page = person.post(at(review, section_of(code)), {**fields(code, answer), "stop": "1"})
    assert person.follow(page).says("Saved.")
    assert answers(review, side_of(who)) == {code: answer}
    page = person.get(at(review, section_of(code)))
    assert page.value(f"answer-{code}") == answer


def test_a_page_sent_whole_saves_every_field_of_every_item(world, visit):
    review = world.review()
    ana = visit(world.ana)
    form = {
        **fields("ADV-T01", "4", comment="  Did it\r\ntwice. ", training="1"),
        **fields("ADV-T02", "not-my-role", reason="not_offered"),
        **fields("ADV-T03", comment="No answer yet."),
        **fields("ADV-T04", comment="", reason="", revision="0"),
        "next": "1",
    }
    assert ana.post(at(review, "adv-tasks"), form).location == at(review, "adv-knowledge")
    first, second, third = (held(review, Side.EMPLOYEE, f"ADV-T0{number}") for number in (1, 2, 3))
    assert (first.answer, first.comment, first.wants_training) == ("4", "Did it\ntwice.", True)
    assert second.role_reason is RoleReason.NOT_OFFERED
    assert (third.answer, third.comment) == (None, "No answer yet.")
    assert held(review, Side.EMPLOYEE, "ADV-T04") is None
    page = ana.get(at(review, "adv-tasks"))
    assert page.value("comment-ADV-T01") == "Did it\ntwice."
    assert page.value("training-ADV-T01") == "1"
    assert page.value("reason-ADV-T02") == "not_offered"


def test_saving_writes_the_names_of_the_fields_into_the_trail_and_never_their_content(world, visit):
    review = world.review()
    visit(world.ana).tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4", comment="Marker words"))
    (line,) = lines(review, "answer.saved")
    assert (line.actor_id, line.about_id, line.fields) == (
        world.ana.id,
        world.ana.id,
        ["ADV-T01.answer", "ADV-T01.comment"],
    )


@pytest.mark.parametrize(("who", "code", "answer"), WRONG)
def test_a_wrong_answer_is_refused_in_a_sentence_and_saves_nothing(world, visit, who, code, answer):
    review = world.review()
    person = visit(getattr(world, who))
    form = fields(code, answer, comment="Words I typed")
    statement = world.outline.by_code[code].statement
    assert person.tap(at(review, "answers", code), form, status=422).says(f"Choose a level for '{statement}'.")
    page = person.post(at(review, section_of(code)), form, status=422)
    assert page.says(f"Choose a level for '{statement}'.")
    assert page.value(f"comment-{code}") == "Words I typed"
    assert everything(review) == []


def test_a_tap_without_any_field_is_refused(world, visit):
    review = world.review()
    visit(world.ana).tap(at(review, "answers", "ADV-T01"), {}, status=422)
    assert everything(review) == []


def test_a_comment_may_have_4000_characters(world, visit):
    review = world.review()
    visit(world.ana).tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4", comment="x" * 4000))
    assert len(held(review, Side.EMPLOYEE, "ADV-T01").comment) == 4000


def test_a_comment_of_10000_characters_is_refused_and_kept_on_the_page(world, visit):
    review = world.review()
    ana, long = visit(world.ana), "x" * 10_000
    form = {**fields("ADV-T01", "4", comment=long), **fields("ADV-T02", "2")}
    page = ana.post(at(review, "adv-tasks"), form, status=422)
    assert page.says("Shorten this comment to 4000 characters or fewer. It has 10000.")
    assert page.value("comment-ADV-T01") == long
    assert page.value("answer-ADV-T01") == "4"
    assert answers(review, Side.EMPLOYEE) == {"ADV-T02": "2"}
    said = ana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4", comment=long), status=422)
    assert said.says("Shorten this comment")


SCRIPTS = [
    "\U0001f331 hope \U0001f469\U0001f3fe\u200d\U0001f91d\u200d\U0001f469",
    "\u0623\u0646\u0627 \u0647\u0646\u0627 \u200f!",
    "ñandú Ω",
    '<b>& "quoted"</b>',
]


@pytest.mark.parametrize("text", SCRIPTS, ids=["emoji", "right to left", "accents", "markup"])
def test_any_script_comes_back_as_it_was_typed(world, visit, text):
    review = world.review()
    ana = visit(world.ana)
    ana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4", comment=text))
    assert held(review, Side.EMPLOYEE, "ADV-T01").comment == text
    assert ana.get(at(review, "adv-tasks")).value("comment-ADV-T01") == text


def test_the_same_answer_sent_twice_changes_nothing(world, visit):
    review = world.review()
    ana, form = visit(world.ana), fields("ADV-T01", "4", comment="Once.", revision="0")
    for _ in range(2):
        ana.tap(at(review, "answers", "ADV-T01"), form)
    assert held(review, Side.EMPLOYEE, "ADV-T01").revision == 1
    assert len(lines(review, "answer.saved")) == 1


@pytest.mark.parametrize("path", ["answers/ADV-T99", "answers/adv-t01", "answers/MCS-1.1", "adv-virtues"])
def test_an_unknown_item_or_page_is_not_found(world, visit, path):
    review = world.review()
    visit(world.ana).post(at(review, path), fields("ADV-T99", "4"), status=404)
    assert everything(review) == []


def test_an_item_of_another_page_is_not_saved_with_this_one(world, visit):
    review = world.review()
    visit(world.ana).post(at(review, "adv-tasks"), fields("PRO-T01", "4"))
    assert everything(review) == []


@pytest.mark.parametrize("path", ["", "adv-tasks"])
def test_an_assessment_of_someone_else_is_not_found(world, visit, path):
    review = world.review()
    colleague = visit(world.person("Colin Colleague"))
    colleague.get(at(review, path).rstrip("/"), status=404)


@pytest.mark.parametrize("path", ["adv-tasks", "answers/ADV-T01", "answers/ADV-T01/choose", "adv-tasks/rest"])
def test_nobody_else_can_write_into_an_assessment(world, visit, path):
    review = world.review()
    visit(world.person("Colin Colleague")).post(at(review, path), fields("ADV-T01", "4"), status=404)
    visit(world.hr).post(at(review, path), fields("ADV-T01", "4"), status=403)
    assert everything(review) == []


def test_an_assessment_that_does_not_exist_is_not_found(world, visit):
    visit(world.ana).get(f"/assessments/{uuid4()}", status=404)


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("GET", "answers/ADV-T01/choose"), ("PUT", "adv-tasks")])
def test_a_wrong_method_is_refused(world, visit, method, path):
    review = world.review()
    ana = visit(world.ana)
    form = {"data": {"csrf_token": ana._token()}}
    assert ana.raw(method, at(review, path).rstrip("/"), **form).status_code == 405


def test_a_supervisors_page_basis_stands_for_each_level_without_its_own(world, visit):
    review = world.review()
    form = {
        **fields("ADV-T01", "4"),
        **fields("ADV-T02", "2", basis="heard"),
        **fields("ADV-T03", "not-observed"),
        "basis-page": "saw",
    }
    visit(world.dana).post(at(review, "adv-tasks"), form)
    found = [held(review, Side.SUPERVISOR, f"ADV-T0{number}").basis for number in (1, 2, 3)]
    assert found == [Basis.SAW, Basis.HEARD, None]


def test_a_tap_takes_the_page_basis_along_and_the_next_page_begins_with_it(world, visit):
    review = world.review()
    dana = visit(world.dana)
    dana.tap(at(review, "answers", "ADV-T01"), {**fields("ADV-T01", "4"), "basis-page": "read"})
    assert held(review, Side.SUPERVISOR, "ADV-T01").basis is Basis.READ
    assert dana.get(at(review, "pro-tasks")).value("basis-page") == "read"


def test_a_basis_goes_when_the_level_does(world, visit):
    review = world.review()
    dana = visit(world.dana)
    dana.tap(at(review, "answers", "ADV-T01"), {**fields("ADV-T01", "4"), "basis-page": "saw"})
    dana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "not-observed", revision="1"))
    rating = held(review, Side.SUPERVISOR, "ADV-T01")
    assert (rating.answer, rating.basis) == ("not-observed", None)


def test_an_employee_gives_no_basis(world, visit):
    review = world.review()
    visit(world.ana).tap(at(review, "answers", "ADV-T01"), {**fields("ADV-T01", "4", basis="saw"), "basis-page": "saw"})
    assert held(review, Side.EMPLOYEE, "ADV-T01").basis is None


@pytest.mark.parametrize("who", ["ana", "dana"])
def test_a_reason_goes_when_the_answer_changes(world, visit, who):
    review = world.review()
    person, side = visit(getattr(world, who)), side_of(who)
    person.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "not-my-role", reason="others_do_it"))
    assert held(review, side, "ADV-T01").role_reason is RoleReason.OTHERS_DO_IT
    person.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "3", reason="others_do_it", revision="1"))
    assert held(review, side, "ADV-T01").role_reason is None


def test_an_answer_can_be_taken_away_by_leaving_it_out(world, visit):
    review = world.review()
    ana = visit(world.ana)
    ana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4", comment="Stays."))
    ana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", comment="Stays.", revision="1"))
    rating = held(review, Side.EMPLOYEE, "ADV-T01")
    assert (rating.answer, rating.comment) == (None, "Stays.")


def test_the_two_sides_never_touch_each_other(world, visit):
    review = world.review()
    visit(world.ana).tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4", comment="Mine"))
    visit(world.dana).tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "2", comment="Hers"))
    assert [(held(review, side, "ADV-T01").answer, held(review, side, "ADV-T01").comment) for side in Side] == [
        ("4", "Mine"),
        ("2", "Hers"),
    ]


def test_a_failing_trail_leaves_the_answer_as_it_was(world, visit, break_trail):
    review = world.review()
    ana = visit(world.ana)
    ana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4"))
    before, reading = everything(review), world.side(review, Side.EMPLOYEE)

    break_trail()
    from tracker.assessments.actions import Given, save

    for code in ("ADV-T01", "ADV-T02"):
        with pytest.raises(RuntimeError):
            save(reading.own, world.outline.by_code[code], Given("2", revision=1), by=world.ana)
        db.session.rollback()
    assert everything(review) == before


@pytest.mark.parametrize("side", list(Side))
def test_what_the_world_of_the_tests_writes_at_once_is_what_saving_leaves(world, side):
    bea = world.person("Bea Becker")
    world.assign(bea, world.dana)
    at_once, one_by_one = world.review(), world.review(bea)
    world.rate(at_once, side, {"ADV-T02": "not-my-role"}, rest="ADV-T")
    reading, basis = world.side(one_by_one, side), Basis.SAW if side is Side.SUPERVISOR else None
    for item in reading.outline.items:
        if item.code.startswith("ADV-T"):
            given = Given("not-my-role" if item.code == "ADV-T02" else "3", basis=basis)
            save(reading.own, item, given, by=reading.reader)
    db.session.commit()
    assert everything(at_once) == everything(one_by_one)
    quick, slow = (
        sorted((line.record_kind, line.fields) for line in lines(one, "answer.saved")) for one in (at_once, one_by_one)
    )
    assert quick
    assert quick == slow
    author = db.session.get_one(Assessment, at_once.id).supervisor_id
    assert author == reading.own.assessment.supervisor_id
