"""My examples: private until shared, then evidence that stays as it is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.errors import Refusal, Stale
from tracker.observations import examples, keeping_examples
from tracker.observations.models import Example, ExampleItem
from tracker.people.models import AssignmentKind, Role
from tracker.verifications.models import Method, VerifiedExample


def form(**more):
    values = {
        "key": str(uuid4()),
        "items": ["ADV-T01", "PRO-K02"],
        "happened_on": clock.today().isoformat(),
        "text": "Led the planning meeting.",
    }
    return {**values, **more}


def saved():
    statement = select(Example).options(selectinload(Example.items)).order_by(Example.created_at)
    return db.session.execute(statement).scalars().all()


class TestPrivate:
    def test_an_example_is_the_employees_alone(self, world, visit):
        ana = visit(world.ana)
        page = ana.follow(ana.post("/examples/new", form()))
        assert page.says("Saved. Only you can read it until you share it.")
        (made,) = saved()
        assert ana.get(f"/people/{world.ana.id}/examples").says("Led the planning meeting.")
        for reader in (world.dana, world.hr):
            visit(reader).get(f"/examples/{made.id}", 404)
            assert not visit(reader).get(f"/people/{world.ana.id}/examples").says("Led the planning meeting.")

    def test_hr_finds_no_line_of_a_private_one_in_the_trail(self, world, visit):
        kept = world.example()
        keeping_examples.change(
            kept, items=world.ids("ADV-T02"), happened_on=clock.today(), text="Other words.", by=world.ana
        )
        keeping_examples.delete(kept, by=world.ana)
        db.session.commit()
        page = visit(world.hr).get(f"/people/{world.ana.id}/trail")
        assert not page.says("an example of their own")
        own = visit(world.ana).get(f"/people/{world.ana.id}/trail")
        for done in ("wrote", "changed", "deleted"):
            assert own.says(f"{done} an example of their own")

    def test_it_can_be_changed_and_deleted(self, world, visit):
        ana, made = visit(world.ana), world.example("ADV-T01")
        address = f"/examples/{made.id}"
        page = ana.get(f"{address}/edit")
        assert page.value("text") == "Led the group alone."
        assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["ADV-T01"]
        ana.post(f"{address}/edit", form(items=["ADV-T01", "MEN-T03"]))
        (changed,) = saved()
        assert changed.text == "Led the planning meeting."
        assert {one.competency_id for one in changed.items} == set(world.ids("ADV-T01", "MEN-T03"))
        ana.post(f"{address}/delete")
        assert saved() == []
        ana.get(address, 404)

    def test_sent_twice_it_is_one(self, world, visit):
        ana, sent = visit(world.ana), form()
        assert ana.post("/examples/new", sent).location == ana.post("/examples/new", sent).location
        assert len(saved()) == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            ("items", [], "Choose at least one task or area of knowledge."),
            ("text", " ", "Write in a sentence or two what you did."),
            ("text", "x" * 4001, "Shorten this to 4000 characters or fewer."),
            ("happened_on", "", "Choose the day it happened."),
            ("happened_on", "2999-01-01", "Choose today or an earlier day: this cannot have happened yet."),
        ],
    )
    @pytest.mark.parametrize("address", ["/examples/new", "/examples/{}/edit"])
    def test_bad_input_is_answered_with_an_instruction_and_nothing_is_lost(self, world, visit, address, wrong):
        kept, (field, value, message) = world.example(), wrong
        page = visit(world.ana).post(address.format(kept.id), form(**{field: value}), 422)
        assert page.errors() == [message]
        assert field == "text" or page.value("text") == "Led the planning meeting."
        assert [one.text for one in saved()] == ["Led the group alone."]

    def test_the_rules_ask_for_an_item_and_a_day_that_has_been(self, world):
        with pytest.raises(Refusal, match="at least one task"):
            keeping_examples.keep(items=[], happened_on=clock.today(), text="x", key=uuid4(), by=world.ana)
        with pytest.raises(Refusal, match="has not happened yet"):
            world.example(happened_on=clock.today() + timedelta(days=1))


class TestShared:
    def test_sharing_is_an_act_with_a_time_and_final(self, world, visit):
        made = world.example()
        ana, address = visit(world.ana), f"/examples/{made.id}"
        assert ana.follow(ana.post(f"{address}/share")).says("Shared with your supervisors and HR.")
        assert saved()[0].shared_at is not None
        assert visit(world.dana).get(address).says("Led the group alone.")
        assert visit(world.hr).get(f"/people/{world.ana.id}/examples").says("Led the group alone.")
        for path in ("share", "delete", "edit"):
            page = ana.post(f"{address}/{path}", form(text="Newer words."), 409)
            assert page.says("This example is shared, so it stays as it is.")
        assert saved()[0].text == "Led the group alone."

    def test_one_tap_writes_and_shares(self, world, visit):
        ana = visit(world.ana)
        assert ana.follow(ana.post("/examples/new", form(share="1"))).says("Saved and shared.")
        assert saved()[0].shared_at is not None

    def test_who_reads_it(self, world):
        shared = world.example(share=True)
        second = world.person("Sam Second", Role.SUPERVISOR)
        world.assign(world.ana, second, AssignmentKind.SECOND)
        for reader, reads in ((world.ana, True), (world.dana, True), (world.hr, True), (second, False)):
            assert [one.id for one in examples.list_visible(world.ana.id, reader)] == [shared.id] * reads

    def test_opening_it_is_in_the_trail(self, world, visit):
        shared = world.example(share=True)
        visit(world.dana).get(f"/examples/{shared.id}")
        line = db.session.execute(select(TrailLine).where(TrailLine.event == "example.opened")).scalar_one()
        assert (line.actor_id, line.record_id, line.about_id) == (world.dana.id, shared.id, world.ana.id)

    def test_it_stands_beside_the_item_at_rating_time(self, world, visit):
        review = world.review()
        world.example("ADV-T01", text="Only mine.")
        world.example("ADV-T01", text="Shared one.", share=True)
        here = "//fieldset[@data-code='ADV-T01']//details[contains(summary, 'example')]"
        page = visit(world.ana).get(f"/assessments/{review.id}/adv-tasks")
        assert "2 examples" in page.words(here)
        assert "Only mine." in page.words(here)
        assert "/examples/new?item=ADV-T01" in page.links()
        theirs = visit(world.dana).get(f"/assessments/{review.id}/adv-tasks")
        assert "Shared one." in theirs.words(here)
        assert not theirs.says("Only mine.")
        assert "/examples/new?item=ADV-T01" not in theirs.links()


class TestEvidence:
    def test_a_shared_example_is_exemplar_evidence(self, world, visit):
        shared = world.example("ADV-T01", share=True)
        dana = visit(world.dana)
        address = f"/people/{world.ana.id}/verifications/new?example={shared.id}"
        assert address in dana.get(f"/examples/{shared.id}").links()
        page = dana.get(address)
        assert page.says("Led the group alone.")
        assert page.value("method") == "exemplar"
        assert page.tree.xpath("//input[@name='items'][@checked]/@value") == ["ADV-T01"]
        sent = {
            "items": ["ADV-T01"],
            "level": "4",
            "method": "exemplar",
            "event": "Own example",
            "observed_on": clock.today().isoformat(),
            "evidence": "Read it together.",
            "qualification": "credential",
            "qualified_by": "CRSS",
            "goal": "",
        }
        made = dana.post(address, sent).location
        assert f"/examples/{shared.id}" in dana.get(made).links()
        assert f"/examples/{shared.id}" in visit(world.ana).get(made).links()
        second = world.person("Sam Second", Role.SUPERVISOR)
        world.assign(world.ana, second, AssignmentKind.SECOND)
        assert f"/examples/{shared.id}" not in visit(second).get(made).links()

    def test_a_private_one_and_one_of_another_are_none(self, world, visit):
        luis = world.person("Luis Ortega")
        world.assign(luis, world.dana)
        private, his = world.example(), world.example(by=luis, share=True)
        for example in (private, his):
            with pytest.raises(Refusal, match="an example that Ana Ruiz has shared"):
                world.verification(method=Method.EXEMPLAR, example=example)
            visit(world.dana).get(f"/people/{world.ana.id}/verifications/new?example={example.id}", 404)
        assert db.session.execute(select(VerifiedExample)).all() == []

    def test_a_verification_rests_on_one(self, world):
        shared = world.example(share=True)
        made = world.verification(method=Method.EXEMPLAR, example=shared)
        with pytest.raises(IntegrityError):
            db.session.execute(insert(VerifiedExample).values(verification_id=made.id, example_id=shared.id))


def test_a_failing_trail_leaves_nothing_changed(world, break_trail):
    kept = world.example()

    break_trail()
    for act in (
        world.example,
        lambda: keeping_examples.share(kept, by=world.ana),
        lambda: keeping_examples.delete(kept, by=world.ana),
        lambda: keeping_examples.change(
            kept, items=world.ids("ADV-T02"), happened_on=clock.today(), text="No.", by=world.ana
        ),
    ):
        with pytest.raises(RuntimeError):
            act()
        db.session.rollback()
    db.session.expire_all()
    (one,) = saved()
    assert (one.text, one.shared_at) == ("Led the group alone.", None)


def test_an_example_of_somebody_else_is_gone_to_others(world):
    with pytest.raises(Stale, match="gone"):
        keeping_examples.share(world.example(), by=world.dana)


@pytest.mark.parametrize("wrong", [{"text": ""}, {"person_id": None}, {"happened_on": None}], ids=str)
def test_the_database_refuses(world, wrong):
    values = {"id": uuid4(), "person_id": world.ana.id, "happened_on": clock.today(), "text": "x"}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Example).values({**values, "created_at": clock.now(), **wrong}))


def test_an_item_of_an_example_stands_once(world):
    kept = world.example("ADV-T01")
    with pytest.raises(IntegrityError):
        db.session.execute(insert(ExampleItem).values(example_id=kept.id, competency_id=world.ids("ADV-T01")[0]))
