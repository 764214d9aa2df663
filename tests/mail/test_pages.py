"""The administrator's outbox."""

from sqlalchemy import select, update

from tracker.audit.models import TrailLine
from tracker.database import db
from tracker.mail.models import Mail, MailState


def test_the_outbox_shows_what_was_written_and_that_there_is_no_server(world, post, visit):
    admin = visit(world.admin)
    assert "None." in admin.get("/mail/").words()
    post.put(world.ana)
    page = admin.get("/mail/")
    assert "the settings name no mail server" in page.words()
    assert "Ana RuizA test" in page.words()
    assert "1 Waiting to be sent" in page.words()
    assert "None." in admin.get("/mail/?state=sent").words()


def test_a_mail_is_read_with_a_line_in_the_trail_and_sent_again_once(world, post, visit):
    post.put(world.ana)
    mail = db.session.execute(select(Mail)).scalar_one()
    admin = visit(world.admin)
    assert "One thing." in admin.get(f"/mail/{mail.id}").words()
    admin.post(f"/mail/{mail.id}/send-again", status=409)
    db.session.execute(update(Mail).values(state=MailState.FAILED, fault="550 no such person"))
    page = admin.get(f"/mail/{mail.id}")
    assert "550 no such person" in page.words()
    assert "It waits to be sent now." in admin.follow(admin.post(f"/mail/{mail.id}/send-again")).words()
    db.session.refresh(mail)
    assert (mail.state, mail.fault) == (MailState.WAITING, "")
    lines = select(TrailLine.event).where(TrailLine.about_id == world.ana.id, TrailLine.record_id == mail.id)
    assert set(db.session.execute(lines).scalars()) == {"mail.opened", "mail.sent_again"}


def test_the_outbox_takes_the_same_queries_for_many(world, post, visit, count_queries):
    admin = visit(world.admin)
    post.put(world.ana)
    admin.get("/mail/")
    with count_queries as one:
        admin.get("/mail/")
    for number in range(30):
        post.put(world.person(f"Pat {number}"))
    with count_queries as many:
        admin.get("/mail/")
    assert one.total == many.total
