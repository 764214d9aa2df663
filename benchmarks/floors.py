"""The floors: the least a page, a save and a print can cost on this machine, served as the product is.

A bare Flask app on the same server, database and driver settings.
"""

from __future__ import annotations

from flask import Flask, render_template_string, request
from sqlalchemy import text

import config
from tracker.database import db, drive_sqlite

PAGE = (
    "<!doctype html><title>{{ name }}</title><h1>{{ name }}</h1><ul>"
    + "".join(f"<li>{{{{ name }}}} {line}</li>" for line in range(1, 11))
    + "</ul>"
)


def create_floor() -> Flask:
    """Two views: one that reads the session, one that also writes a row durably."""
    app = Flask(__name__)
    app.config.update(config.flask_config(config.read()))
    on_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": {"timeout": 20}} if on_sqlite else {"pool_size": 8}
    db.init_app(app)
    with app.app_context():
        if on_sqlite:
            drive_sqlite(db.engine)

    signed_in = text(
        "SELECT person.name FROM user_session JOIN person ON person.id = user_session.person_id "
        "WHERE user_session.token_hash = :token"
    )

    @app.get("/page")
    def page() -> str:
        name = db.session.execute(signed_in, {"token": request.args["token"]}).scalar_one()
        return render_template_string(PAGE, name=name)

    @app.post("/save")
    def save() -> str:
        db.session.execute(signed_in, {"token": request.args["token"]}).scalar_one()
        db.session.execute(
            text("UPDATE rate_count SET count = count + 1 WHERE key = :key"), {"key": request.args["key"]}
        )
        db.session.commit()
        return "saved"

    return app
