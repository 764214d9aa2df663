import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.command_line.conftest import Operator
from tests.reports.conftest import tell
from tests.support import databases
from tests.support.world import World
from tracker import clock, keeping
from tracker.audit.actions import as_operator
from tracker.command_line import server
from tracker.database import Base, db
from tracker.observations.models import DRAFT_KEPT_FOR, Observation
from tracker.people.models import Person, Program
from tracker.sign_in.actions import make_link, start_session
from tracker.sign_in.models import SignInLink, UserSession


@pytest.fixture
def kept(operator):
    """A database in which something of everything stands."""
    with operator.app.app_context():
        tell(World())
        db.session.remove()
    return operator


@pytest.fixture
def elsewhere(database, tmp_path):
    """At another database, which holds nothing at all."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    made = databases.make(database.kind, folder, "elsewhere")
    operator = Operator(made)
    yield operator
    operator.end()
    databases.drop(made)


def everything(operator):
    """Every row of every table, in no order."""
    with operator.app.app_context():
        rows = {
            name: sorted(map(repr, db.session.execute(select(table)).all()))
            for name, table in sorted(Base.metadata.tables.items())
        }
        db.session.remove()
    return rows


DOORS = ("user_session", "sign_in_link", "trail_line")


def but_for_doors(rows):
    """Everything but the sessions and links that a restore ends, and the line it leaves."""
    return {name: found for name, found in rows.items() if name not in DOORS}


def test_a_backup_is_written_verified_and_private(kept, tmp_path):
    file = tmp_path / "copy"
    rows = sum(len(found) for found in everything(kept).values())
    said = kept.run("backup", file)
    assert said.startswith(f"Wrote and verified {file}:")
    assert int(said.split()[-2]) >= rows
    assert file.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob(".*.part")) == []


@pytest.fixture
def old_draft(operator):
    """An observation nobody shared within seven days, and a younger one."""
    with operator.app.app_context():
        world = World()
        old = world.observation(share=False)
        world.observation(share=False)
        old.created_at = clock.now() - DRAFT_KEPT_FOR
        db.session.commit()
        identifier = old.id
        db.session.remove()
    return identifier


def test_a_backup_holds_no_draft_older_than_seven_days(operator, elsewhere, old_draft, tmp_path):
    operator.run("backup", tmp_path / "copy")
    elsewhere.run("restore", tmp_path / "copy")
    for database in (operator, elsewhere):
        (kept,) = database.read(select(Observation.id))
        assert kept.id != old_draft


def test_the_server_begins_without_drafts_older_than_seven_days(operator, old_draft, monkeypatch):
    served = []
    monkeypatch.setattr(server, "run_server", served.append)
    operator.run("serve", "--port", 1)
    assert served[0]["bind"] == "127.0.0.1:1"
    (kept,) = operator.read(select(Observation.id))
    assert kept.id != old_draft


def test_a_backup_never_overwrites_a_file(kept, tmp_path):
    file = tmp_path / "copy"
    file.write_text("precious")
    assert "exists already" in kept.run("backup", file, status=1)
    assert file.read_text() == "precious"


def test_a_backup_into_no_folder_is_refused(kept, tmp_path):
    assert "There is no folder" in kept.run("backup", tmp_path / "no" / "copy", status=1)


def test_what_is_restored_equals_what_was_backed_up(kept, elsewhere, tmp_path):
    before = everything(kept)
    kept.run("backup", tmp_path / "copy")
    assert elsewhere.run("restore", tmp_path / "copy").startswith("Restored and verified:")
    after = everything(elsewhere)
    assert but_for_doors(after) == but_for_doors(before)
    assert len(after["trail_line"]) == len(before["trail_line"]) + 1
    assert sum("installation.restored" in line for line in after["trail_line"]) == 1
    assert len(before["rating"]) > 170
    assert before["issued_report"] == []


def test_a_restore_opens_no_door_that_was_closed_since(kept, elsewhere, tmp_path):
    with kept.app.app_context():
        ana = db.session.execute(select(Person).where(Person.sign_in_name == "ana.ruiz")).scalar_one()
        with as_operator():
            start_session(ana)
            make_link(ana, by=None, valid_for=timedelta(hours=1))
        db.session.commit()
        db.session.remove()
    kept.run("backup", tmp_path / "copy")
    said = elsewhere.run("restore", tmp_path / "copy")
    assert "Everyone is signed out." in said
    assert elsewhere.read(select(UserSession.token_hash).where(UserSession.ended_at.is_(None))) == []
    assert elsewhere.read(select(SignInLink.id).where(SignInLink.ended_at.is_(None))) == []
    assert len(elsewhere.read(select(SignInLink.id))) > 0


def test_the_guards_of_the_database_stand_after_a_restore(kept, elsewhere, tmp_path):
    kept.run("backup", tmp_path / "copy")
    elsewhere.run("restore", tmp_path / "copy")
    with elsewhere.app.app_context(), pytest.raises(Exception, match="append-only"):
        db.session.execute(text("DELETE FROM trail_line"))


def test_a_database_with_people_is_replaced_only_when_told(kept, tmp_path):
    before = everything(kept)
    kept.run("backup", tmp_path / "copy")
    with kept.app.app_context():
        db.session.execute(Person.__table__.update().values(job_title="Changed since"))
        db.session.add(Program(name="New since"))
        db.session.commit()
        db.session.remove()
    assert "add --replace" in kept.run("restore", tmp_path / "copy", status=1)
    assert everything(kept) != before
    kept.run("restore", tmp_path / "copy", "--replace")
    assert but_for_doors(everything(kept)) == but_for_doors(before)


def test_a_restored_database_is_brought_to_the_newest_migration(kept, elsewhere, tmp_path):
    kept.run("backup", tmp_path / "copy")
    elsewhere.run("restore", tmp_path / "copy")
    assert elsewhere.run("init") == "Ready. Nothing was missing."


def harm(file, how):
    data = file.read_bytes()
    if how == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif how == "text":
        file.write_text("not a backup")
    elif how == "empty":
        file.write_bytes(b"")
    else:
        middle = len(data) // 2
        file.write_bytes(data[:middle] + bytes(4096) + data[middle + 4096 :])


@pytest.mark.parametrize("how", ["cut", "text", "empty", "overwritten"])
def test_a_damaged_file_is_refused_and_changes_nothing(kept, tmp_path, how):
    kept.run("backup", tmp_path / "copy")
    harm(tmp_path / "copy", how)
    before = everything(kept)
    said = kept.run("restore", tmp_path / "copy", "--replace", status=1)
    assert len(said.splitlines()) == 1
    assert everything(kept) == before


def test_another_database_is_no_backup_of_this_product(kept, elsewhere, tmp_path):
    """A sound file of the right kind with other tables in it."""
    with elsewhere.app.app_context():
        db.session.execute(text("CREATE TABLE recipe (name VARCHAR(20))"))
        db.session.commit()
        db.session.remove()
        keeper = keeping.keeper_of(db.engine)
    file = tmp_path / "other"
    if elsewhere.database.kind == "sqlite":
        elsewhere.end()
        shutil.copyfile(elsewhere.database.url.removeprefix("sqlite:///"), file)
    else:
        keeper._run("pg_dump", "--format=custom", f"--file={file}", *keeper._target())
    assert "is not a backup of this product" in kept.run("restore", file, "--replace", status=1)


def test_a_file_that_is_not_there_is_refused(kept, tmp_path):
    assert "does not exist" in kept.run("restore", tmp_path / "none", status=2)


def test_a_backup_holds_one_state_while_another_connection_writes(kept, elsewhere, tmp_path):
    before = everything(kept)
    with kept.app.app_context():
        other = db.engine.connect()
        other.execute(Person.__table__.update().values(job_title="Half done"))
        kept.run("backup", tmp_path / "first")
        other.commit()
        kept.run("backup", tmp_path / "second")
        other.close()
    elsewhere.run("restore", tmp_path / "first")
    assert but_for_doors(everything(elsewhere)) == but_for_doors(before)
    elsewhere.run("restore", tmp_path / "second", "--replace")
    assert {title for (title,) in elsewhere.read(select(Person.job_title))} == {"Half done"}


def test_a_restore_reaches_who_holds_the_database_open(kept, tmp_path):
    kept.run("backup", tmp_path / "copy")
    server = Operator(kept.database)
    with server.app.app_context():
        db.session.execute(Person.__table__.update().values(job_title="Changed since"))
        db.session.commit()
        kept.run("restore", tmp_path / "copy", "--replace")
        titles = set(db.session.execute(select(Person.job_title)).scalars())
        db.session.execute(Person.__table__.update().values(job_title="And on"))
        db.session.commit()
        db.session.remove()
    server.end()
    assert titles == {"Peer specialist"}
    assert {title for (title,) in kept.read(select(Person.job_title))} == {"And on"}


def test_a_missing_tool_is_named_with_its_remedy(kept, tmp_path, monkeypatch):
    if kept.database.kind == "sqlite":
        pytest.skip("SQLite brings its own backup")
    monkeypatch.setenv("PATH", str(tmp_path))
    said = kept.run("backup", tmp_path / "copy", status=1)
    assert said == "pg_dump is missing. Debian and Ubuntu: apt-get install postgresql-client"
    assert list(tmp_path.glob("*copy*")) == []


def test_the_password_of_the_database_stands_in_no_command_line(kept):
    if kept.database.kind == "sqlite":
        pytest.skip("SQLite has no password")
    with kept.app.app_context():
        engine = db.engine
    keeper = keeping.PostgresqlKeeper(engine)
    engine.url = engine.url.set(password="secret words")
    assert "secret" not in " ".join(keeper._target())
