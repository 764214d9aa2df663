import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import update

from tracker import clock
from tracker.assessments.models import Side
from tracker.database import db
from tracker.goals import queries as goals
from tracker.language import say_date
from tracker.reports import content, queries
from tracker.reports.models import Audience
from tracker.reports.required import list_required
from tracker.sign_in.actions import make_link
from tracker.signatures import actions as signing
from tracker.signatures import queries as signed
from tracker.signatures.models import StatementPart
from tracker.verifications import actions as verifications
from tracker.verifications.models import Requirement


@pytest.fixture
def gather(world, app):
    """The content of a report as a reader gets it."""

    def gather(reader, audience=Audience.PERSONNEL_FILE, review=None):
        with app.test_request_context():
            asked = queries.find_asked(world.ana, reader, review)
            return content.gather(asked.reading, audience=audience, is_newest=asked.is_newest)

    return gather


def items(report):
    return {item.code: item for section in report.sections for item in section.items}


def texts(report):
    return repr(dataclasses.asdict(report))


def say(world, part, record_id, text, code=None):
    signing.add_statement(part=part, record_id=record_id, item_code=code, text=text, by=world.ana)
    db.session.commit()


def test_the_report_says_who_and_what_for(world, told, gather):
    report = gather(world.hr)
    assert (report.employer, report.person, report.job_title) == ("Example Employer", "Ana Ruiz", "Peer specialist")
    assert report.credential == "CRSS 4711, expires January 1, 2027"
    assert report.supervisor == "Dana Whitfield, CRSS 9000, expires January 1, 2027"
    assert (report.used_for, report.not_used_for) == ("Growth.", "Pay.")
    assert "Read, and does not agree" in report.state
    assert report.framework == "CRSS Competencies, version 1"


def test_every_item_stands_in_source_order_with_both_answers_in_words(world, told, gather):
    found = items(gather(world.hr))
    assert list(found) == [item.code for item in world.outline.items]
    first = found["ADV-T01"]
    assert (first.employee.words, first.employee.level, first.supervisor.words) == ("Can guide others", 5, "Steady")
    assert first.employee.sentence.startswith("I do this in hard situations")
    assert first.supervisor.note == "I saw it"
    assert (first.outcome, first.agreed_level, first.wants_training) == ("Agreed: Steady", 4, True)
    assert found["ADV-T02"].employee.words == "Not part of the role"
    assert found["ADV-T02"].employee.note
    assert found["ADV-T02"].supervisor.words == "Not observed yet"
    assert found["ADV-T03"].employee.words == found["ADV-T03"].supervisor.words == "Not answered"
    assert found["ADV-T04"].outcome == "Both views kept"
    assert found["ADV-T05"].outcome == "Proposed, not agreed: Steady"


def test_page_one_says_what_the_job_requires_and_the_supervisor_s_job(world, told, gather):
    assert gather(world.hr).required == ("No competency is required of this job.",)
    world.require("ADV-T02", "ADV-T03", "ADV-T05")
    goal = goals.list_open(world.ana.id, world.dana)[0]
    item = world.outline.by_code["ADV-T02"]
    world.verification(shown=[verifications.Shown(item, 2, goal=goal)])
    found = gather(world.hr)
    by = say_date(clock.today() + timedelta(days=90))
    assert found.required == (
        "Verified now: 1 of 3 required items.",
        f"Due: 1 item: ADV-T05 by {by}.",
        f"Shown below the level, next step agreed: 1 item: ADV-T02 by {by}.",
    )
    assert found.supervisor_job_title == "Peer specialist"


def test_an_older_report_says_what_stood_on_the_day_of_its_conversation(world, told, app):
    world.require("ADV-T03")
    db.session.execute(update(Requirement).values(created_at=clock.now() - timedelta(days=420)))
    with app.test_request_context():
        earlier = clock.today() - timedelta(days=400)
        (said, due) = list_required(world.ana, held_on=earlier, is_newest=False)
        assert said == "Verified now: 0 of 1 required item."
        assert due.startswith("Due: 1 item: ADV-T03 by ")
        assert list_required(world.ana, held_on=earlier, is_newest=True) == ("Verified now: 1 of 1 required item.",)


def test_what_is_overdue_names_who_must_act_and_page_one_names_no_more_than_six(world, told, app, time_machine):
    world.require(*(f"ADV-T{number:02}" for number in range(4, 12)))
    time_machine.move_to(clock.now() + timedelta(days=91))
    with app.test_request_context():
        due = list_required(world.ana, held_on=clock.today(), is_newest=True)[1]
    named = ", ".join(f"ADV-T{number:02}" for number in range(4, 10))
    day = say_date(clock.today() - timedelta(days=1))
    assert due == f"Due: 8 items: {named}, overdue since {day}: Dana Whitfield must act; and 2 more."


def test_strengths_and_goals_stand_beside_one_another_while_they_are_short(world, told, gather):
    short = gather(world.hr)
    assert short.fits_side_by_side
    assert not dataclasses.replace(short, proud_of="The group I lead. " * 30).fits_side_by_side


def test_counts_stand_per_level_and_other_answers_apart(world, told, gather):
    advocacy = gather(world.hr).pictures[0]
    own, other, agreed = advocacy.strips
    assert advocacy.total == 22
    assert dict(own.counts) == {"New to me": 0, "Learning": 1, "Growing": 18, "Steady": 0, "Can guide others": 1}
    assert (own.others, own.apart) == (2, (("Not part of the role", 1), ("Not answered", 1)))
    assert (other.others, other.apart) == (2, (("Not observed yet", 1), ("Not answered", 1)))
    assert dict(agreed.counts)["Steady"] == 1
    assert (agreed.others, agreed.apart) == (21, (("No level agreed", 21),))


@pytest.mark.parametrize(
    ("reader", "said"), [("ana", "Would rather talk about this in person"), ("hr", "Not rated here")]
)
def test_in_person_is_counted_in_the_words_of_the_reader(world, told, gather, reader, said):
    own = gather(getattr(world, reader)).pictures[1].strips[0]
    assert own.apart == ((said, 1),)


@pytest.mark.parametrize("reader", ["ana", "dana"])
def test_the_two_sides_read_in_person(world, told, gather, reader):
    answer = items(gather(getattr(world, reader)))["PRO-T04"].employee
    assert answer.words == "Would rather talk about this in person"
    assert answer.comment == "Only between us."


def test_in_person_reads_not_rated_here_to_anyone_else(world, told, gather, auditor):
    for reader in (world.hr, auditor):
        report = gather(reader)
        answer = items(report)["PRO-T04"].employee
        assert (answer.words, answer.comment, answer.note) == ("Not rated here", "", "")
        assert "in person" not in texts(report).replace("In person", "").lower()


@pytest.mark.parametrize("reader", ["ana", "dana", "hr"])
def test_a_copy_for_someone_outside_never_says_in_person(world, told, gather, reader):
    answer = items(gather(getattr(world, reader), Audience.OUTSIDE))["PRO-T04"].employee
    assert answer.words == "Not rated here"


COMMENTS = ("I do this most days.", "Seen twice.", "We look at it again in May.", "Planning meeting.", "A good talk.")


def test_comments_stand_in_the_personnel_file_and_not_outside(world, told, gather):
    inside, outside = texts(gather(world.hr)), texts(gather(world.hr, Audience.OUTSIDE))
    for comment in COMMENTS:
        assert comment in inside
        assert comment not in outside


def test_the_words_of_one_who_disagrees_are_never_left_out(world, told, gather):
    for audience in Audience:
        employee = gather(world.hr, audience).signatures[1]
        assert (employee.meaning, employee.comment) == ("Read, and does not agree", "I see my groups as steadier.")


def test_statements_added_later_appear_everywhere_and_the_signed_hash_stays(world, told, gather):
    before = gather(world.hr)
    parts = {
        "On the whole.": (StatementPart.REVIEW, told.review.id, None),
        "On one item.": (StatementPart.REVIEW, told.review.id, "ADV-T04"),
        "On the goal.": (StatementPart.GOAL, told.goal.id, None),
        "On the verification.": (StatementPart.VERIFICATION, told.verification.id, None),
    }
    for text, (part, record_id, code) in parts.items():
        say(world, part, record_id, text, code)
    say(world, StatementPart.OBSERVATION, told.observation.id, "On the observation.")
    for audience in Audience:
        report = gather(world.hr, audience)
        assert report.sha256 == before.sha256
        assert all(text in texts(report) for text in parts)
    assert report.statements == (f"On the whole. (written on {clock.today():%B %-d, %Y})",)
    assert items(report)["ADV-T04"].statements
    assert items(report)["ADV-T03"].statements[0].startswith("On the verification.")
    report = gather(world.hr)
    assert "On the observation." in report.observations[0].seen
    assert report.content_sha256 != before.content_sha256


def test_what_was_signed_is_printed_as_it_was_signed(world, told, gather):
    before = gather(world.hr)
    world.ana.name = world.ana.legal_name = "Another Name"
    world.ana.job_title = "Lead"
    told.goal.statement, told.observation.seen = "Changed later.", "Changed later."
    db.session.commit()
    assert gather(world.hr) == before
    assert signed.is_intact(told.review.snapshot)


def test_a_verification_is_named_with_how_by_whom_and_when(world, told, gather):
    day = f"{clock.today():%B %-d, %Y}"
    verified = items(gather(world.hr))["ADV-T03"].verified
    due = f"{told.verification.due_again_on:%B %-d, %Y}"
    said = f"Verified by Dana Whitfield: Direct observation, seen {day}, written {day}. First time; due again {due}"
    assert verified == said
    assert items(gather(world.hr))["ADV-T01"].verified == ""


def test_a_next_step_is_never_called_verified(world, told, gather):
    goal = goals.get_visible(told.goal.id, world.dana)
    item = world.outline.by_code["ADV-T02"]
    world.verification(shown=[verifications.Shown(item, 2, goal=goal)])
    assert items(gather(world.hr))["ADV-T02"].verified.startswith("Shown at level 2; next step agreed. Dana Whitfield")


def test_a_withdrawn_verification_is_not_named(world, told, gather):
    verifications.withdraw(told.verification, reason="Another group.", by=world.dana)
    db.session.commit()
    assert items(gather(world.hr))["ADV-T03"].verified == ""


def test_hours_stand_by_domain_with_general_and_a_total(world, told, gather):
    world.entry(minutes=30, held_on=clock.today() - timedelta(days=366))
    assert gather(world.hr).hours == (
        ("Advocacy", 23),
        ("Professional Responsibility", 0),
        ("Mentoring", 0),
        ("Recovery Support", 0),
        ("General", 22),
        ("Total", 45),
    )


def test_an_older_review_shows_what_was_verified_by_then(world, told, gather):
    with clock.standing_at(clock.now() + timedelta(days=1)):
        world.ended()
        world.verification("ADV-T04", observed_on=clock.today())
        assert items(gather(world.hr))["ADV-T04"].verified
        older = items(gather(world.hr, review=told.review.id))
    assert older["ADV-T04"].verified == ""
    assert older["ADV-T03"].verified


def test_signatures_stand_with_name_meaning_intent_times_and_hash(world, told, gather):
    supervisor, employee = gather(world.hr).signatures
    assert (supervisor.name, supervisor.capacity) == ("Dana Whitfield", "Supervisor")
    assert (employee.name, employee.capacity) == ("Ana Ruiz", "Employee")
    assert "my comment is attached" in employee.intent
    assert supervisor.utc.endswith(" UTC")
    assert "America/Chicago" in supervisor.local
    assert len(supervisor.sha256) == 64
    assert supervisor.note == ""


def test_a_signature_soon_after_a_sign_in_link_says_so(world, app, gather):
    review = world.awaiting()
    make_link(world.ana, by=world.hr, valid_for=timedelta(hours=1))
    for side in Side:
        world.sign(review, side)
    notes = {one.name: one.note for one in gather(world.hr).signatures}
    assert "within seven days before signing" in notes["Ana Ruiz"]
    assert notes["Dana Whitfield"] == ""


def test_the_content_is_frozen_and_its_hash_says_whether_it_changed(world, told, gather):
    report = gather(world.hr)
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.person = "Somebody"
    assert report.content_sha256 == gather(world.hr).content_sha256
    assert report.content_sha256 != gather(world.ana).content_sha256


def test_the_strengths_are_three_at_most_and_the_first_was_seen(world, told, gather):
    assert gather(world.hr).strengths == (
        "Waited for their own words.",
        world.outline.by_code["ADV-T01"].statement,
    )


def test_no_score_is_made_anywhere(world, told, gather):
    words = texts(gather(world.hr)).lower()
    for word in ("average", "mean ", "score", "percent", "%"):
        assert word not in words
