"""The migration to imports and earlier papers, in a database with rows."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from tests.support.world import PDF, World
from tracker.database import db
from tracker.files.models import FileKind, KeptFile
from tracker.folders import find_folder
from tracker.from_paper import actions, queries

MIGRATIONS = str(find_folder("migrations"))
TABLES = {"imported_sheet", "from_paper", "paper_review"}


def kinds():
    return [kind for (kind,) in db.session.execute(text("SELECT kind FROM kept_file ORDER BY kind"))]


def test_they_arrive_beside_rows_and_go_again(operator):
    with operator.app.app_context():
        world = World()
        world.scan(world.review().id)
        paper = world.paper_review()
        actions.keep_scan(queries.get_mark(paper.id, world.hr), PDF, name="old.pdf", by=world.hr)
        db.session.commit()
        assert kinds() == ["earlier_paper", "paper_ratings"]
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0024")
        assert not TABLES & set(inspect(db.engine).get_table_names())
        assert kinds() == ["paper_ratings"]
        checks = {check["name"]: check["sqltext"] for check in inspect(db.engine).get_check_constraints("kept_file")}
        assert "earlier_paper" not in checks["ck_kept_file_kind"]
        assert all(kind.value in checks["ck_kept_file_kind"] for kind in FileKind if kind is not FileKind.EARLIER_PAPER)
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert set(inspect(db.engine).get_table_names()) >= TABLES
        assert kinds() == ["paper_ratings"]
        assert db.session.execute(select(KeptFile.size)).scalar_one() > 0
        db.session.remove()
