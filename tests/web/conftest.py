import pytest

from tests.conftest import make_app
from tests.support.visitor import Visitor
from tracker.database import db


@pytest.fixture
def start(fresh_database):
    """Start the product with other settings, on a database of its own: gives someone without an account."""
    opened = []

    def with_settings(**settings):
        app = make_app(fresh_database, **settings)
        context = app.app_context()
        context.push()
        opened.append(context)
        return Visitor(app)

    yield with_settings
    for context in reversed(opened):
        db.session.remove()
        db.engine.dispose()
        context.pop()
