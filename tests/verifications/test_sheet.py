"""The form with many items, verifying from an observation, and what the sheet says of each competency."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tests.support.world import UNKNOWN
from tests.verifications.test_actions import read_goal, shown
from tests.verifications.test_pages import form, new, saved
from tracker import clock
from tracker.assessments.models import Side
from tracker.database import db
from tracker.errors import Refusal
from tracker.observations.models import ObservationMethod, Setting
from tracker.people.models import AssignmentKind, Role
from tracker.verifications import actions
from tracker.verifications.models import Method, Verification

NINE = [f"ADV-T{number:02}" for number in range(1, 10)]


def sentences(codes):
    return {f"sentences-{code}": f"Did {code} alone." for code in codes}


class TestMany:
    def test_nine_items_ask_for_a_sentence_each_and_keep_what_was_typed(self, world, visit):
        sent = form(items=NINE, **sentences(NINE[:8]))
        page = visit(world.dana).post(new(world.ana), sent, 422)
        assert page.errors() == ["More than 8 items from one event need a sentence each. Write one for ADV-T09."]
        assert page.value("sentences-ADV-T01") == "Did ADV-T01 alone."
        assert page.value("sentences-ADV-T09") == ""
        assert saved() == []

    def test_with_a_sentence_each_it_is_saved_and_shown(self, world, visit):
        dana = visit(world.dana)
        page = dana.follow(dana.post(new(world.ana), form(items=NINE, **sentences(NINE))))
        assert page.says("Did ADV-T09 alone.")
        assert sorted(item.evidence for item in saved()[0].items) == [f"Did {code} alone." for code in NINE]

    def test_eight_ask_for_none(self, world, visit):
        visit(world.dana).post(new(world.ana), form(items=NINE[:8]))
        assert {item.evidence for item in saved()[0].items} == {""}

    def test_a_sentence_that_is_too_long_is_answered(self, world, visit):
        sent = form(items=NINE, **sentences(NINE[:8]), **{"sentences-ADV-T09": "x" * 4001})
        assert visit(world.dana).post(new(world.ana), sent, 422).says("Shorten this to 4000 characters or fewer.")

    def test_the_fields_come_while_choosing(self, world, visit):
        dana = visit(world.dana)
        path = f"/people/{world.ana.id}/verifications/sentences"
        piece = dana.tap(path, {"items": NINE, "sentences-ADV-T01": "Kept."})
        assert piece.value("sentences-ADV-T01") == "Kept."
        assert len(piece.tree.xpath("//textarea")) == 9
        assert not dana.tap(path, {"items": NINE[:8]}).text.strip()
        assert saved() == []

    def test_the_page_asks_for_them_by_itself(self, world, visit):
        page = visit(world.dana).get(new(world.ana))
        (place,) = page.tree.xpath("//div[@id='sentences']")
        assert place.get("hx-post") == f"/people/{world.ana.id}/verifications/sentences"
        assert place.get("hx-trigger") == "change from:#items"


class TestFromAnObservation:
    def test_it_fills_items_event_day_and_method(self, world, visit):
        day = clock.today() - timedelta(days=3)
        seen = world.observation(
            "ADV-T01", "ADV-T02", observed_on=day, setting=Setting.GROUP, method=ObservationMethod.ROLE_PLAY
        )
        dana = visit(world.dana)
        offered = f"{new(world.ana)}?observation={seen.id}"
        assert offered in dana.get(f"/observations/{seen.id}").links()
        page = dana.get(offered)
        assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["ADV-T01", "ADV-T02"]
        assert page.value("event") == "Group: Role play"
        assert page.value("observed_on") == day.isoformat()
        assert page.value("method") == "demonstration"
        assert page.says("A planning meeting.")
        page = dana.follow(dana.post(offered, form()))
        assert saved()[0].observation_id == seen.id
        assert f"/observations/{seen.id}" in page.links()

    def test_it_is_named_only_to_those_who_may_open_it(self, world, visit):
        second = world.person("Mei Tanaka", Role.SUPERVISOR)
        world.assign(world.ana, second, AssignmentKind.SECOND)
        seen = world.observation("ADV-T01")
        made = world.verification(observation=seen)
        address = f"/observations/{seen.id}"
        assert address in visit(world.ana).get(f"/verifications/{made.id}").links()
        assert address not in visit(second).get(f"/verifications/{made.id}").links()

    def test_only_one_s_own_shared_one_about_this_person(self, world, visit):
        luis = world.person("Luis Ortega")
        world.assign(luis, world.dana)
        second = world.person("Mei Tanaka", Role.SUPERVISOR)
        world.assign(world.ana, second, AssignmentKind.SECOND)
        drafted = world.observation(share=False)
        other_person, other_writer = world.observation(person=luis), world.observation(by=second)
        for seen in (drafted, other_person, other_writer):
            visit(world.dana).get(f"{new(world.ana)}?observation={seen.id}", 404)
            visit(world.dana).post(f"{new(world.ana)}?observation={seen.id}", form(), 404)
            with pytest.raises(Refusal, match="an observation of your own that is shared with Ana Ruiz"):
                world.verification(observation=seen)
        visit(world.dana).get(f"{new(world.ana)}?observation={UNKNOWN}", 404)


class TestByItem:
    def sheet(self, world, visit, reader):
        return visit(reader).get(f"/people/{world.ana.id}/verifications")

    def test_each_competency_once_with_the_newest_event(self, world, visit):
        today = clock.today()
        world.verification("ADV-T01", "ADV-T02", event="Old event", observed_on=today - timedelta(days=20))
        world.verification("ADV-T01", event="New event", level=5)
        actions.withdraw(world.verification("ADV-T03", event="Gone"), reason="No.", by=world.dana)
        page = self.sheet(world, visit, world.ana)
        lines = [line.text_content() for line in page.tree.xpath("//section[h2='By competency']//li")]
        assert len(lines) == 2
        assert "New event" in lines[0]
        assert "Verified: shown at Can guide others" in lines[0]
        assert "Old event" in lines[1]
        events = page.words("//section[h2='By event']")
        assert "First time" in events
        assert "Again, as due" in events

    def test_due_again_says_so(self, world, visit):
        made = world.verification(observed_on=clock.today() - timedelta(days=3 * 366))
        page = self.sheet(world, visit, world.ana)
        assert page.says(f"Due again since {made.due_again_on:%B %-d, %Y}.")

    def test_a_next_step_names_its_goal(self, world, visit):
        goal = read_goal(world, world.goal("ADV-T01", statement="I want to lead."))
        world.verification(shown=shown(world, "ADV-T01", level=3, goal=goal))
        page = self.sheet(world, visit, world.dana)
        assert page.says("Shown at level 3; next step agreed: I want to lead.")
        assert f"/goals/{goal.id}" in page.links()

    def test_a_later_lower_rating_in_an_ended_review_is_said_and_undoes_nothing(self, world, visit):
        world.require("ADV-T01")
        world.verification("ADV-T01", level=5, observed_on=clock.today() - timedelta(days=30))
        second = world.person("Mei Tanaka", Role.SUPERVISOR)
        world.assign(world.ana, second, AssignmentKind.SECOND)
        assert not self.sheet(world, visit, world.dana).says("Rated lower since")
        world.ended()
        for reader in (world.ana, world.dana, world.hr):
            page = self.sheet(world, visit, reader)
            assert page.says("Rated lower since (")
            assert page.says("The verification stands until it is due again or withdrawn.")
            assert page.says("Verified: shown at Can guide others")
        # Those who read no review are not told what was rated in one.
        assert not self.sheet(world, visit, second).says("Rated lower since")

    def test_also_where_a_later_focus_set_left_the_item_out(self, world, visit):
        world.verification("ADV-T01", level=5, observed_on=clock.today() - timedelta(days=30))
        world.ended()
        review = world.review(focus=["ADV-T02"])
        for side in Side:
            world.rate(review, side)
            world.send(review, side)
        world.finish(review)
        for side in Side:
            world.sign(review, side)
        assert self.sheet(world, visit, world.dana).says("Rated lower since (")

    def test_an_earlier_rating_or_one_as_high_is_not(self, world, visit):
        world.ended()
        world.verification("ADV-T01", level=5)
        assert not self.sheet(world, visit, world.dana).says("Rated lower since")

    def test_one_event_or_many_take_as_many_queries(self, world, visit, count_queries):
        dana, totals = visit(world.dana), []
        world.require("ADV-T01", "ADV-T02")
        dana.get(f"/people/{world.ana.id}/verifications")  # The first opening writes its line in the trail.
        for events in (1, 20):
            for _number in range(events):
                world.verification("ADV-T01", "ADV-T02", key=uuid4())
            with count_queries as seen:
                dana.get(f"/people/{world.ana.id}/verifications")
            totals.append(seen.total)
        assert totals[0] == totals[1]


def test_the_trail_says_how_and_whether_for_the_first_time(world, visit):
    world.verification("ADV-T01", method=Method.DEMONSTRATION)
    page = visit(world.ana).get(f"/people/{world.ana.id}/trail")
    assert page.says("ADV-T01, Demonstration or role play, First time")


def test_a_verification_from_before_the_kind_was_asked_reads_as_it_did(world, visit):
    made = world.verification()
    row = db.session.execute(
        select(Verification).where(Verification.id == made.id).options(selectinload(Verification.qualification))
    ).scalar_one()
    row.qualification = None
    db.session.commit()
    page = visit(world.ana).get(f"/verifications/{made.id}")
    assert page.words("//div[dt='Qualified by']/dd") == "CRSS"
