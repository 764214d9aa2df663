"""Help: one place on every page, words anyone can read, a tour that can be skipped and taken again."""

import re

import pytest
from sqlalchemy import select

from tracker.assessments.models import Side
from tracker.audit.models import TrailLine
from tracker.frameworks import explained
from tracker.frameworks import queries as frameworks
from tracker.frameworks.looks_like import LOOKS_LIKE, SAME_AS
from tracker.home import glossary, tour
from tracker.people.models import Role

HELP = ["/help", "/help/words", "/help/tour/1", "/help/tour/2", "/help/tour/3", "/help/who-sees-what"]
# Words of the field that cannot be said shorter; the glossary explains them.
OF_THE_FIELD = {
    *("competency", "competencies", "supervision", "supervisor", "supervisors", "verified", "verification"),
    *("verifications", "observation", "observations", "individual", "individuals", "employee", "employees"),
    *("credential", "credentials", "certification", "amendment", "independent", "recovery", "conversation"),
    *("signature", "signatures", "appointed", "assessor", "assessors", "personnel", "auditors", "administrator"),
    *("administrators", "clinical", "organization", "responsibilities", "precontemplation", "contemplation"),
    *("preparation", "maintenance"),
}
MOST = 8.0


def syllables(word):
    """Roughly how many syllables an English word has: groups of vowels, less a silent ending."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = (
        len(word) > 2 and re.search(r"[^aeiouy](e|es|ed)$", word) and not re.search(r"([^l]le|[td]ed|[sxzcg]es)$", word)
    )
    return max(1, groups - bool(silent))


def grade(text):
    """The Flesch-Kincaid grade: 0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid 1975)."""
    sentences = [one for one in re.split(r"[.!?]+\s", text) if re.search(r"[A-Za-z]", one)]
    words = [word for word in re.findall(r"[A-Za-z']+", text) if word.lower() not in OF_THE_FIELD]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_grade_knows_easy_from_hard():
    assert grade("The cat sat on the mat. It was a good day. ") < 1
    hard = "Notwithstanding considerations, practitioners must demonstrate interdisciplinary collaboration. "
    assert grade(hard) > 15
    assert [syllables(word) for word in ("mat", "score", "shared", "needed", "people", "rating", "area")] == [
        1,
        1,
        1,
        2,
        2,
        2,
        2,
    ]


@pytest.mark.parametrize("path", HELP)
def test_help_is_read_by_an_eighth_grader(world, visit, path):
    page = visit(world.person("Reading Everything", *Role)).get(path)
    parts = page.tree.xpath("//main//p | //main//li[not(.//li)] | //main//dt | //main//dd | //main//td")
    text = "".join(" ".join(part.text_content().split()).rstrip(".") + ". " for part in parts)
    assert grade(text) <= MOST, round(grade(text), 1)


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [(Role.ADMINISTRATOR, "administrators", "auditors"), (Role.AUDITOR, "auditors", "administrators")],
)
def test_administrators_and_auditors_have_help_of_their_own(world, visit, role, own, others):
    page = visit(world.person("One Role", role)).get("/help")
    headings = [one.text_content() for one in page.tree.xpath("//h2")]
    assert f"For {own}" in headings
    assert f"For {others}" not in headings


def test_examples_are_read_by_an_eighth_grader():
    assert grade("".join(f"{one} " for one in LOOKS_LIKE.values())) <= MOST


def test_every_competency_has_its_example_and_what_it_names_is_explained(world):
    outline = world.outline
    assert {item.code for item in outline.items} == set(LOOKS_LIKE)
    for item in outline.items:
        names = [
            topic.slug
            for topic, words in ((explained.PRINCIPLES, "guiding principles"), (explained.STAGES, "of change"))
            if words in item.statement
        ]
        topic = explained.explain(outline.code, item.code).topic
        assert names == ([topic.slug] if topic else []), item.code
    assert len(explained.PRINCIPLES.lines) == 10
    assert explained.explain("employer", "ADV-T01") == explained.Explained(None, None)


def test_every_task_of_the_older_list_has_the_example_of_one_that_asks_the_same(world):
    older = frameworks.find_version("crss-mcs")
    outline = frameworks.outline(older.id)
    assert {item.code for item in outline.items} == set(SAME_AS)
    assert explained.explain("crss-mcs", "MCS-2.3").example == LOOKS_LIKE["PRO-T03"]
    assert all(explained.explain(outline.code, item.code).example for item in outline.items)


def test_help_stands_beside_the_item_at_rating_and_in_the_conversation(world, visit):
    review = world.review()
    page = visit(world.ana).get(f"/assessments/{review.id}/rec-knowledge")
    beside = page.tree.xpath("//fieldset[@id='REC-K04']//details/summary/text()")
    assert beside[:2] == ["What it can look like", "The stages of change"]
    assert page.says("SAMHSA, TIP 35 (2019)")
    for side in Side:
        world.rate(review, side)
        world.send(review, side)
    assert visit(world.dana).get(f"/reviews/{review.id}/conversation/PRO-K01").says("dhs.state.il.us item 28128")
    assert visit(world.ana).get(f"/reviews/{review.id}").says(str(glossary.STATES[review.state]))


def test_the_glossary_explains_each_level_state_and_answer(world, visit):
    page = visit(world.ana).get("/help/words")
    for words in ("5 Can guide others", "Awaiting signatures", "Not observed yet", "Not part of my role", "Trail"):
        assert page.says(words)
    terms = [str(term) for term, _meaning in glossary.TERMS]
    assert terms == sorted(terms)


class TestTour:
    def test_it_is_offered_until_it_is_skipped_and_can_be_taken_again(self, world, visit):
        ana = visit(world.ana)
        assert ana.get("/").says("Take the tour")
        assert ana.follow(ana.post("/help/tour/end")).says("You find the tour again under Help.")
        ana.post("/help/tour/end")
        assert not ana.get("/").says("Take the tour")
        assert ana.get("/help").says("Take the tour")
        assert visit(world.dana).get("/").says("Take the tour")

    def test_ending_it_twice_leaves_one_line_in_the_trail(self, world, visit, session):
        from tracker.database import db

        for _time in range(2):
            visit(world.ana).post("/help/tour/end")
        lines = db.session.execute(select(TrailLine).where(TrailLine.event == "tour.ended")).scalars().all()
        assert [line.actor_id for line in lines] == [world.ana.id]

    @pytest.mark.parametrize(("role", "shown", "hidden"), [(Role.EMPLOYEE, 5, "My team"), (Role.HR, 4, "My team")])
    def test_each_reader_sees_the_pages_that_concern_them(self, world, visit, role, shown, hidden):
        reader = visit(world.person("Someone New", role))
        pages = [reader.get(f"/help/tour/{number}") for number in range(1, shown + 1)]
        titles = [page.tree.xpath("//h1")[0].text_content() for page in pages]
        assert hidden not in titles
        assert titles[-1] == str(tour.STOPS[-1].title)
        assert pages[0].says("Skip the tour")
        assert pages[-1].says("End the tour")
        reader.get(f"/help/tour/{shown + 1}", 404)
        reader.get("/help/tour/0", 404)

    def test_a_get_does_not_end_it(self, world, visit):
        visit(world.ana).get("/help/tour/end", 405)
