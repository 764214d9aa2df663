from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.assessments.rating import SIDES, at, fields
from tracker import clock
from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.people.models import AssignmentKind, Role


def test_before_the_first_answer_the_page_says_what_for_and_who_sees_what(world, visit):
    review = world.review(used_for="Finding strengths.", not_used_for="Setting pay.")
    page = visit(world.ana).get(at(review))
    assert page.words("//h1") == "Before you start: who sees what"
    for sentence in (
        "This review is used for: Finding strengths.",
        "It is not used for: Setting pay.",
        "While you rate, only you can read your answers.",
        "Dana Whitfield and HR can see how many you have answered.",
        "After you both send your ratings, you both see both.",
        "HR reads it once it has ended, signed or not. Colleagues never do.",
        "the law may require your employer to show it. You can see who opened it.",
        "Please do this in paid time; stop whenever you like. Every answer is saved.",
    ):
        assert page.says(sentence)


def test_the_supervisor_reads_that_both_rate_on_their_own(world, visit):
    review = world.review(used_for="Finding strengths.", not_used_for="Setting pay.")
    page = visit(world.dana).get(at(review))
    assert page.says("This review is used for: Finding strengths.")
    assert page.says("It is not used for: Setting pay.")
    assert page.says("Ana Ruiz cannot see your answers, and you cannot see theirs, until both are sent.")
    assert page.says("Neither view replaces the other, and no score is made from the two.")


def test_start_leads_to_the_first_item(world, visit):
    review = world.review()
    page = visit(world.ana).get(at(review))
    (link,) = page.tree.xpath("//main//a[normalize-space()='Start']/@href")
    assert link == f"{at(review, 'adv-tasks')}#ADV-T01"


def test_continue_leads_to_the_first_item_without_an_answer(world, visit):
    review = world.review()
    first = world.outline.by_code["PRO-T03"]
    before = world.outline.items[: world.outline.items.index(first)]
    world.rate(review, Side.EMPLOYEE, {**{item.code: "4" for item in before}, "REC-K05": "2"}, default="")
    page = visit(world.ana).get(at(review))
    (link,) = page.tree.xpath("//main//a[starts-with(normalize-space(), 'Continue')]/@href")
    assert link == f"{at(review, 'pro-tasks')}#PRO-T03"
    assert page.says("Continue: Professional Responsibility, Tasks (Performance Domains)")


def test_a_comment_alone_is_no_answer(world, visit):
    review = world.review()
    ana = visit(world.ana)
    ana.tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", comment="Thinking."))
    assert f"{at(review, 'adv-tasks')}#ADV-T01" in ana.get(at(review)).links()


def test_progress_is_shown_by_section_and_in_all(world, visit):
    review = world.review()
    world.rate(
        review, Side.EMPLOYEE, {f"ADV-T{n:02}": "4" for n in range(1, 12)} | {"PRO-T04": "in-person"}, default=""
    )
    page = visit(world.ana).get(at(review))
    assert page.says("12 of 89")
    parts = [" ".join(line.text_content().split()) for line in page.tree.xpath("//ul[contains(@class, 'sections')]/li")]
    assert parts[:3] == [
        "Advocacy: Tasks (Performance Domains) all 11 answered",
        "Advocacy: Areas of Knowledge (Core Functions) 0 of 11",
        "Professional Responsibility: Tasks (Performance Domains) 1 of 15",
    ]
    assert len(parts) == 8


def test_there_is_one_page_for_each_domains_tasks_and_areas_of_knowledge(world, visit):
    review = world.review()
    ana, slug, codes = visit(world.ana), "adv-tasks", []
    page = ana.get(at(review, slug))
    while True:
        codes += page.tree.xpath("//fieldset/@data-code")
        answer = ana.post(at(review, slug), {"next": "1"})
        if answer.location == at(review):
            break
        slug = answer.location.rsplit("/", 1)[1]
        page = ana.get(answer.location)
    assert codes == [item.code for item in world.outline.items]


def test_each_choice_stands_as_the_contract_names_it_with_its_sentence_beside_it(world, visit):
    review = world.review()
    page = visit(world.ana).get(at(review, "pro-tasks"))
    offered = {code: page.tree.xpath(f"//input[@name='answer-{code}']/@value") for code in ("PRO-T05", "PRO-T04")}
    levels = ["1", "2", "3", "4", "5", "not-my-role"]
    assert offered == {"PRO-T05": levels, "PRO-T04": [*levels, "in-person"]}
    card = page.words("//fieldset[@data-code='PRO-T05']")
    assert "SteadyI do this on my own, reliably, in everyday situations." in card
    assert "I am ready to follow them on my own, or have done so." in page.words("//fieldset[@data-code='PRO-T01']")
    assert "I do this at work on my own in everyday situations." in page.words("//fieldset[@data-code='PRO-T04']")


def test_the_supervisor_reads_the_third_person_and_may_say_not_observed(world, visit):
    review = world.review()
    page = visit(world.dana).get(at(review, "pro-tasks"))
    assert page.words("//h1").startswith("Rating Ana Ruiz: Professional Responsibility")
    assert page.says("Ana Ruiz cannot see this until both are sent.")
    assert "Does this on their own, reliably, in everyday situations." in page.words("//fieldset[@data-code='PRO-T05']")
    offered = page.tree.xpath("//input[@name='answer-PRO-T04']/@value")
    assert set(offered) == {"1", "2", "3", "4", "5", "not-my-role", "not-observed"}
    assert "I do this" not in page.words()


def test_wellness_items_say_to_rate_the_skill_and_keep_their_comment_closed(world, visit):
    review = world.review()
    ana = visit(world.ana)
    for code in ("PRO-T04", "PRO-T05"):
        ana.tap(at(review, "answers", code), fields(code, "4", comment="Words"))
    page = ana.get(at(review, "pro-tasks"))
    assert "This is about a skill at work. Rate the skill; do not describe your health" in page.words(
        "//*[@id='PRO-T04']"
    )
    assert "Rate the skill; do not describe your health." in page.words("//*[@id='PRO-T13']")
    assert "health" not in page.words("//*[@id='PRO-T05']")
    opened = [page.tree.xpath(f"boolean(//*[@id='{code}']/details[@open])") for code in ("PRO-T04", "PRO-T05")]
    assert opened == [False, True]


def test_a_repeated_statement_shows_the_other_answer_and_never_copies_it(world, visit):
    review = world.review()
    ana = visit(world.ana)
    ana.tap(at(review, "answers", "ADV-K02"), fields("ADV-K02", "4"))
    page = ana.get(at(review, "men-knowledge"))
    assert "The same words stand at ADV-K02. There you chose: Steady." in page.words("//*[@id='MEN-K04']")
    assert page.value("answer-MEN-K04") is None
    ana.post(at(review, "men-knowledge"), {"revision-MEN-K04": "0", "comment-MEN-K04": ""})
    page = ana.get(at(review, "adv-knowledge"))
    assert "The same words stand at MEN-K04." in page.words("//*[@id='ADV-K02']")
    assert "There you chose" not in page.words("//*[@id='ADV-K02']")


def test_shared_observations_are_folded_beside_the_item(world, visit):
    review = world.review()
    world.observation("ADV-T02", strength="Shared strength.")
    world.observation("ADV-T03", strength="Draft strength.", share=False)
    for person in (world.ana, world.dana):
        page = visit(person).get(at(review, "adv-tasks"))
        assert "Shared strength." in page.words("//*[@id='ADV-T02']")
        assert not page.says("Draft strength.")


def test_reading_observations_beside_the_items_is_a_line_in_the_trail(world, visit):
    review = world.review()
    world.observation("ADV-T02")
    dana = visit(world.dana)

    def openings():
        found = select(TrailLine.actor_id, TrailLine.record_kind, TrailLine.record_id, TrailLine.about_id)
        return db.session.execute(found.where(TrailLine.event == "observation.opened")).all()

    dana.get(at(review, "pro-tasks"))
    visit(world.ana).get(at(review, "adv-tasks"))
    assert openings() == []
    for _ in range(2):
        dana.get(at(review, "adv-tasks"))
    assert openings() == [(world.dana.id, "observation", world.ana.id, world.ana.id)]


@pytest.mark.parametrize("side", list(Side))
def test_coming_back_opens_the_first_item_without_an_answer(world, visit, side):
    review, person = world.review(), visit(getattr(world, SIDES[side]))
    assert person.get(at(review, "next"), 302).location == f"{at(review, 'adv-tasks')}#ADV-T01"
    world.rate(review, side, {f"ADV-T{number:02}": "3" for number in range(1, 12)}, default="")
    assert person.get(at(review, "next"), 302).location == f"{at(review, 'adv-knowledge')}#ADV-K01"
    world.rate(review, side)
    assert person.get(at(review, "next"), 302).location == at(review)


def test_after_sending_coming_back_opens_the_overview(world, visit):
    review = world.review()
    world.rate(review, Side.EMPLOYEE, {"ADV-T01": "3"}, default="")
    world.send(review, Side.EMPLOYEE)
    assert visit(world.ana).get(at(review, "next"), 302).location == at(review)


def test_who_acts_as_supervisor_is_named_on_the_first_and_the_last_page_alike(world, visit):
    review, bo = world.review(), world.person("Bo Backup", Role.SUPERVISOR)
    world.assign(world.ana, bo, AssignmentKind.BACKUP, ends_on=clock.today() + timedelta(days=30))
    visit(bo).tap(at(review, "answers", "ADV-T01"), fields("ADV-T01", "4"))
    ana = visit(world.ana)
    assert ana.get(at(review)).says("Bo Backup and HR can see how many you have answered.")
    assert ana.get(f"/reviews/{review.id}/send").says("Bo Backup rates too, without seeing yours.")


def test_an_old_list_of_23_tasks_has_pages_too(world, visit):
    review = world.review(framework="crss-mcs")
    ana = visit(world.ana)
    page = ana.get(at(review))
    assert page.says("0 of 23")
    slug = page.tree.xpath("//ul[contains(@class, 'sections')]/li/a/@href")[0]
    assert ana.get(slug).tree.xpath("//fieldset/@data-code")[0] == "MCS-1.1"
    ana.tap(at(review, "answers", "MCS-1.1"), fields("MCS-1.1", "4"))
