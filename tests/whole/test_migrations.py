import re
import shutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import Enum, func, inspect, select, text

from tests.support.world import World
from tracker.consultations.models import LogEntry
from tracker.database import GUARDS, Base, db
from tracker.folders import find_folder
from tracker.imports.models import ImportedSheet, SheetKind
from tracker.people.models import Person, RoleGrant
from tracker.web.health import current_revision, newest_revision

MIGRATIONS = str(find_folder("migrations"))
TRIGGERS = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}
FUNCTIONS = "SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


def schema():
    """Tables, columns, keys, indexes and checks of a database, by name; then its triggers."""
    looked = inspect(db.engine)
    found = {}
    for table in sorted(set(looked.get_table_names()) - {"alembic_version"}):
        found[table] = {
            "columns": [
                (one["name"], str(one["type"]), one["nullable"], one["default"]) for one in looked.get_columns(table)
            ],
            "key": looked.get_pk_constraint(table),
            "foreign": by_name(looked.get_foreign_keys(table)),
            "unique": by_name(looked.get_unique_constraints(table)),
            "indexes": by_name(looked.get_indexes(table)),
            "checks": by_name(looked.get_check_constraints(table)),
        }
    return found


def by_name(constraints):
    texts = [
        {**one, "dialect_options": {key: str(value) for key, value in one.get("dialect_options", {}).items()}}
        for one in constraints
    ]
    return sorted(map(repr, texts))


def triggers():
    kind = db.engine.dialect.name
    questions = [TRIGGERS[kind], *([FUNCTIONS] if kind == "postgresql" else [])]
    return sorted(" ".join(row[0].split()) for one in questions for row in db.session.execute(text(one)))


def test_migrations_from_empty_equal_the_models(newcomer, operator):
    with newcomer.app.app_context():
        Base.metadata.create_all(db.engine)
        from_models, guards = schema(), triggers()
        db.session.remove()
    with operator.app.app_context():
        assert compare(db.engine) == []
        migrated = schema()
        assert list(migrated) == list(from_models)
        for table, parts in migrated.items():
            assert parts == from_models[table], table
        assert triggers() == guards
        db.session.remove()
    assert len(from_models) == len(Base.metadata.tables) > 25


def compare(engine):
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)


def test_the_triggers_of_the_migrated_database_are_those_the_models_name(operator):
    with operator.app.app_context():
        kind = db.engine.dialect.name
        found = triggers()
        db.session.remove()
    wanted = sorted(" ".join(one.split()) for one in GUARDS[kind])
    if kind == "sqlite":
        assert found == wanted
        return
    bodies = [one for one in found if not one.startswith("CREATE TRIGGER")]
    assert sorted(bodies) == sorted(re.search(r"\$\$ (.*) \$\$", one)[1] for one in wanted if "$$" in one)
    assert len(found) == len(wanted)


def test_downgrading_to_nothing_and_upgrading_again_gives_the_same(operator):
    with operator.app.app_context():
        before, guards = schema(), triggers()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="base")
        assert schema() == {}
        assert triggers() == []
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert schema() == before
        assert triggers() == guards
        assert current_revision() == newest_revision()
        db.session.remove()


def test_every_list_of_values_is_held_to_by_the_database(operator):
    lists = [(table, column) for table in Base.metadata.tables.values() for column in table.columns]
    lists = [(table, column) for table, column in lists if isinstance(column.type, Enum)]
    assert len(lists) > 20
    with operator.app.app_context():
        looked = inspect(db.engine)
        for table, column in lists:
            checks = {one["name"]: one["sqltext"] for one in looked.get_check_constraints(table.name)}
            held = re.findall(r"'([^']*)'", checks[f"ck_{table.name}_{column.type.name}"])
            assert held == [member.value for member in column.type.enum_class], f"{table.name}.{column.name}"


NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"
branch_labels = depends_on = None


def upgrade():
    {body}


def downgrade():
    pass
"""
REBUILD = """
    with op.batch_alter_table("person") as batch:
        batch.alter_column("job_title", type_=sa.String(200), existing_type=sa.String(120), existing_nullable=False)
"""
ORPHAN = """
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM person WHERE name = 'Ana Ruiz'")
    else:
        raise RuntimeError("PostgreSQL keeps its foreign keys on")
"""


@pytest.fixture
def migrate(operator, tmp_path):
    """Fill the database, then run one more migration on it."""

    def migrate(body):
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        newest = newest_revision()
        (folder / "versions" / "next.py").write_text(NEXT.format(newest=newest, body=body.strip()))
        with operator.app.app_context():
            World().ended()
            before = rows()
            db.session.remove()
            try:
                upgrade(directory=str(folder))
            finally:
                after = rows()
                revision = current_revision()
                keys = foreign_keys()
                db.session.remove()
        return before, after, revision, keys

    return migrate


def rows():
    return {
        name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in Base.metadata.tables.items()
    }


def foreign_keys():
    """Whether SQLite looks after foreign keys on this connection; PostgreSQL always does."""
    if db.engine.dialect.name != "sqlite":
        return True
    return bool(db.session.execute(text("PRAGMA foreign_keys")).scalar_one())


def test_rebuilding_a_table_keeps_the_rows_of_its_children(migrate):
    before, after, revision, keys = migrate(REBUILD)
    assert after == before
    assert before["role_grant"] > 2
    assert before["rating"] == 44
    assert revision == "9999"
    assert keys


def test_a_migration_that_leaves_rows_pointing_nowhere_changes_nothing(operator, migrate):
    with pytest.raises(SystemExit):
        migrate(ORPHAN)
    with operator.app.app_context():
        assert current_revision() == newest_revision()
        names = set(db.session.execute(select(Person.name)).scalars())
        assert "Ana Ruiz" in names
        assert db.session.execute(select(func.count()).select_from(RoleGrant)).scalar_one() > 2
        assert foreign_keys()
        db.session.remove()


def test_verifications_from_before_keep_everything_and_have_no_kind_of_qualification(operator):
    with operator.app.app_context():
        world = World()
        world.verification("ADV-T01")
        world.require("ADV-T01")
        world.appoint(world.person("Abe Assessor"), world.ana)
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0001")
        assert "requirement" not in inspect(db.engine).get_table_names()
        upgrade(directory=MIGRATIONS)
        counts = rows()
        db.session.remove()
    assert (counts["verification"], counts["verified_item"]) == (1, 1)
    assert counts["assessor_qualification"] == counts["requirement"] == counts["appointment"] == 0


def test_the_guards_of_the_first_migration_refuse_with_their_sentences(operator):
    with operator.app.app_context():
        World().ended()
        for statement, sentence in (
            ("UPDATE trail_line SET event = 'x'", "append-only"),
            ("DELETE FROM snapshot", "never changes"),
            ("DELETE FROM signature", "never changes"),
            ("UPDATE rating SET comment = 'x'", "have been sent"),
        ):
            with pytest.raises(Exception, match=sentence):
                db.session.execute(text(statement))
            db.session.rollback()
        db.session.remove()


def test_kept_files_practice_paper_and_drafts_come_to_a_database_with_rows(operator):
    with operator.app.app_context():
        World().ended()
        db.session.execute(text("DELETE FROM log_draft"))
        db.session.commit()
        before = rows()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0001")
        upgrade(directory=MIGRATIONS)
        assert rows() == before
        world = World()
        assert before["rating"] == 44
        practice = world.practice(db.session.execute(select(Person).where(Person.name == "Ana Ruiz")).scalar_one())
        assert practice.assessment.is_practice
        db.session.remove()


def test_the_log_from_before_keeps_its_entries_and_knows_its_groups(operator):
    with operator.app.app_context():
        world = World()
        luis = world.person("Luis Ortega")
        world.assign(luis, world.dana)
        alone, group = world.entry(), world.entry(world.ana, luis, starts=None)
        ids = {alone.id: False, group.id: True}
        before = rows()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0009")
        assert "signed_month" not in inspect(db.engine).get_table_names()
        assert "asked_by" not in {column["name"] for column in inspect(db.engine).get_columns("log_entry")}
        upgrade(directory=MIGRATIONS)
        assert rows() == before
        kept = db.session.execute(text("SELECT is_group, asked_by, recommendations FROM log_entry")).all()
        assert sorted((bool(is_group), *rest) for is_group, *rest in kept) == [
            (False, "planned", ""),
            (True, "planned", ""),
        ]
        assert dict(db.session.execute(select(LogEntry.id, LogEntry.is_group)).all()) == ids
        with pytest.raises(Exception, match="asked_by"):
            db.session.execute(text("UPDATE log_entry SET asked_by = 'nobody'"))
        db.session.rollback()
        db.session.remove()


def test_answers_from_before_can_be_received_once_from_now_on(operator):
    with operator.app.app_context():
        World().ended()
        db.session.commit()
        before = rows()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0011")
        upgrade(directory=MIGRATIONS)
        assert rows() == before
        assert (before["rating"], before["answer_receipt"]) == (44, 0)
        db.session.remove()


def test_a_sheet_that_waited_before_large_ones_were_checked_in_the_background_waits_on(operator):
    with operator.app.app_context():
        brought = {"kind": SheetKind.PEOPLE, "name": "people.csv", "sha256": "0" * 64, "content": b"name"}
        db.session.add(ImportedSheet(**brought, brought_by_id=World().hr.id))
        db.session.commit()
        before = rows()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0028")
        assert "sheet_check" not in inspect(db.engine).get_table_names()
        upgrade(directory=MIGRATIONS)
        assert rows() == before
        assert before["imported_sheet"] == 1
        db.session.remove()
