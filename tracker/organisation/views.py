"""The organization views of a cycle: competencies by program, change, differences, training, and the people behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request

from tracker import spreadsheets
from tracker.access.guard import requires, signed_in
from tracker.access.permissions import Permission
from tracker.cycles import queries as cycles
from tracker.cycles.models import Cycle
from tracker.frameworks import queries as frameworks
from tracker.frameworks.queries import Item, Outline, Scale
from tracker.organisation import behind, presenters, queries, sheets
from tracker.organisation.kinds import DIFFERENCES, Fact, Who
from tracker.organisation.presenters import Compared, View
from tracker.organisation.queries import EVERYONE, Figures, Sight
from tracker.web.pages import note_export, note_openings
from tracker.web.paging import Page

bp = Blueprint("organisation", __name__, url_prefix="/organisation")
_FORMS: Final = "any(csv, xlsx)"


class Asked(NamedTuple):
    """The cycle of a page, what is rated in it, how, and what of it may be shown."""

    cycle: Cycle
    outline: Outline
    scale: Scale
    sight: Sight

    def read(self, items: Any, names: Any) -> Figures:
        """Figures of some items."""
        return queries.read(self.sight, list(items), names)


def _get(cycle_id: UUID) -> Asked:
    cycle = cycles.get_cycle(cycle_id)
    if cycle.is_planned:
        abort(404)
    return Asked(
        cycle,
        frameworks.outline(cycle.framework_version_id),
        frameworks.scale(cycle.scale_id),
        queries.look(cycle),
    )


def _domain(outline: Outline) -> str:
    """The domain asked for, or the first."""
    asked = request.args.get("domain", "")
    return asked if asked in outline.domains else next(iter(outline.domains))


def _group(sight: Sight) -> str | None:
    """The visible program asked for, or everyone; a hidden one is not found."""
    asked = request.args.get("program", "")
    if not asked:
        return EVERYONE
    found = sight.find_program(asked)
    return abort(404) if found is None else found


@bp.get("/")
@requires(Permission.ORGANISATION_READ)
def index() -> str:
    """Every cycle that was opened, the newest first."""
    return render_template(
        "organisation/index.html", cycles=[one for one in cycles.list_cycles() if not one.is_planned]
    )


@bp.get("/<uuid:cycle_id>")
@requires(Permission.ORGANISATION_READ)
def show(cycle_id: UUID) -> str:
    """The heat map: competencies of one domain by program, in counts per level."""
    asked = _get(cycle_id)
    domain = _domain(asked.outline)
    wanted = request.args.get("show", "")
    view = View(wanted) if wanted in set(View) else View.RATINGS
    items = list(asked.outline.items_of_domain(domain))
    figures = asked.read(items, presenters.names_for(view, asked.scale))
    return render_template(
        "organisation/show.html",
        asked=asked,
        domain=domain,
        view=view,
        rows=presenters.lay_out(figures, items, view, asked.scale) if asked.sight.is_enough else [],
        presenters=presenters,
    )


@bp.get(f"/<uuid:cycle_id>/levels.<{_FORMS}:form>")
@requires(Permission.ORGANISATION_READ)
def show_data(cycle_id: UUID, form: str) -> Response:
    """Every figure of the heat map, all domains, as a sheet."""
    asked = _get(cycle_id)
    figures = asked.read(asked.outline.items, sheets.names_of_levels(asked.scale))
    items = asked.outline.items if asked.sight.is_enough else ()
    return _send(asked, "levels", form, sheets.rows_of_levels(figures, items, asked.scale))


@bp.get("/<uuid:cycle_id>/change")
@requires(Permission.ORGANISATION_READ)
def changes(cycle_id: UUID) -> str:
    """With which cycles this one can be compared."""
    asked = _get(cycle_id)
    lists = {one.id for one in frameworks.list_versions() if one.code == asked.outline.code}
    others = [
        one
        for one in cycles.list_cycles()
        if not one.is_planned and one.id != cycle_id and one.framework_version_id in lists
    ]
    return render_template("organisation/changes.html", asked=asked, others=others, presenters=presenters)


@bp.get("/<uuid:cycle_id>/change/<uuid:earlier_id>")
@requires(Permission.ORGANISATION_READ)
def change(cycle_id: UUID, earlier_id: UUID) -> str:
    """What one side said in an earlier cycle and in this one."""
    asked, before = _get_two(cycle_id, earlier_id)
    domain, wanted = _domain(asked.outline), request.args.get("who", "")
    who = Who(wanted) if wanted in set(Who) else Who.SELF
    items = list(asked.outline.items_of_domain(domain))
    compared = _compare(asked, before, items)
    both = (asked.cycle, before.cycle)
    is_enough = asked.sight.is_enough and before.sight.is_enough
    return render_template(
        "organisation/change.html",
        asked=asked,
        before=before,
        domain=domain,
        who=who,
        compared=compared,
        rows=presenters.lay_change(compared, both, items, who, (asked.scale, before.scale)) if is_enough else [],
        presenters=presenters,
    )


@bp.get(f"/<uuid:cycle_id>/change/<uuid:earlier_id>.<{_FORMS}:form>")
@requires(Permission.ORGANISATION_READ)
def change_data(cycle_id: UUID, earlier_id: UUID, form: str) -> Response:
    """Both cycles side by side, all domains, as a sheet."""
    asked, before = _get_two(cycle_id, earlier_id)
    items = list(asked.outline.items) if asked.sight.is_enough and before.sight.is_enough else []
    compared = _compare(asked, before, items)
    rows = sheets.rows_of_change(compared, (asked.cycle, before.cycle), items, (asked.scale, before.scale))
    return _send(asked, "change", form, rows)


def _get_two(cycle_id: UUID, earlier_id: UUID) -> tuple[Asked, Asked]:
    """Two cycles of the same list of competencies, in any version of it."""
    asked, before = _get(cycle_id), _get(earlier_id)
    if asked.outline.code != before.outline.code or cycle_id == earlier_id:
        abort(404)
    return asked, before


def _compare(asked: Asked, before: Asked, items: list[Item]) -> Compared:
    earlier = before.outline.by_code
    then = [earlier[item.code] for item in items if item.code in earlier]
    names = [sheets.names_of_levels(one.scale) for one in (asked, before)]
    return Compared(asked.read(items, names[0]), before.read(then, names[1]))


@bp.get("/<uuid:cycle_id>/differences")
@requires(Permission.ORGANISATION_READ)
def differences(cycle_id: UUID) -> str:
    """Competencies on which the two ratings differ most often."""
    return _ordered(cycle_id, "organisation/differences.html", DIFFERENCES, presenters.list_differences)


@bp.get("/<uuid:cycle_id>/training")
@requires(Permission.ORGANISATION_READ)
def training(cycle_id: UUID) -> str:
    """The training that is wanted most."""
    return _ordered(cycle_id, "organisation/training.html", (Fact.WANTS_TRAINING,), presenters.list_wanted)


def _ordered(cycle_id: UUID, template: str, facts: tuple[Fact, ...], order: Callable[..., Any]) -> str:
    asked = _get(cycle_id)
    group = _group(asked.sight)
    figures = asked.read(asked.outline.items, [fact.value for fact in facts])
    found = order(figures, asked.outline.items, group)
    return render_template(template, asked=asked, group=group, found=found, Fact=Fact, presenters=presenters)


@bp.get(f"/<uuid:cycle_id>/differences.<{_FORMS}:form>")
@requires(Permission.ORGANISATION_READ)
def differences_data(cycle_id: UUID, form: str) -> Response:
    """The same as a sheet."""
    asked = _get(cycle_id)
    group = _group(asked.sight)
    figures = asked.read(asked.outline.items, [fact.value for fact in DIFFERENCES])
    found = presenters.list_differences(figures, asked.outline.items, group)
    return _send(asked, "differences", form, sheets.rows_of_differences(found, group))


@bp.get(f"/<uuid:cycle_id>/training.<{_FORMS}:form>")
@requires(Permission.ORGANISATION_READ)
def training_data(cycle_id: UUID, form: str) -> Response:
    """The same as a sheet."""
    asked = _get(cycle_id)
    group = _group(asked.sight)
    figures = asked.read(asked.outline.items, [Fact.WANTS_TRAINING.value])
    found = presenters.list_wanted(figures, asked.outline.items, group)
    return _send(asked, "training", form, sheets.rows_of_wanted(found, group))


@bp.get("/<uuid:cycle_id>/people")
@requires(Permission.ORGANISATION_READ)
def people(cycle_id: UUID) -> str:
    """Who stands behind one competency in one visible program; each of them reads that this was opened."""
    asked = _get(cycle_id)
    item, group = asked.outline.by_code.get(request.args.get("item", "")), _group(asked.sight)
    if item is None or item.is_wellness or group is EVERYONE:
        abort(404)
    numbers = asked.read([item], []).find(item, group) or {}
    if presenters.Emptiness().say(numbers):
        abort(404)
    behind_it = queries.list_people(asked.cycle, asked.sight.program_ids[group], signed_in())
    page = Page.of(len(behind_it))
    shown = behind.look(behind_it[page.offset : page.offset + page.size], item)
    drawn = render_template(
        "organisation/people.html",
        asked=asked,
        item=item,
        group=group,
        shown=shown,
        page=page,
        presenters=presenters,
    )
    note_openings("review.opened", kind="review", about={one.review_id: one.person.id for one in shown})
    return drawn


def _send(asked: Asked, name: str, form: str, rows: list[list[spreadsheets.Cell]]) -> Response:
    made = spreadsheets.write(form, "figures", rows)
    note_export("organisation.exported", kind="cycle", record_id=asked.cycle.id, about_id=None)
    response = Response(made, mimetype=spreadsheets.TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{asked.cycle.id}.{form}"'
    return response
