"""Signs as somebody and dies in the middle: run as a process of its own by the test of a server that is killed.

    python -m tests.whole.sign_and_die DATABASE-URL DATA-FOLDER REVIEW SIGN-IN-NAME AT

It ends at the write number AT of the request that signs, counting inserts, updates and the commits, without a goodbye.
"""

import os
import sys
from pathlib import Path

from sqlalchemy import event

from tests.conftest import make_app
from tests.signatures.signing import form
from tests.support.databases import Database
from tests.support.visitor import Visitor
from tracker.database import db
from tracker.people.queries import find_by_sign_in

KILLED = 137


def main(url: str, folder: str, review: str, name: str, at: int) -> None:
    """Sign, and end at write number ``at``; end with 0 where there were fewer."""
    app = make_app(Database(url.split(":", maxsplit=1)[0], url, Path(folder)))
    with app.app_context():
        person = find_by_sign_in(name)
        visitor = Visitor(app, person)
        filled = form(visitor.get(f"/reviews/{review}/sign"), name.split(".", maxsplit=1)[0])
        writes = 0

        def count(*_: object) -> None:
            nonlocal writes
            writes += 1
            if writes == at:
                os._exit(KILLED)

        def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
                count()

        event.listen(db.engine, "before_cursor_execute", look)
        event.listen(db.engine, "commit", count)
        visitor.post(f"/reviews/{review}/sign", filled)


if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]))
