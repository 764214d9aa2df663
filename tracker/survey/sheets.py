"""The survey as a sheet: one row for each line of each file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.language import _
from tracker.reports.file_content import FileLine
from tracker.survey.queries import Surveyed
from tracker.words import label

Row = list[str]


def list_rows(found: Iterable[Surveyed], day: date) -> list[Row]:
    """Heads, then every line of every file."""
    heads = [
        *(_("As of"), _("Name"), _("Sign-in name"), _("Job title"), _("Program"), _("Works here as")),
        *(_("First day of work"), _("Last day of work"), _("Required"), _("About"), _("State"), _("Found")),
        *(_("On"), _("Due by"), _("Done"), _("Of"), _("Who can mend it")),
    ]
    return [heads, *(row for one in found for row in _rows(one, day))]


def _rows(one: Surveyed, day: date) -> Iterable[Row]:
    who = one.person
    begins = [
        *(day.isoformat(), who.name, who.sign_in_name, one.job_title, who.program.name if who.program else ""),
        *(str(label(who.employment)), _say(who.hired_on), _say(who.left_on)),
    ]
    for line in one.lines:
        yield [
            *begins,
            *(str(label(line.wanted)), line.about, str(label(line.state)), str(label(line.finding))),
            *(_say(line.on), _say(line.by), *_say_count(line), str(label(line.mender))),
        ]


def _say_count(line: FileLine) -> Row:
    """How many are done, and of how many: none done of three is 0 and 3, nothing to count is empty."""
    return [str(line.done) if line.done or line.of else "", str(line.of or "")]


def _say(day: date | None) -> str:
    return day.isoformat() if day else ""
