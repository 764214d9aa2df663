"""What the product calls things: one label for each value of each list, in the field's own words.

A test holds that every list has its words, so a page never shows a stored value.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tracker.access.reading import Part, Phase, Relation
from tracker.assessments.models import (
    IN_PERSON,
    NOT_MY_ROLE,
    NOT_OBSERVED,
    Basis,
    RoleReason,
    Side,
)
from tracker.batches.models import Form, Whom
from tracker.consultations.models import AskedBy, EntryKind, Mode, Topic
from tracker.credentials.models import CheckSource, TargetPurpose, TrainingCategory
from tracker.cycles.models import ExtensionReason, Step, WhyNot
from tracker.files.models import FileKind, MediaType
from tracker.frameworks.models import Kind
from tracker.goals.models import GoalStatus
from tracker.hours.models import Measure
from tracker.identifiers.models import NotAboutOne
from tracker.language import LazyString, _l
from tracker.observations.models import ObservationMethod, Presence, Setting
from tracker.people.models import AssignmentKind, Employment
from tracker.removals.models import Decision, RemovalReason
from tracker.reports.log_content import MonthState
from tracker.reports.models import Audience, Paper, ReportKind
from tracker.reviews.models import ConversationForm, Ending, Rated, ReviewKind, State
from tracker.signatures.models import Capacity, Meaning, StatementPart
from tracker.verifications.models import Method, Occasion, Qualification
from tracker.verifications.requirements import NeedState
from tracker.voiding.models import VoidKind

# Pairs, not a dictionary: a StrEnum equals its text, so members of different lists would collide.
LABELS: Final[tuple[tuple[StrEnum, LazyString], ...]] = (
    (AssignmentKind.PRIMARY, _l("Primary supervisor")),
    (AssignmentKind.SECOND, _l("Second supervisor")),
    (AssignmentKind.BACKUP, _l("Backup supervisor")),
    (AssignmentKind.CLINICAL_OVERSIGHT, _l("Clinical oversight")),
    (AskedBy.PLANNED, _l("Planned")),
    (AskedBy.EMPLOYEE, _l("The employee asked")),
    (AskedBy.SUPERVISOR, _l("The supervisor asked")),
    (Audience.PERSONNEL_FILE, _l("Personnel file")),
    (Audience.OUTSIDE, _l("Someone outside")),
    (Basis.SAW, _l("I saw it")),
    (Basis.TALKED, _l("We talked about it")),
    (Basis.READ, _l("I read documentation")),
    (Basis.HEARD, _l("I heard from others")),
    (Capacity.EMPLOYEE, _l("Employee")),
    (Capacity.SUPERVISOR, _l("Supervisor")),
    (CheckSource.REGISTER, _l("The board's public register")),
    (CheckSource.BOARD, _l("A letter or mail of the board")),
    (CheckSource.CERTIFICATE, _l("The certificate itself")),
    (ConversationForm.IN_PERSON, _l("In person")),
    (ConversationForm.VIDEO, _l("By video")),
    (ConversationForm.PHONE, _l("By phone")),
    (Decision.CARRIED_OUT, _l("Removed")),
    (Decision.REFUSED, _l("Not removed")),
    (Employment.PAID, _l("Paid")),
    (Employment.VOLUNTEER, _l("Volunteer")),
    (Employment.INTERN, _l("Intern")),
    (Ending.SIGNED, _l("Signed")),
    (Ending.DECLINED, _l("Offered, and not signed")),
    (Ending.NOT_AVAILABLE, _l("Not available to sign")),
    (EntryKind.SUPERVISION, _l("Supervision")),
    (EntryKind.CONSULTATION, _l("Consultation")),
    (EntryKind.DIRECT_OBSERVATION, _l("Direct observation")),
    (EntryKind.ORIENTATION, _l("Orientation or shadowing")),
    (EntryKind.CO_REFLECTION, _l("Co-reflection")),
    (EntryKind.TRAINING, _l("Training")),
    (ExtensionReason.WORKLOAD, _l("Workload")),
    (ExtensionReason.NEW_IN_JOB, _l("New in the job")),
    (ExtensionReason.SUPERVISOR_CHANGED, _l("The supervisor changed")),
    (ExtensionReason.TRAINING, _l("Training first")),
    (ExtensionReason.NO_DATE_FOUND, _l("No date found for the conversation")),
    (ExtensionReason.AGREED_WITH_HR, _l("Agreed with HR")),
    (FileKind.PAPER_RATINGS, _l("Ratings on paper")),
    (FileKind.PAPER_SIGNATURE, _l("Signature on paper")),
    (FileKind.TRAINING_CERTIFICATE, _l("Certificate of a training")),
    (GoalStatus.PROPOSED, _l("Proposed")),
    (GoalStatus.AGREED, _l("Agreed")),
    (GoalStatus.MET, _l("Met")),
    (GoalStatus.CLOSED, _l("Closed")),
    (Kind.TASK, _l("Task")),
    (Kind.KNOWLEDGE, _l("Area of knowledge")),
    (Meaning.AGREE, _l("Read, and agrees")),
    (Meaning.DISAGREE, _l("Read, and does not agree")),
    (Meaning.RECEIVED, _l("Received, not present at the conversation")),
    (Measure.WORK_HOURS, _l("Hours worked")),
    (Measure.RECOVERY_SHARE, _l("Share of recovery support, in percent")),
    (Measure.SUPERVISION_HOURS, _l("Supervision, in hours")),
    (Measure.DOMAIN_HOURS, _l("Supervision in one domain, in hours")),
    (Measure.WORK_PER_SUPERVISION, _l("Hours worked for each hour of supervision")),
    (Measure.WEEK_MINUTES, _l("Minutes of supervision a week")),
    (Measure.GAP_DAYS, _l("Longest time without supervision, in days")),
    (MediaType.PDF, _l("PDF")),
    (MediaType.PNG, _l("PNG picture")),
    (MediaType.JPEG, _l("JPEG picture")),
    (Method.DIRECT_OBSERVATION, _l("Direct observation")),
    (Method.DEMONSTRATION, _l("Demonstration or role play")),
    (Method.DOCUMENTATION_REVIEW, _l("Documentation review")),
    (Method.CASE_DISCUSSION, _l("Case discussion, without names")),
    (Method.TEACH_BACK, _l("Teach-back")),
    (Method.TEST, _l("Written or oral test")),
    (Method.PEER_FEEDBACK, _l("Peer feedback")),
    (Method.EXEMPLAR, _l("Exemplar or portfolio")),
    (Method.PRESENTATION, _l("Presentation")),
    (Method.SIMULATION, _l("Simulation")),
    (Method.QUALITY_MONITOR, _l("Quality monitor")),
    (Method.OTHER, _l("Another method")),
    (Mode.IN_PERSON, _l("In person")),
    (Mode.VIDEO, _l("Video")),
    (Mode.PHONE, _l("Phone")),
    (ObservationMethod.IN_PERSON, _l("I was there")),
    (ObservationMethod.RECORDING, _l("Recording, with consent")),
    (ObservationMethod.ROLE_PLAY, _l("Role play")),
    (ObservationMethod.WRITTEN_WORK, _l("Written work, without names")),
    (NotAboutOne.COLLEAGUE, _l("a colleague")),
    (NotAboutOne.AGENCY, _l("an agency")),
    (NotAboutOne.SOMETHING_ELSE, _l("something else")),
    (NeedState.VERIFIED, _l("Verified")),
    (NeedState.DUE_AGAIN, _l("Due again")),
    (NeedState.SHOWN_LOWER, _l("Shown at a lower level")),
    (NeedState.NEVER_SHOWN, _l("Not shown yet")),
    (Occasion.INITIAL, _l("First time")),
    (Occasion.PERIODIC, _l("Again, as due")),
    (Part.DATES, _l("dates")),
    (Part.STATE, _l("state and who must act")),
    (Part.EMPLOYEE_PROGRESS, _l("how many the employee has answered")),
    (Part.SUPERVISOR_PROGRESS, _l("how many the supervisor has answered")),
    (Part.OWN_ROW, _l("their own ratings")),
    (Part.EMPLOYEE_ROW, _l("the employee's ratings")),
    (Part.BOTH_ROWS, _l("both ratings")),
    (Part.WHOLE, _l("everything")),
    (Phase.RATING, _l("While ratings are being made")),
    (Phase.ONE_SENT, _l("One side has sent")),
    (Phase.OPENED, _l("Open review: the supervisor has opened the employee's ratings")),
    (Phase.TALKING, _l("In conversation, or awaiting signatures")),
    (Phase.ENDED, _l("Signed or ended")),
    (Presence.AGREED, _l("The individual agreed to my being there")),
    (Presence.NOBODY_PRESENT, _l("No individual was present")),
    (Qualification.CREDENTIAL, _l("Credential")),
    (Qualification.EXPERIENCE, _l("Experience")),
    (Qualification.TRAINING, _l("Training")),
    (Relation.SELF, _l("The employee")),
    (Relation.SUPERVISOR, _l("Primary or backup supervisor")),
    (Relation.SECOND, _l("Second supervisor, clinical oversight")),
    (Relation.ASSESSOR, _l("Appointed assessor")),
    (Relation.FORMER_SUPERVISOR, _l("Former supervisor")),
    (Relation.UPLINE, _l("The supervisor's supervisor")),
    (Relation.HR, _l("HR")),
    (Relation.AUDITOR, _l("Auditor")),
    (Relation.FORMER_STAFF, _l("Former staff, for a year")),
    (MonthState.SIGNED, _l("signed by both")),
    (MonthState.WITHOUT_EMPLOYEE, _l("locked, not signed by the employee")),
    (MonthState.AWAITING, _l("signed by one side, waits for the other")),
    (MonthState.UNSIGNED, _l("not signed")),
    (MonthState.RUNNING, _l("not over yet")),
    (Paper.LETTER, _l("Letter")),
    (Paper.A4, _l("A4")),
    (Form.ZIP, _l("A ZIP file with one PDF for each person")),
    (Form.PDF, _l("One PDF with a bookmark for each person")),
    (Whom.CYCLE, _l("Everyone in a review cycle")),
    (Whom.PROGRAM, _l("Everyone in a program")),
    (Whom.PEOPLE, _l("People chosen by name")),
    (Whom.EVERYONE, _l("Everyone who works here")),
    (ReportKind.COMPETENCY, _l("Competency report")),
    (ReportKind.VERIFICATION, _l("Verification sheet")),
    (ReportKind.PLAN, _l("Development plan")),
    (ReportKind.LOG, _l("Supervision and consultation log")),
    (ReportKind.HOURS, _l("Hours toward certification or renewal")),
    (ReportKind.CREDENTIALS, _l("Credentials and training")),
    (ReportKind.FILE, _l("What the personnel file holds")),
    (ReportKind.GUIDE, _l("Conversation guide")),
    (ReportKind.BLANK, _l("Rating form on paper")),
    (ReportKind.ORGANISATION, _l("Organization summary")),
    (ReportKind.RECORD, _l("Whole record")),
    (Rated.ALL, _l("every item")),
    (
        Rated.OWN,
        _l(
            "what matters most now: required, to be shown again, in a goal, level 1 or 2, "
            "wants training, or never rated"
        ),
    ),
    (Rated.CHOSEN, _l("only the items chosen below, and those never rated")),
    (RemovalReason.PERSON_SERVED, _l("It points to a person served")),
    (RemovalReason.HEALTH, _l("It tells of somebody's health or recovery")),
    (RemovalReason.SOMEBODY_ELSE, _l("It tells of somebody else's private life")),
    (RemovalReason.LAW, _l("The law asks for it")),
    (ReviewKind.BASELINE, _l("Baseline")),
    (ReviewKind.NINETY_DAYS, _l("90 days")),
    (ReviewKind.ANNUAL, _l("Annual")),
    (ReviewKind.BEFORE_CERTIFICATION, _l("Before certification")),
    (ReviewKind.ROLE_CHANGE, _l("Role change")),
    (ReviewKind.AD_HOC, _l("Ad hoc")),
    (RoleReason.NOT_IN_DESCRIPTION, _l("Not in the job description")),
    (RoleReason.NOT_OFFERED, _l("Not offered here")),
    (RoleReason.OTHERS_DO_IT, _l("Others do it")),
    (Setting.OFFICE, _l("Office")),
    (Setting.GROUP, _l("Group")),
    (Setting.COMMUNITY, _l("In the community")),
    (Setting.RESIDENTIAL, _l("Residential program")),
    (Setting.HOSPITAL, _l("Hospital or crisis service")),
    (Setting.VIDEO_OR_PHONE, _l("Video or phone")),
    (Setting.TEAM_MEETING, _l("Team meeting")),
    (Setting.OTHER, _l("Another setting")),
    (Side.EMPLOYEE, _l("Employee")),
    (Side.SUPERVISOR, _l("Supervisor")),
    (State.RATING, _l("Rating")),
    (State.IN_CONVERSATION, _l("In conversation")),
    (State.AWAITING_SIGNATURES, _l("Awaiting signatures")),
    (State.ENDED, _l("Ended")),
    (State.CLOSED, _l("Closed unfinished")),
    (StatementPart.REVIEW, _l("Review")),
    (StatementPart.OBSERVATION, _l("Observation")),
    (StatementPart.VERIFICATION, _l("Verification")),
    (StatementPart.GOAL, _l("Goal")),
    (StatementPart.LOG_ENTRY, _l("Supervision log entry")),
    (Step.RATING, _l("both rating")),
    (Step.ONE_SENT, _l("one side has sent")),
    (Step.TALKING, _l("in conversation")),
    (Step.SIGNING, _l("awaiting signatures")),
    (Step.ENDED, _l("ended")),
    (Step.CLOSED, _l("closed unfinished")),
    (TargetPurpose.RENEWAL, _l("Renewal")),
    (TargetPurpose.FIRST, _l("First certification")),
    (TrainingCategory.CRSS_I, _l("CRSS I or CPRS I: domains, recovery, role of peer support")),
    (TrainingCategory.CRSS_II, _l("CRSS II or CPRS II")),
    (TrainingCategory.ETHICS, _l("Ethics and responsibility")),
    (TrainingCategory.CORE, _l("Core functions")),
    (TrainingCategory.OTHER, _l("Other")),
    (Topic.ROLE_CLARITY, _l("Role clarity")),
    (Topic.ETHICS, _l("Ethics and boundaries")),
    (Topic.DUAL_RELATIONSHIPS, _l("Dual and complex relationships")),
    (Topic.RISK, _l("Risk of harm, safety")),
    (Topic.MANDATED_REPORTING, _l("Mandated reporting")),
    (Topic.CONFIDENTIALITY, _l("Confidentiality")),
    (Topic.SELF_DISCLOSURE, _l("Self-disclosure")),
    (Topic.DOCUMENTATION, _l("Documentation")),
    (Topic.CULTURAL_HUMILITY, _l("Cultural humility")),
    (Topic.TRAUMA_INFORMED, _l("Trauma-informed practice")),
    (Topic.WORKLOAD, _l("Workload")),
    (Topic.WELLNESS_AT_WORK, _l("Wellness at work, no health details")),
    (Topic.TEAM, _l("Team relations")),
    (Topic.DEVELOPMENT, _l("Professional development")),
    (Topic.GOAL_PROGRESS, _l("Goal progress")),
    (Topic.FEEDBACK, _l("Feedback to the supervisor")),
    (VoidKind.REVIEW, _l("Review")),
    (VoidKind.OBSERVATION, _l("Observation")),
    (VoidKind.ATTENDANCE, _l("Supervision log entry")),
    (WhyNot.LEFT, _l("no longer works here")),
    (WhyNot.OPEN_REVIEW, _l("has a review that has not ended")),
    (WhyNot.AWAY, _l("is away")),
    (WhyNot.NO_SUPERVISOR, _l("has no supervisor")),
    (WhyNot.ONESELF, _l("this is you: a colleague in HR must open yours")),
)

ANSWERS: Final[dict[str, LazyString]] = {
    NOT_MY_ROLE: _l("Not part of my role"),
    NOT_OBSERVED: _l("Not observed yet"),
    IN_PERSON: _l("I would rather talk about this in person"),
}
# The same answers as others read them; "in person" is between the two sides.
ANSWERS_OF_OTHERS: Final[dict[str, LazyString]] = {
    NOT_MY_ROLE: _l("Not part of the role"),
    NOT_OBSERVED: _l("Not observed yet"),
    IN_PERSON: _l("Would rather talk about this in person"),
}
NOT_ANSWERED: Final = _l("Not answered")
NOT_RATED_HERE: Final = _l("Not rated here")


_BY_LIST: Final = {(type(value), value.value): words for value, words in LABELS}


def label(value: StrEnum) -> LazyString:
    """What the product calls one value of a list."""
    return _BY_LIST[type(value), value.value]
