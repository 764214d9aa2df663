"""Mail over a real server: sent once, put off, given up, or nobody knows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tracker import clock
from tracker.database import db
from tracker.mail import queries, sending
from tracker.mail.models import Mail, MailState
from tracker.mail.server import MailServer


@pytest.fixture
def ana(world):
    world.ana.email = "ana.ruiz@example.org"
    return world.ana


def only():
    return db.session.execute(select(Mail)).scalar_one()


def test_a_mail_is_sent_once(ana, post, open_office):
    office = open_office()
    post.put(ana)
    assert post.send(office) == 1
    assert post.send(office) == 0
    (message,) = office.taken
    mail = only()
    assert (mail.state, mail.address) == (MailState.SENT, "ana.ruiz@example.org")
    assert message["From"] == "Example Employer <tracker@localhost>"
    assert message["Message-ID"] == f"<{mail.id}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == "Hello.\n\nOne thing.\n"


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_line_is_encrypted_and_signed_in_and_the_certificate_counts(ana, post, open_office, certificate, scheme):
    office = open_office(scheme, certificate, "p@ss word")
    address = f"{scheme}://tracker:p%40ss%20word@127.0.0.1:{office.port}"
    post.put(ana)
    assert post.send(address) == 0
    assert "CERTIFICATE_VERIFY_FAILED" in only().fault
    db.session.execute(update(Mail).values(due_at=clock.now()))
    assert post.send(f"{address}?ca={certificate}") == 1
    assert office.read() == [("ana.ruiz@example.org", "Something is waiting for you")]


def test_a_wrong_password_puts_everything_off(ana, post, open_office):
    office = open_office(password="right")
    post.put(ana)
    assert post.send(f"smtp://tracker:wrong@127.0.0.1:{office.port}") == 0
    mail = only()
    assert (mail.state, mail.tries, mail.due_at > clock.now()) == (MailState.WAITING, 0, True)
    assert mail.fault.startswith("535")


def test_a_server_that_is_not_there_puts_off_and_after_days_fails(ana, post):
    post.put(ana)
    assert post.send("smtp://127.0.0.1:1") == 0
    assert only().state is MailState.WAITING
    assert "refused" in only().fault
    old = clock.now() - sending.GIVE_UP_AFTER - timedelta(minutes=1)
    db.session.execute(update(Mail).values(due_at=clock.now(), created_at=old))
    post.send("smtp://127.0.0.1:1")
    assert only().state is MailState.FAILED


def test_a_no_for_now_waits_longer_each_time_and_a_no_for_good_fails(world, ana, post, open_office):
    office = open_office()
    office.answers["ana.ruiz@example.org"] = "451 come back"
    post.put(ana)
    waits = []
    for _ in range(3):
        post.send(office)
        waits.append(round((only().due_at - clock.now()).total_seconds() / 60))
        db.session.execute(update(Mail).values(due_at=clock.now()))
    assert waits == [1, 5, 15]
    assert (only().state, only().tries) == (MailState.WAITING, 3)
    office.answers["ana.ruiz@example.org"] = "550 no such person"
    post.send(office)
    assert (only().state, only().fault) == (MailState.FAILED, "550 no such person")


def test_one_that_is_refused_keeps_no_other_from_leaving(world, ana, post, open_office):
    office = open_office()
    world.dana.email = "dana@example.org"
    office.answers["ana.ruiz@example.org"] = "after 554 no"
    post.put(ana)
    post.put(world.dana)
    assert post.send(office) == 1
    assert office.read() == [("dana@example.org", "Something is waiting for you")]


def test_a_line_that_breaks_after_the_hand_over_leaves_it_open_and_nothing_is_sent_twice(ana, post, open_office):
    office = open_office()
    office.answers["ana.ruiz@example.org"] = "after hanging up"
    post.put(ana)
    post.send(office)
    assert only().state is MailState.UNSURE
    office.answers.clear()
    assert post.send(office) == 0
    assert office.taken == []


def test_a_mail_whose_sender_died_is_unsure(app, ana, post):
    post.put(ana)
    long_ago = clock.now() - sending.UNSURE_AFTER - timedelta(seconds=1)
    db.session.execute(update(Mail).values(state=MailState.SENDING, claimed_at=long_ago))
    post.send("smtp://127.0.0.1:1")
    assert only().state is MailState.UNSURE


def test_of_two_senders_one_sends(ana, post, open_office, monkeypatch):
    office = open_office()
    post.put(ana)
    claim = sending._claim
    monkeypatch.setattr(sending, "_claim", lambda mail: claim(mail) and claim(mail))
    assert post.send(office) == 0
    assert office.taken == []


def test_it_says_what_is_true_when_it_leaves(ana, post, open_office):
    office = open_office()
    post.put(ana)
    post.words.clear()
    assert post.send(office) == 0
    assert (only().state, office.taken) == (MailState.DROPPED, [])


@pytest.mark.parametrize("change", [{"email": None}, {"left_on": clock.today() - timedelta(days=5)}])
def test_nothing_goes_to_whoever_has_no_address_or_has_left(ana, post, open_office, change):
    office = open_office()
    post.put(ana)
    for name, value in change.items():
        setattr(ana, name, value)
    assert post.send(office) == 0
    assert only().state is MailState.DROPPED


def test_what_is_too_late_is_dropped(ana, post, open_office):
    office = open_office()
    post.put(ana, expires_at=clock.now() - timedelta(seconds=1))
    assert post.send(office) == 0
    assert only().state is MailState.DROPPED


@pytest.mark.parametrize("address", ["ana ruiz@example.org", "ana", "aña@example.org", "a@b.org\r\nbcc: x@example.org"])
def test_an_address_that_is_none_fails_alone(world, ana, post, open_office, address):
    office = open_office()
    world.dana.email = "dana@example.org"
    ana.email = address
    post.put(ana)
    post.put(world.dana)
    assert post.send(office) == 1
    states = dict(db.session.execute(select(Mail.person_id, Mail.state)).all())
    assert states == {ana.id: MailState.FAILED, world.dana.id: MailState.SENT}


def test_a_mail_that_cannot_be_written_keeps_no_other_from_leaving(world, ana, post, open_office, caplog):
    office = open_office()
    world.dana.email = "dana@example.org"
    post.put(ana)
    post.put(world.dana)
    post.words["ana.ruiz"] = "no letter"
    assert post.send(office) == 1
    assert "cannot be written" in caplog.text


def test_without_a_server_mail_is_kept_and_never_sent_later(ana, post, open_office):
    post.put(ana)
    assert post.send() == 0
    assert only().state is MailState.KEPT
    office = open_office()
    assert post.send(office) == 0
    assert office.taken == []


def test_the_invented_people_of_a_demo_get_no_mail(ana, post, open_office, monkeypatch):
    office = open_office()
    monkeypatch.setattr(sending, "is_demo", lambda: True)
    post.put(ana)
    assert post.send(office) == 0
    assert (only().state, office.taken) == (MailState.KEPT, [])


def test_one_name_is_put_there_once(ana, post):
    post.put(ana, once="reminder of today")
    post.put(ana, once="reminder of today")
    assert only().once == "reminder of today"


def test_old_mail_is_forgotten_and_what_failed_is_not(ana, post):
    old = clock.now() - sending.KEPT_FOR - timedelta(days=1)
    for state in (MailState.KEPT, MailState.FAILED):
        post.put(ana)
        db.session.execute(update(Mail).where(Mail.state == MailState.WAITING).values(state=state, created_at=old))
    sending.forget_old_mail()
    assert only().state is MailState.FAILED


def test_addresses_of_servers():
    server = MailServer.from_address("smtp+starttls://me%40x:s%3Acret@mail.example.org")
    assert (server.host, server.port, server.user, server.password) == ("mail.example.org", 587, "me@x", "s:cret")
    assert MailServer.from_address("smtps://mail.example.org").port == 465
    assert MailServer.from_address("smtp://mail.example.org:2525?ca=/x.pem").ca_file == "/x.pem"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"sent_at": clock.now()}, "sent_paired"),
        ({"state": MailState.SENT}, "sent_paired"),
        ({"state": MailState.SENDING, "claimed_at": None}, "claimed_when_sending"),
    ],
)
def test_the_database_refuses(ana, post, values, name):
    post.put(ana)
    with pytest.raises(Exception, match=f"ck_mail_{name}"):
        db.session.execute(update(Mail).values(**values))


def test_the_longest_wait_and_what_did_not_leave_are_counted(ana, post):
    assert queries.find_longest_wait() == timedelta()
    post.put(ana)
    db.session.execute(update(Mail).values(created_at=clock.now() - timedelta(hours=1)))
    assert queries.find_longest_wait() >= timedelta(hours=1)
    db.session.execute(update(Mail).values(state=MailState.UNSURE))
    assert queries.count_failed_lately() == 1
    assert queries.count_by_state()[MailState.UNSURE] == 1


def test_mail_that_is_not_there_is_404(world, visit):
    visit(world.admin).get(f"/mail/{uuid4()}", status=404)
