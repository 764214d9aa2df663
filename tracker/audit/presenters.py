"""Lines of the trail in words. An event without words is an error, so none is ever shown raw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from tracker import clock
from tracker.audit.models import TrailLine
from tracker.audit.queries import NO_READING
from tracker.goals.models import GoalStatus
from tracker.language import LazyString, _, _l, say_date, say_time
from tracker.people.models import Person
from tracker.people.queries import names_of
from tracker.reviews.models import IN_BULK, State
from tracker.verifications.models import Method, Occasion
from tracker.words import label

# No longer written; lines from before still name them.
FORMER_EVENTS: Final[dict[str, LazyString]] = {
    "agreement.confirmed": _l("confirmed an agreement on supervision"),
    "amendment.opened": _l("opened an amendment"),
    "assessment.opened": _l("began an assessment"),
}
EVENTS: Final[dict[str, LazyString]] = {
    "absence.changed": _l("changed until when someone is away"),
    "absence.ended": _l("noted that someone is back"),
    "absence.noted": _l("noted that someone is away"),
    "agreement.ended": _l("ended an agreement on supervision by another"),
    "agreement.exported": _l("took a copy of an agreement on supervision"),
    "agreement.opened": _l("opened an agreement on supervision"),
    "agreement.signed": _l("signed an agreement on supervision"),
    "agreement.written": _l("wrote an agreement on supervision"),
    "answer.saved": _l("saved an answer"),
    "amendment.asked": _l("asked for an amendment"),
    "amendment.begun": _l("opened an amendment"),
    "amendment.given_up": _l("gave up an amendment"),
    "amendment.turned_down": _l("turned down an amendment"),
    "answer.typed_in": _l("typed in an answer from paper"),
    "assessment.begun": _l("began an assessment"),
    "assessment.copied": _l("copied the ratings for an amendment"),
    "assessment.handed_over": _l("discarded the unsent ratings of a former supervisor"),
    "assessment.ratings_seen": _l("opened the employee's ratings, in an open review"),
    "assessment.sent": _l("sent ratings"),
    "assessment.taken_back": _l("took ratings back"),
    "assessment.taken_over": _l("took over the supervisor's ratings"),
    "assessor.appointed": _l("appointed an assessor"),
    "assessor.ended": _l("ended the appointment of an assessor"),
    "installation.restored": _l("restored a backup"),
    "assignment.ended": _l("ended a supervision assignment"),
    "assignment.exported": _l("exported the list of supervision assignments"),
    "assignment.made": _l("made a supervision assignment"),
    "background.recorded": _l("wrote down education or experience"),
    "background.verified": _l("verified education or experience"),
    "background.withdrawn": _l("took back education or experience"),
    "consent.given": _l("agreed to sign on screen"),
    "conversation.opened": _l("opened the conversation"),
    "counting_rule.set": _l("set how minutes of supervision count"),
    "batch.taken": _l("took a file with the reports of many people"),
    "credential.checked": _l("checked a credential"),
    "credential.recorded": _l("recorded a credential"),
    "cycle.changed": _l("changed a review cycle"),
    "cycle.closed": _l("closed a review cycle"),
    "cycle.opened_for_all": _l("opened a review cycle"),
    "cycle.planned": _l("planned a review cycle"),
    "employment.opened": _l("opened education, experience and job descriptions"),
    "example.changed": _l("changed an example of their own"),
    "example.deleted": _l("deleted an example of their own"),
    "example.kept": _l("wrote an example of their own"),
    "example.opened": _l("opened examples"),
    "example.shared": _l("shared an example of their own"),
    "file.exported": _l("took a copy of a kept file"),
    "file.kept": _l("kept a file"),
    "follow_up.done": _l("finished a follow-up"),
    "framework.published": _l("published a list of competencies or a scale"),
    "goal.agreed": _l("agreed to a goal"),
    "goal.carried": _l("carried a goal into the next review"),
    "goal.closed": _l("ended a goal"),
    "goal.noted": _l("added a note to a goal"),
    "goal.opened": _l("opened a goal"),
    "goal.proposed": _l("proposed a goal"),
    "goal.revised": _l("agreed to a new wording of a goal"),
    "goal.revision_declined": _l("kept a goal as it stands"),
    "goal.revision_proposed": _l("proposed a new wording of a goal"),
    "goal.step_done": _l("finished a step of a goal"),
    "grant.ended": _l("ended an auditor's grant"),
    "grant.made": _l("granted an auditor reading"),
    "growth.opened": _l("opened two reviews side by side"),
    "guide.printed": _l("printed a conversation guide"),
    "hours.opened": _l("opened hours"),
    "identifier.kept": _l("saved a text that the check for identifiers had pointed at"),
    "job.asked": _l("asked for work in the background"),
    "job.cancelled": _l("stopped work in the background"),
    "job.resumed": _l("let work in the background go on"),
    "job_description.acknowledged": _l("said that they received a job description"),
    "job_description.given": _l("noted a job description that was given"),
    "job_description.withdrawn": _l("took back a job description"),
    "link.made": _l("made a one-time sign-in link"),
    "link.used": _l("used a one-time sign-in link"),
    "log_entry.confirmed": _l("confirmed a supervision log entry"),
    "log_entry.draft_discarded": _l("discarded a draft of the supervision log"),
    "language.chosen": _l("chose a language"),
    "log_entry.drafted": _l("began a draft of the supervision log"),
    "log_entry.opened": _l("opened the supervision log"),
    "log_entry.voided": _l("made a supervision log entry void"),
    "log_entry.part_written": _l("wrote somebody's own part of a group entry"),
    "log_entry.written": _l("wrote a supervision log entry"),
    "log_setting.changed": _l("changed a setting of the supervision log"),
    "log_topic.ended": _l("took a topic off the list"),
    "log_topic.saved": _l("changed the list of topics"),
    "logo.changed": _l("chose another logo"),
    "logo.removed": _l("removed the logo"),
    "mail.opened": _l("opened a mail in the outbox"),
    "mail.sent_again": _l("had a mail sent again"),
    "month.exported": _l("took a copy of a signed month"),
    "month.frozen": _l("locked the content of a month by the first signature"),
    "month.opened": _l("opened a month of the supervision log"),
    "month.read": _l("read a month of the supervision log"),
    "month.reopened": _l("reopened a signed month"),
    "month.reopening_asked": _l("asked to reopen a signed month"),
    "month.reopening_refused": _l("left a signed month as it is"),
    "observation.acknowledged": _l("noted that they read an observation"),
    "observation.drafted": _l("began an observation"),
    "observation.opened": _l("opened observations"),
    "observation.shared": _l("shared an observation"),
    "observation.voided": _l("made an observation void"),
    "observation_request.answered": _l("answered what was asked to be noticed"),
    "observation_request.made": _l("asked to have their work noticed"),
    "observation_request.opened": _l("opened what was asked to be noticed"),
    "observation_request.withdrawn": _l("took back what they asked to be noticed"),
    "paper_review.entered": _l("entered a review from paper"),
    "paper_review.opened": _l("opened what was entered from paper"),
    "paper_review.withdrawn": _l("withdrew a review from paper"),
    "organisation.exported": _l("took figures of the organization as data"),
    "paper.confirmed": _l("confirmed ratings typed in from paper"),
    "paper.opened": _l("opened ratings to type in from paper"),
    "paper.typist_ended": _l("ended typing in from paper"),
    "paper.typist_named": _l("named who may type in ratings from paper"),
    "password.changed": _l("changed a password"),
    "person.added": _l("added a person"),
    "person.changed": _l("changed a person's details"),
    "person.exported": _l("exported the list of people"),
    "person.opened": _l("opened a record"),
    "practice.deleted": _l("deleted a practice"),
    "practice.started": _l("started a practice"),
    "person.rehired": _l("took former staff back"),
    "record_request.fulfilled": _l("fulfilled a request to see a record"),
    "record_request.handed_over": _l("handed over a record that was asked for"),
    "record_request.made": _l("noted a request to see a record"),
    "record_request.opened": _l("opened a request to see a record"),
    "record_request.taken_back": _l("took back a request to see a record"),
    "reminder.asked": _l("sent a reminder"),
    "reminder.chosen": _l("chose what to be reminded of"),
    "report.exported": _l("took a report as data"),
    "report.issued": _l("issued a report"),
    "report.opened": _l("opened a report"),
    "report.printed": _l("printed a report"),
    "requirement.ended": _l("took back that a job requires an item"),
    "requirement.set": _l("set that a job requires an item"),
    "review.amendment_opened": _l("opened an amendment of a signed review"),
    "review.closed": _l("closed a review unfinished"),
    "review.commented": _l("added a comment in the conversation"),
    "review.conversation_described": _l("wrote down the conversation"),
    "review.declined": _l("ended a review: offered, and not signed"),
    "review.not_available": _l("ended a review: not available to sign"),
    "holiday.added": _l("added a holiday"),
    "holiday.removed": _l("removed a holiday"),
    "review.ended": _l("ended a review by the last signature"),
    "review.extended": _l("gave a review a later due date"),
    "review.exported": _l("took a copy of the signed content"),
    "review.conversation_taken": _l("took over the conversation"),
    "review.item_chosen": _l("chose an item to talk about"),
    "review.level_agreed": _l("agreed a level"),
    "review.level_proposed": _l("proposed a level"),
    "review.opened": _l("opened a review"),
    "review.rating_corrected": _l("corrected a rating in an amendment"),
    "review.reminded": _l("reminded whoever the review waits for"),
    "review.returned": _l("returned a review to the conversation"),
    "review.seen_differently": _l("kept both views of an item"),
    "review.signatures_asked": _l("finished the conversation and asked for signatures"),
    "review.started": _l("started a review"),
    "review.talk_begun": _l("sent as the second side: the conversation began"),
    "review.voided": _l("made a review void"),
    "role.given": _l("gave a role"),
    "role.taken": _l("took a role"),
    "session.ended": _l("signed out"),
    "session.started": _l("signed in"),
    "removal.asked": _l("asked to have text removed for privacy"),
    "removal.carried_out": _l("removed text for privacy, as the second person"),
    "removal.opened": _l("opened a removal for privacy"),
    "removal.refused": _l("left text as it is, as the second person"),
    "sheet.brought": _l("brought a sheet to import"),
    "sheet.discarded": _l("discarded a sheet"),
    "sheet.imported": _l("imported a sheet"),
    "sheet.refused_taken": _l("took the refused rows of a sheet"),
    "signing_sheet.printed": _l("printed the sheet to sign on paper"),
    "setting.changed": _l("changed a setting of the employer"),
    "signature.recorded": _l("recorded a signature given on paper"),
    "signature.given": _l("signed"),
    "signature.voided": _l("made a signature void"),
    "statement.added": _l("added a statement"),
    "supervision.answered": _l("answered a request for supervision"),
    "supervision.asked": _l("asked for supervision"),
    "supervision.opened": _l("opened a request for supervision"),
    "supervision.withdrawn": _l("took back a request for supervision"),
    "survey.exported": _l("took the survey of personnel files as a sheet"),
    "tally.rebuilt": _l("made the figures of the organization anew"),
    "target_set.ended": _l("took a set of targets out of use"),
    "target_set.saved": _l("changed a set of targets"),
    "trail.opened": _l("opened the trail of a record"),
    "training.confirmed": _l("confirmed a training"),
    "training.confirmation_taken_back": _l("took back the confirmation of a training"),
    "training.opened": _l("opened credentials and training"),
    "training.recorded": _l("recorded a training"),
    "training.removed": _l("removed a training"),
    "training_target.added": _l("added what a credential asks for"),
    "training_target.changed": _l("changed what a credential asks for"),
    "training_target.removed": _l("removed what a credential asks for"),
    "tour.ended": _l("ended the tour"),
    "verification.entered_from_paper": _l("entered a verification from paper"),
    "verification.made": _l("verified competencies"),
    "verification.opened": _l("opened verifications"),
    "verification.withdrawn": _l("withdrew a verification"),
    "wording.written": _l("wrote a new version of a text of the employer"),
    "work_period.ended": _l("ended a work period"),
    "work_period.recorded": _l("recorded a work period"),
    "work_period.taken_back": _l("took back a work period"),
}
# Openings, copies and signatures show their time; saving shows its time to oneself only.
TIMED: Final = (".opened", ".printed", ".exported", ".issued", "signature.given")

# What was done about which item, and how one signed, is between the two sides; others read that it was done.
BETWEEN_THE_SIDES: Final = ("review", "signature")

# Whose states a line's from and to are.
STATES: Final[dict[str, type[StrEnum]]] = {"review": State, "goal": GoalStatus}

# How it was verified, and whether for the first time, stands among the items of its line.
HOW_VERIFIED: Final = {one.value: label(one) for kind in (Method, Occasion) for one in kind}

# One tap settled many items; each has a line of its own.
AT_ONCE: Final = _l("with others at once")


@dataclass(frozen=True)
class SaidLine:
    """One line as a sentence: who did what, to whose record, when."""

    when: str
    who: str
    what: str
    about: str
    details: str


def say(lines: Sequence[TrailLine], reader: Person) -> list[SaidLine]:
    """Put lines in words for one reader, with one query for all the names."""
    names = names_of([line.actor_id for line in lines] + [line.about_id for line in lines])
    return [_say(line, reader, names) for line in lines]


def _say(line: TrailLine, reader: Person, names: dict[UUID, str]) -> SaidLine:
    return SaidLine(
        when=_when(line, reader),
        who=_who(line, names),
        what=str(EVENTS.get(line.event) or FORMER_EVENTS[line.event]),
        about=names.get(line.about_id, "") if line.about_id and line.about_id != line.actor_id else "",
        details=_details(line, reader),
    )


def _when(line: TrailLine, reader: Person) -> str:
    shows_time = line.event.endswith(TIMED) and line.event not in NO_READING
    if line.actor_id == reader.id or shows_time:
        return say_time(line.at)
    return say_date(clock.local(line.at).date())


def _who(line: TrailLine, names: dict[UUID, str]) -> str:
    name = names.get(line.actor_id, "") if line.actor_id else ""
    if not line.via:
        return name
    if line.via == "schedule":
        return _("the product itself")
    return _("%(name)s, by the operator", name=name) if name else _("the operator of the server")


def _details(line: TrailLine, reader: Person) -> str:
    states = STATES.get(line.record_kind)
    if states is not None and line.from_state and line.to_state:
        return f"{label(states(line.from_state))} → {label(states(line.to_state))}"
    if line.record_kind in BETWEEN_THE_SIDES and reader.id not in (line.actor_id, line.about_id):
        return ""
    if line.record_kind == "verification":
        return ", ".join(str(HOW_VERIFIED.get(field, field)) for field in line.fields)
    return ", ".join(str(AT_ONCE) if field == IN_BULK else field for field in line.fields)
