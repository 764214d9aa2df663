import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.assessments.models import Side
from tracker.audit import actions as audit
from tracker.consultations import actions, queries
from tracker.consultations.models import EntryKind, LogDraft, LogEntry, Mode
from tracker.database import db
from tracker.errors import Stale
from tracker.people.models import Role
from tracker.reviews import actions as reviews


@pytest.fixture
def draft(world):
    world.awaiting()
    (made,) = queries.list_drafts_of(world.dana)
    return made


def test_finishing_a_conversation_begins_an_entry_for_the_supervisor(world, draft):
    assert (draft.person_id, draft.minutes, draft.held_on) == (world.ana.id, 60, clock.today())
    assert (draft.kind, draft.mode) == (EntryKind.CO_REFLECTION, Mode.IN_PERSON)
    assert draft.is_open


def test_it_counts_nowhere_until_it_is_saved(world, draft):
    today = clock.today()
    assert queries.list_visible(world.ana.id, world.dana) == []
    assert queries.last_supervision([world.ana.id]) == {}
    assert not queries.counted_by_domain(world.ana.id, since=today, until=today)
    assert queries.list_unconfirmed(world.ana) == []


def test_home_shows_it_and_saving_completes_it(world, draft, visit):
    dana = visit(world.dana)
    home = dana.get("/")
    assert home.says("Complete the log entry with Ana Ruiz")
    address = f"/log/new?draft={draft.id}"
    assert address in home.links()
    page = dana.get(address)
    assert (page.value("minutes"), page.value("kind"), page.value("mode")) == ("60", "co_reflection", "in_person")
    assert page.value("attendees") == str(world.ana.id)
    form = {name: page.value(name) for name in ("key", "attendees", "held_on", "minutes", "kind", "mode")}
    dana.post(address, {**form, "split_ADV": "60", "summary": "The review."})
    (entry,) = db.session.execute(select(LogEntry)).scalars()
    assert db.session.get_one(LogDraft, draft.id).entry_id == entry.id
    assert not dana.get("/").says("Complete the log entry with Ana Ruiz")
    assert queries.counted_by_domain(world.ana.id, since=clock.today(), until=clock.today()) == {"ADV": 60}
    dana.post(address, {**form, "split_ADV": "60", "summary": "Sent twice."})
    assert db.session.execute(select(func.count()).select_from(LogEntry)).scalar_one() == 1


def test_saving_it_a_second_time_in_another_tab_is_refused(world, draft, visit):
    dana = visit(world.dana)
    address = f"/log/new?draft={draft.id}"
    pages = [dana.get(address) for _tab in range(2)]
    forms = [
        {name: page.value(name) for name in ("key", "attendees", "held_on", "minutes", "kind", "mode")}
        for page in pages
    ]
    dana.post(address, {**forms[0], "summary": "The review."})
    dana.post(address, {**forms[1], "summary": "The review."}, 409)
    assert db.session.execute(select(func.count()).select_from(LogEntry)).scalar_one() == 1


def test_the_employee_sees_that_there_is_a_draft_and_others_do_not(world, draft, visit):
    address = f"/people/{world.ana.id}/log"
    assert "Draft since" in visit(world.ana).get(address).text
    assert "Complete the entry of" in visit(world.dana).get(address).text
    assert "Draft since" not in visit(world.hr).get(address).text


def test_discarding(world, draft, visit):
    dana = visit(world.dana)
    dana.post(f"/log/drafts/{draft.id}/discard")
    assert queries.list_drafts_of(world.dana) == []
    dana.post(f"/log/drafts/{draft.id}/discard", status=409)


def test_it_is_its_supervisor_s_alone(world, draft, visit):
    backup = world.person("Bo Other", Role.SUPERVISOR)
    visit(backup).get(f"/log/new?draft={draft.id}", 404)


def test_a_conversation_finished_again_changes_the_draft_and_begins_no_second(world, visit):
    review = world.awaiting()
    reviews.return_to_conversation(world.side(review, Side.EMPLOYEE), reason="A figure.", by=world.ana)
    db.session.commit()
    world.finish(review)
    (draft,) = queries.list_drafts_of(world.dana)
    actions.discard_draft(draft, by=world.dana)
    reviews.return_to_conversation(world.side(review, Side.EMPLOYEE), reason="Another.", by=world.ana)
    db.session.commit()
    world.finish(review)
    assert queries.list_drafts_of(world.dana) == []
    assert db.session.execute(select(func.count()).select_from(LogDraft)).scalar_one() == 1


def test_a_closed_draft_is_not_completed(world, draft):
    actions.discard_draft(draft, by=world.dana)
    with pytest.raises(Stale, match="saved or discarded already"):
        actions.complete_draft(draft, world.entry())


def test_when_the_line_cannot_be_written_nothing_changes(world, draft, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        actions.discard_draft(draft, by=world.dana)
    db.session.rollback()
    assert db.session.get_one(LogDraft, draft.id).is_open


@pytest.mark.parametrize("wrong", ["minutes", "oneself", "both"])
def test_the_database_refuses_what_must_never_be(world, draft, wrong):
    if wrong == "minutes":
        draft.minutes = 601
    elif wrong == "oneself":
        draft.person_id = draft.supervisor_id
    else:
        draft.entry_id, draft.discarded_at = world.entry().id, clock.now()
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
