"""The survey desk: a sample of personnel files, what they lack, as a page, a sheet or one binder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import spreadsheets
from tracker.access.guard import may, requires, signed_in, signed_in_only
from tracker.access.permissions import Permission
from tracker.audit import actions as audit
from tracker.batches import queries as batches
from tracker.batches.models import Form
from tracker.database import db, writing
from tracker.people import queries as people
from tracker.reports import papers
from tracker.reports.file_content import FileState
from tracker.reports.models import ReportKind
from tracker.reports.pressing import paper
from tracker.reports.views_papers import send
from tracker.survey import actions, assessing, presenters, queries, samples, sheets
from tracker.survey.forms import BinderForm
from tracker.survey.samples import Draw, Drawn, Sample
from tracker.web.forms import choice
from tracker.web.pages import note_openings
from tracker.web.paging import Page
from tracker.words import label

bp = Blueprint("survey", __name__, url_prefix="/survey")
# What belongs in a binder where nothing else is chosen.
USUAL: Final = (ReportKind.FILE, ReportKind.COMPETENCY, ReportKind.VERIFICATION, ReportKind.CREDENTIALS)
# Up to so many files are shown unfolded, with who can mend each line.
FEW: Final = 3


@bp.get("/")
@requires(Permission.SURVEY_READ)
def desk() -> ResponseReturnValue:
    """Where the files of a sample stand, and who can still mend what."""
    sample = samples.read_sample(request.args)
    if sample.draw is Draw.RANDOM and not request.args.get("seed"):
        # With its seed in the address the same sample comes again.
        return redirect(f"{url_for('.desk')}?{urlencode(sample.write())}")
    return _page(sample, samples.draw(sample, signed_in()), _binder_form())


def _page(sample: Sample, drawn: Drawn, form: BinderForm) -> str:
    page = Page.of(len(drawn.ids))
    shown = drawn.ids[page.offset : page.offset + page.size]
    # What the desk says of a file is what the document on it says.
    note_openings("report.opened", kind="report", about={one: one for one in shown})
    found = queries.survey(shown, sample.day)
    return render_template(
        "survey/desk.html",
        sample=sample,
        drawn=drawn,
        page=page,
        found=found,
        counts=queries.count_states(found),
        states=list(FileState),
        few=FEW,
        draws=list(Draw),
        programs=people.list_programs(),
        find_mending=presenters.find_mending,
        form=form,
        largest=samples.LARGEST_SAMPLE,
        asked=sample.write(),
    )


def _binder_form() -> BinderForm:
    form = BinderForm(kinds=[kind.value for kind in USUAL], form=Form.PDF.value)
    kinds = batches.list_kinds(signed_in()) if may(Permission.SURVEY_PRINT) else []
    form.kinds.choices = [choice(kind, label(kind)) for kind in kinds]
    return form


@bp.get("/sheet.<any(csv, xlsx):ending>")
@requires(Permission.SURVEY_READ)
def sheet(ending: str) -> Response:
    """The survey of the whole sample as a sheet; taking it is in the trail."""
    sample = samples.read_sample(request.args)
    drawn = samples.draw(sample, signed_in()).ids
    found = queries.survey(drawn, sample.day)
    made = spreadsheets.write(ending, "survey", sheets.list_rows(found, sample.day))
    _note_export(ending, drawn)
    response = Response(made, mimetype=spreadsheets.TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="survey-{sample.day}.{ending}"'
    return response


def _note_export(ending: str, ids: Sequence[UUID]) -> None:
    db.session.commit()
    with writing():
        audit.record("survey.exported", by=signed_in(), kind="survey", record_id=None, about_id=None, fields=[ending])
        about = [audit.Line("report.exported", "report", one, one, (ReportKind.FILE,)) for one in ids]
        audit.record_many(about, by=signed_in())
        db.session.commit()


@bp.post("/binder")
@requires(Permission.SURVEY_PRINT)
def binder() -> ResponseReturnValue:
    """Ask for the documents of the sample as one file with an index; it is made in the background."""
    sample = samples.read_sample(request.args)
    drawn, form = samples.draw(sample, signed_in()), _binder_form()
    if not form.validate_on_submit():
        return _page(sample, drawn, form), 422
    order = actions.order_of(
        drawn.ids, kinds=[ReportKind(one) for one in form.kinds.data or []], form=Form(form.form.data), paper=paper()
    )
    job = actions.ask(order, sample, drawn, key=form.record_id, by=signed_in())
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.get("/how-we-assess")
@signed_in_only
def how_we_assess() -> str:
    """How competence is assessed here, from the settings as they stand. It names nobody."""
    return render_template("survey/how_we_assess.html", content=assessing.gather())


@bp.get("/how-we-assess.pdf")
@signed_in_only
def how_we_assess_pdf() -> Response:
    """The same as a document to print."""
    html = render_template("survey/how_we_assess_document.html", content=assessing.gather())
    return send(papers.press(html), "how-we-assess-competence.pdf")
