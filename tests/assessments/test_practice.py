import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tests.support.world import World
from tracker.assessments import actions, practising, queries, sending
from tracker.assessments.models import Assessment, Practice, Rating, RatingRevision
from tracker.audit import actions as audit
from tracker.audit import queries as trail
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.frameworks import queries as frameworks
from tracker.reviews import queries as reviews
from tracker.reviews import standings

WORDS = (
    "PRACTICE. Try anything. Only you can see this. It is not counted, not reported, and never becomes your real "
    "review. You can delete it at any time."
)


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def start(world: World, by):
    version, scale = frameworks.find_version("crss"), frameworks.get_newest_scale()
    return practising.start_practice(framework=version, scale=scale, by=by)


class TestPages:
    def test_starting_rating_and_deleting(self, world, visit):
        ana = visit(world.ana)
        page = ana.get("/practice/")
        assert page.says(WORDS)
        assert ana.get("/").links().count("/practice/") == 1
        rating = ana.follow(ana.post("/practice/", {"framework": "crss"}))
        assert rating.says(WORDS)
        assert rating.tree.xpath("//aside[@data-word='PRACTICE']")
        address = rating.tree.xpath("//form[@id='section']/@action")[0].removesuffix("/adv-tasks")
        ana.tap(f"{address}/answers/ADV-T01", {"answer-ADV-T01": "4", "revision-ADV-T01": "0"})
        assert ana.get("/practice/").says("1 of 89")
        assert ana.follow(ana.get(address, 302)).says(WORDS)
        done = ana.follow(ana.post("/practice/delete"))
        assert done.says("Nothing of it is left.")
        ana.get(f"{address}/adv-tasks", 404)
        assert [count(model) for model in (Assessment, Practice, Rating, RatingRevision)] == [0, 0, 0, 0]

    def test_an_unknown_list_is_a_form_error(self, world, visit):
        page = visit(world.ana).post("/practice/", {"framework": "horoscope"}, 422)
        assert page.errors()
        assert count(Practice) == 0

    def test_a_second_one_is_refused(self, world, visit):
        world.practice()
        visit(world.ana).post("/practice/", {"framework": "crss"}, 409)
        assert count(Practice) == 1

    def test_every_page_is_marked_and_offers_the_way_out(self, world, visit):
        own = world.practice()
        for section in own.outline.sections:
            page = visit(world.ana).get(f"/assessments/{own.assessment.id}/{section.slug}")
            assert page.says(WORDS)
            assert page.says("Delete this practice")
            assert "Who can see this: only you. " in page.words()

    def test_the_methods(self, world, visit):
        visit(world.ana).raw("GET", "/practice/delete")
        assert visit(world.ana).raw("GET", "/practice/delete").status_code == 405


class TestAlone:
    """In no count, list, export, snapshot or report, and in no line that anyone else reads."""

    def test_no_list_of_reviews_holds_it(self, world):
        world.practice()
        assert reviews.list_readable(world.ana, world.ana) == []
        assert reviews.find_open_review(world.ana.id) is None
        (standing,) = standings.list_standings([world.ana])
        assert standing.review is None
        assert sum(standings.count_by_state().values()) == 0

    def test_a_supervisor_finds_no_side_in_it(self, world, visit):
        own = world.practice()
        visit(world.dana).get(f"/assessments/{own.assessment.id}/adv-tasks", 404)
        form = {"answer-ADV-T01": "3", "revision-ADV-T01": "0", "basis-ADV-T01": "saw"}
        visit(world.dana).tap(f"/assessments/{own.assessment.id}/answers/ADV-T01", form, 404)
        assert db.session.get_one(Assessment, own.assessment.id).supervisor_id is None

    def test_a_real_review_beside_it_is_another(self, world, visit):
        own = world.practice()
        review = world.ended()
        assert review.id != own.assessment.id
        assert len(reviews.list_readable(world.ana, world.hr)) == 1
        assert "Just trying." not in visit(world.hr).get(f"/reports/competency/{world.ana.id}").text
        assert count(Rating) == 44 + 1

    @pytest.mark.parametrize("reader", ["hr", "dana", "admin"])
    def test_nobody_else_reads_a_line_about_it(self, world, reader):
        world.practice()
        practising.delete_practice(by=world.ana)
        db.session.commit()
        kinds = {line.record_kind for line in trail.list_about(world.ana, getattr(world, reader), limit=500)}
        assert "practice" not in kinds
        assert "answer" not in kinds

    def test_its_author_reads_every_line(self, world):
        world.practice()
        practising.delete_practice(by=world.ana)
        db.session.commit()
        lines = [line for line in trail.list_about(world.ana, world.ana, limit=9) if line.record_kind == "practice"]
        assert [line.event for line in lines] == ["practice.deleted", "answer.saved", "practice.started"]

    def test_it_is_never_sent(self, world):
        own = world.practice()
        with pytest.raises(Refusal, match="never sent"):
            sending.send(own, knows_of_unanswered=True, proud_of="", by=world.ana)


class TestActions:
    def test_deleting_what_is_not_there_is_refused(self, world):
        with pytest.raises(Stale, match="no practice"):
            practising.delete_practice(by=world.ana)

    def test_only_one_s_own_is_deleted(self, world):
        world.practice(world.ana)
        world.practice(world.dana)
        practising.delete_practice(by=world.dana)
        assert queries.find_practice(world.ana) is not None
        assert count(Rating) == 1

    def test_with_revisions_too(self, world):
        own = world.practice()
        actions.save(own, own.outline.items[0], actions.Given("5", revision=1), by=world.ana)
        assert count(RatingRevision) == 1
        practising.delete_practice(by=world.ana)
        assert (count(RatingRevision), count(Rating), count(Assessment)) == (0, 0, 0)

    def test_when_the_line_cannot_be_written_nothing_changes(self, world, monkeypatch):
        def broken(*_args, **_more):
            raise RuntimeError

        world.practice()
        monkeypatch.setattr(audit, "record", broken)
        with pytest.raises(RuntimeError):
            practising.delete_practice(by=world.ana)
        db.session.rollback()
        assert (count(Practice), count(Rating)) == (1, 1)
        with pytest.raises(RuntimeError):
            start(world, world.dana)
        db.session.rollback()
        assert count(Practice) == 1

    def test_the_database_holds_one_for_each_person(self, world):
        world.practice()
        db.session.commit()
        assert db.session.execute(select(Practice.person_id)).scalars().all() == [world.ana.id]
        with pytest.raises(IntegrityError):
            db.session.execute(
                Practice.__table__.insert().values(assessment_id=world.review(world.ana).id, person_id=world.ana.id)
            )
        db.session.rollback()

    def test_lines_stay_when_the_practice_is_gone(self, world):
        own = world.practice()
        practising.delete_practice(by=world.ana)
        db.session.commit()
        found = db.session.execute(select(TrailLine.event).where(TrailLine.record_id == own.assessment.id))
        assert len(found.all()) == 3


def test_home_offers_practice_to_those_who_rate(world, visit):
    assert "/practice/" in visit(world.ana).get("/").links()
    assert "/practice/" not in visit(world.hr).get("/").links()
