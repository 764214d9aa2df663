"""Keeping the tally current as reviews end, and making it anew from the ratings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, select, text, update

from tracker.audit import actions as audit
from tracker.cycles.models import CycleReview
from tracker.database import db, find_locked, insert_into
from tracker.organisation import counting
from tracker.organisation.counting import Cell, Counting
from tracker.organisation.models import CountedReview, CycleGroup, TallyCell, group_id_of
from tracker.people.models import Person
from tracker.reviews import queries_amending


def follow(review_id: UUID) -> None:
    """Bring the tally up to date with one review, in the transaction in which it ended or was made void.

    Its own line in the trail is that change's. Of a review outside a cycle there is nothing to count.
    """
    first_id = [review_id, *queries_amending.list_earlier(review_id)][-1]
    if find_locked(CycleReview, first_id) is None:
        return
    standing = db.session.get(CountedReview, first_id, populate_existing=True)
    now = next(iter(counting.list_counting(first_id)), None)
    if standing is not None and now is not None and standing.counted_id == now.counted_id:
        return
    group_id = standing.group_id if standing is not None else None
    if standing is not None:
        _take_out(standing)
    if now is not None:
        _put_in(now, group_id)


def _put_in(counting_now: Counting, group_id: UUID | None) -> None:
    if group_id is None:
        group_id = _have_group(counting_now.cycle_id, counting_now.program_id)
    _change_people(group_id, 1)
    db.session.add(
        CountedReview(review_id=counting_now.review_id, counted_id=counting_now.counted_id, group_id=group_id)
    )
    db.session.flush()
    _add(counting.count(counting_now.review_id))


def _take_out(standing: CountedReview) -> None:
    cells = counting.count(standing.review_id)
    _change_people(standing.group_id, -1)
    _subtract(cells)
    db.session.delete(standing)
    db.session.flush()


def _have_group(cycle_id: UUID, program_id: UUID | None) -> UUID:
    group_id = group_id_of(cycle_id, program_id)
    values = {"id": group_id, "cycle_id": cycle_id, "program_id": program_id, "people": 0}
    db.session.execute(insert_into(CycleGroup).values(**values).on_conflict_do_nothing())
    return group_id


def _change_people(group_id: UUID, by: int) -> None:
    """Also keeps others who count in this group waiting until the transaction ends."""
    statement = update(CycleGroup).where(CycleGroup.id == group_id).values(people=CycleGroup.people + by)
    db.session.execute(statement, execution_options={"synchronize_session": False})


_TALLY = TallyCell.metadata.tables[TallyCell.__tablename__]


def _rows(cells: Mapping[Cell, int]) -> list[dict[str, object]]:
    return [{**cell._asdict(), "number": number} for cell, number in sorted(cells.items())]


def _add(cells: Mapping[Cell, int]) -> None:
    if not cells:
        return
    statement = insert_into(TallyCell)
    added = statement.on_conflict_do_update(
        index_elements=[column.name for column in _TALLY.primary_key],
        set_={"number": TallyCell.number + statement.excluded.number},
    )
    db.session.connection().execute(added, _rows(cells))


def _subtract(cells: Mapping[Cell, int]) -> None:
    """Take figures off; a figure that falls below nothing is refused by the database."""
    if not cells:
        return
    is_it = [_TALLY.c[name] == bindparam(f"its_{name}") for name in Cell._fields]
    less = _TALLY.update().where(*is_it).values(number=_TALLY.c.number - bindparam("less"))
    rows = [
        {**{f"its_{name}": value for name, value in cell._asdict().items()}, "less": number}
        for cell, number in sorted(cells.items())
    ]
    db.session.connection().execute(less, rows)
    groups = {cell.group_id for cell in cells}
    db.session.execute(delete(TallyCell).where(TallyCell.group_id.in_(groups), TallyCell.number == 0))


def rebuild(*, by: Person | None) -> int:
    """Make the whole tally anew from the ratings. Returns how many reviews it counts.

    A review that was counted stays in its group; one that was not comes into that of its person's program now.
    """
    _keep_others_out()
    counted, groups = CountedReview.review_id, CycleGroup.program_id
    known = dict(
        db.session.execute(select(counted, groups).join(CycleGroup, CycleGroup.id == CountedReview.group_id)).all()
    )
    found = [
        one._replace(program_id=known[one.review_id]) if one.review_id in known else one
        for one in counting.list_counting()
    ]
    for model in (TallyCell, CountedReview, CycleGroup):
        db.session.execute(delete(model))
    db.session.expunge_all()
    people = Counter((one.cycle_id, one.program_id) for one in found)
    _insert(
        CycleGroup.metadata.tables[CycleGroup.__tablename__],
        [
            {"id": group_id_of(*key), "cycle_id": key[0], "program_id": key[1], "people": number}
            for key, number in people.items()
        ],
    )
    _insert(
        CountedReview.metadata.tables[CountedReview.__tablename__],
        [
            {
                "review_id": one.review_id,
                "counted_id": one.counted_id,
                "group_id": group_id_of(one.cycle_id, one.program_id),
            }
            for one in found
        ],
    )
    _insert(_TALLY, _rows(counting.count()))
    audit.record("tally.rebuilt", by=by, kind="setting", record_id=None, about_id=None)
    return len(found)


def _insert(table: Table, rows: list[dict[str, object]]) -> None:
    if rows:
        db.session.execute(table.insert(), rows)


def _keep_others_out() -> None:
    """No review may end between the recount and what is written; on SQLite the transaction itself sees to that."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE organisation_group, organisation_counted IN EXCLUSIVE MODE"))
