import pytest
from click.testing import CliRunner
from sqlalchemy import func, inspect, select, text

from tests.command_line.conftest import Operator, tracker
from tests.support.databases import Database
from tracker.command_line import COMMANDS
from tracker.database import Base, db
from tracker.frameworks.models import Competency
from tracker.people.models import Installation
from tracker.web import health

UNREACHABLE = {
    "sqlite": "sqlite:////nowhere/at/all/tracker.sqlite3",
    "postgresql": "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2",
}


@pytest.fixture
def unreachable(database, tmp_path):
    made = Operator(Database(database.kind, UNREACHABLE[database.kind], tmp_path))
    yield made
    made.end()


def counts(operator):
    return {
        name: operator.read(select(func.count()).select_from(table))[0][0]
        for name, table in Base.metadata.tables.items()
    }


def test_init_makes_the_database_and_a_second_time_changes_nothing(newcomer):
    assert newcomer.run("init") == "Ready. Loaded: crss, crss-mcs, scale."
    first = counts(newcomer)
    assert first["competency"] == 89 + 23
    assert first["installation"] == 1
    loaded = newcomer.read(select(Competency.id, Competency.statement).order_by(Competency.id))
    assert newcomer.run("init") == "Ready. Nothing was missing."
    assert counts(newcomer) == first
    assert newcomer.read(select(Competency.id, Competency.statement).order_by(Competency.id)) == loaded


def test_a_new_database_is_no_demo(newcomer):
    newcomer.run("init")
    assert newcomer.read(select(Installation.is_demo)) == [(False,)]


def test_init_in_a_process_of_its_own(empty_database):
    done = tracker(empty_database, "init")
    assert (done.returncode, done.stdout) == (0, "Ready. Loaded: crss, crss-mcs, scale.\n"), done.stderr


def test_frameworks_are_listed_in_words_and_as_data(operator):
    said = operator.run("framework", "list")
    assert "crss 1: CRSS Competencies, 89 statements" in said
    listed = {one["code"]: one for one in operator.json("framework", "list")}
    assert {code: one["statements"] for code, one in listed.items()} == {"crss": 89, "crss-mcs": 23}
    assert listed["crss"]["version"] == "1"


@pytest.mark.parametrize(
    "args",
    [
        ("framework", "list"),
        ("demo",),
        ("person", "create", "--sign-in", "a", "--name", "A", "--role", "hr"),
        ("person", "link", "a"),
        ("people", "export", "people.csv"),
        ("report", "competency", "a", "--as", "b", "--out", "a.pdf"),
        ("backup", "copy"),
        ("serve",),
    ],
    ids=lambda args: args[0],
)
def test_before_init_every_command_says_what_to_do_in_one_sentence(newcomer, tmp_path, monkeypatch, args):
    monkeypatch.chdir(tmp_path)
    said = newcomer.run(*args, status=1)
    assert len(said.splitlines()) == 1
    assert "tracker init" in said or "tracker doctor" in said
    assert list(tmp_path.glob("*.csv")) == list(tmp_path.glob("*.pdf")) == list(tmp_path.glob("copy")) == []


@pytest.mark.parametrize(
    "args", [("init",), ("framework", "list"), ("person", "link", "a"), ("backup", "copy")], ids=" ".join
)
def test_a_database_that_does_not_answer_is_said_in_one_sentence(unreachable, tmp_path, monkeypatch, args):
    monkeypatch.chdir(tmp_path)
    said = unreachable.run(*args, status=1)
    assert len(said.splitlines()) == 1
    assert "database" in said


def nowhere(folder):
    """The settings of an embedded database that was not made yet."""
    return Database("sqlite", "", folder)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("TRACKER_DATABASE_URL", "mysql://here"),
        ("TRACKER_TIMEZONE", "Mars/Base"),
        ("TRACKER_LINK_HOURS", "soon"),
        ("TRACKER_SECRET_KEY", "short"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence_that_names_it(tmp_path, setting, value):
    done = tracker(nowhere(tmp_path), "framework", "list", **{setting: value})
    assert done.returncode == 1
    assert done.stdout == ""
    assert setting in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_every_command_has_help_that_a_person_can_use(tmp_path):
    done = tracker(nowhere(tmp_path), "--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command.name} " in done.stdout
        assert "Usage" in CliRunner().invoke(command, ["--help"]).stdout


def test_an_unknown_command_fails(tmp_path):
    done = tracker(nowhere(tmp_path), "frobnicate")
    assert done.returncode == 2
    assert "No such command 'frobnicate'" in done.stderr


def test_the_doctor_finds_nothing_wrong_where_nothing_is(operator, pango):
    findings = operator.json("doctor")
    assert [finding for finding in findings if not finding["is_well"]] == []
    assert "WRONG" not in operator.run("doctor")


def wrong(operator):
    """What the doctor finds wrong, with the remedies; it must say so in words too, and fail."""
    findings = {one["name"]: one["remedy"] for one in operator.json("doctor", status=1) if not one["is_well"]}
    result = operator.app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 1
    for name, remedy in findings.items():
        assert f"WRONG  {name}" in result.stdout
        assert remedy in result.stdout
    return findings


def test_the_doctor_says_that_init_is_missing(newcomer):
    found = wrong(newcomer)
    assert found["newest migration"] == found["competencies loaded"] == "Run: tracker init"
    assert "database answers" not in found


def test_the_doctor_says_that_the_database_does_not_answer(unreachable):
    assert {"database answers", "newest migration", "competencies loaded"} <= set(wrong(unreachable))


def test_the_doctor_says_that_migrations_wait(operator):
    with operator.app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        db.session.commit()
    assert wrong(operator)["newest migration"] == "Run: tracker init"


def test_the_doctor_says_which_library_is_missing(operator, monkeypatch):
    monkeypatch.setattr(health, "check_pdf", lambda: "Install pango.")
    assert wrong(operator) == {"PDFs can be made": "Install pango."}


def test_the_doctor_wants_https_for_an_address_of_its_own(fresh_database, monkeypatch):
    monkeypatch.setattr(health, "check_pdf", lambda: "")
    for address, is_wrong in (("http://tracker.example.org", True), ("https://tracker.example.org", False)):
        operator = Operator(fresh_database, TRACKER_BASE_URL=address)
        result = operator.app.test_cli_runner().invoke(args=["doctor"])
        assert ("TRACKER_BASE_URL" in result.stdout) is is_wrong
        operator.end()


def test_the_doctor_looks_for_the_style_sheet_folder_and_clock(operator, monkeypatch, tmp_path):
    monkeypatch.setattr(health, "check_pdf", lambda: "")
    operator.app.static_folder = str(tmp_path)
    assert set(wrong(operator)) == {"style sheet and scripts are built"}
    operator.app.config["TRACKER_DATA_DIR"] = tmp_path / "gone"
    found = wrong(operator)
    assert ("data folder can be written" in found) is (operator.database.kind == "sqlite")


def test_healthz_and_readyz_answer_anyone(operator, pango):
    client = operator.app.test_client()
    assert client.get("/healthz").json == {"status": "alive"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready"})


def test_readyz_names_what_fails_and_healthz_lives_on(newcomer, monkeypatch):
    monkeypatch.setattr(health, "check_pdf", lambda: "no pango")
    client = newcomer.app.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "failing": ["database", "pdf"]})
    assert client.get("/healthz").status_code == 200


def test_readyz_of_a_database_that_does_not_answer_is_503(unreachable, monkeypatch):
    monkeypatch.setattr(health, "check_pdf", lambda: "")
    client = unreachable.app.test_client()
    assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (503, 200)


def test_no_table_is_made_by_looking(newcomer):
    newcomer.app.test_cli_runner().invoke(args=["doctor"])
    with newcomer.app.app_context():
        assert inspect(db.engine).get_table_names() == []


def test_the_key_of_an_embedded_database_is_made_once_and_kept_private(tmp_path):
    kept = set()
    for _ in range(2):
        done = tracker(nowhere(tmp_path), "framework", "list", TRACKER_SECRET_KEY="")
        assert "tracker doctor" in done.stderr
        kept.add((tmp_path / "secret-key").read_text())
    assert len(kept) == 1
    assert len(kept.pop()) == 64
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
