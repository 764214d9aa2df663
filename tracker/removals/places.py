"""Every column that holds free text of a person's record. A table that gains one declares it here: a test asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.agreements.models import SupervisionAgreement, SupervisionRequest
from tracker.assessments.models import Assessment, Rating
from tracker.consultations.models import Attendance, FollowUp, LogEntry
from tracker.credentials.models import Training
from tracker.goals.models import Goal, GoalNote, GoalStep, GoalWording, GoalWordingStep
from tracker.language import _l
from tracker.months.models import SignedMonth
from tracker.observations.models import Acknowledgement, Example, Observation, ObservationRequest
from tracker.removals.place import Place, equals
from tracker.removals.places_on_file import ON_FILE
from tracker.reviews.models import Conversation, ConversationComment, ReviewEnding
from tracker.reviews.models_amending import RatingCorrection, ReviewAmendment
from tracker.signatures.models import Signature, Statement
from tracker.verifications.models import Verification, VerifiedItem
from tracker.voiding.models import Voiding


def assessments_of(person_id: UUID) -> Select[UUID]:
    """The assessments of someone, by identifier."""
    return select(Assessment.id).where(Assessment.person_id == person_id)


def _of_review(column: InstrumentedAttribute[UUID]) -> Callable[[UUID], ColumnElement[bool]]:
    return lambda person_id: column.in_(assessments_of(person_id))


def _under(column: InstrumentedAttribute[UUID], parent: Any) -> Callable[[UUID], ColumnElement[bool]]:
    return lambda person_id: column.in_(select(parent.id).where(parent.person_id == person_id))


def _attended(person_id: UUID) -> ColumnElement[bool]:
    return LogEntry.id.in_(select(Attendance.entry_id).where(Attendance.person_id == person_id))


def _follow_ups(person_id: UUID) -> ColumnElement[bool]:
    return FollowUp.entry_id.in_(select(Attendance.entry_id).where(Attendance.person_id == person_id))


def _of_wording(person_id: UUID) -> ColumnElement[bool]:
    of_goals = select(GoalWording.id).join(Goal, Goal.id == GoalWording.goal_id).where(Goal.person_id == person_id)
    return GoalWordingStep.wording_id.in_(of_goals)


def _signature_of(person_id: UUID) -> ColumnElement[bool]:
    return Signature.about_id == person_id


_review, _entry = "review", "log_entry"
PLACES: Final = (
    Place(
        "rating",
        _l("Comment on a rating"),
        Rating.comment,
        _of_review(Rating.assessment_id),
        _review,
        Rating.assessment_id,
    ),
    Place(
        "proud_of",
        _l("Something to be proud of"),
        Assessment.proud_of,
        equals(Assessment.person_id),
        _review,
        Assessment.id,
    ),
    Place(
        "present",
        _l("Who was present at the conversation"),
        Conversation.present,
        _of_review(Conversation.review_id),
        _review,
        Conversation.review_id,
    ),
    Place(
        "support_wanted",
        _l("How can I support you better?"),
        Conversation.support_wanted,
        _of_review(Conversation.review_id),
        _review,
        Conversation.review_id,
    ),
    Place(
        "notes",
        _l("Notes of the conversation"),
        Conversation.notes,
        _of_review(Conversation.review_id),
        _review,
        Conversation.review_id,
    ),
    Place(
        "said",
        _l("Said in the conversation"),
        ConversationComment.text,
        _of_review(ConversationComment.review_id),
        _review,
        ConversationComment.review_id,
    ),
    Place(
        "offered_how",
        _l("How a review was offered"),
        ReviewEnding.offered_how,
        _of_review(ReviewEnding.review_id),
        _review,
        ReviewEnding.review_id,
    ),
    Place(
        "amendment",
        _l("Why an amendment was asked for"),
        ReviewAmendment.reason,
        _of_review(ReviewAmendment.amends_id),
        _review,
        ReviewAmendment.amends_id,
    ),
    Place(
        "not_amended",
        _l("Why an amendment was closed"),
        ReviewAmendment.closed_reason,
        _of_review(ReviewAmendment.amends_id),
        _review,
        ReviewAmendment.amends_id,
    ),
    Place(
        "correction",
        _l("Comment before a correction"),
        RatingCorrection.comment,
        _of_review(RatingCorrection.review_id),
        _review,
        RatingCorrection.review_id,
    ),
    Place(
        "voiding",
        _l("Why a record is void"),
        Voiding.reason,
        equals(Voiding.about_id),
        "void",
        Voiding.record_id,
    ),
    Place(
        "signature", _l("Comment with a signature"), Signature.comment, _signature_of, "snapshot", Signature.snapshot_id
    ),
    Place(
        "void_reason",
        _l("Why a signature became void"),
        Signature.void_reason,
        _signature_of,
        "snapshot",
        Signature.snapshot_id,
    ),
    Place("goal", _l("Goal"), Goal.statement, equals(Goal.person_id), "goal", Goal.id),
    Place("goal_strength", _l("Strength beside a goal"), Goal.strength, equals(Goal.person_id), "goal", Goal.id),
    Place(
        "goal_support", _l("Support needed for a goal"), Goal.support_needed, equals(Goal.person_id), "goal", Goal.id
    ),
    Place("goal_success", _l("What success looks like"), Goal.success, equals(Goal.person_id), "goal", Goal.id),
    Place("goal_reason", _l("Why a goal was closed"), Goal.status_reason, equals(Goal.person_id), "goal", Goal.id),
    Place("goal_step", _l("Step of a goal"), GoalStep.text, _under(GoalStep.goal_id, Goal), "goal", GoalStep.goal_id),
    Place("goal_note", _l("Note on progress"), GoalNote.text, _under(GoalNote.goal_id, Goal), "goal", GoalNote.goal_id),
    *(
        Place(f"wording_{column.key}", words, column, _under(GoalWording.goal_id, Goal), "goal", GoalWording.id)
        for column, words in (
            (GoalWording.statement, _l("Earlier or proposed wording of a goal")),
            (GoalWording.strength, _l("Strength beside another wording of a goal")),
            (GoalWording.support_needed, _l("Support in another wording of a goal")),
            (GoalWording.success, _l("Success in another wording of a goal")),
            (GoalWording.reason, _l("Why a goal was revised")),
        )
    ),
    Place(
        "wording_step",
        _l("Step in another wording of a goal"),
        GoalWordingStep.text,
        _of_wording,
        "goal",
        GoalWordingStep.wording_id,
    ),
    Place(
        "strength",
        _l("Strength that was seen"),
        Observation.strength,
        equals(Observation.person_id),
        "observation",
        Observation.id,
    ),
    Place("seen", _l("What was seen"), Observation.seen, equals(Observation.person_id), "observation", Observation.id),
    Place(
        "next_step",
        _l("Next step"),
        Observation.next_step,
        equals(Observation.person_id),
        "observation",
        Observation.id,
    ),
    Place(
        "acknowledgement",
        _l("Comment on an observation"),
        Acknowledgement.comment,
        _under(Acknowledgement.observation_id, Observation),
        "observation",
        Acknowledgement.observation_id,
    ),
    Place(
        "wish",
        _l("What was asked to be noticed"),
        ObservationRequest.wish,
        equals(ObservationRequest.person_id),
        "observation_request",
        ObservationRequest.id,
    ),
    Place(
        "wish_answer",
        _l("Answer to what was asked to be noticed"),
        ObservationRequest.answer,
        equals(ObservationRequest.person_id),
        "observation_request",
        ObservationRequest.id,
    ),
    Place("example", _l("Own example"), Example.text, equals(Example.person_id), "example", Example.id),
    Place(
        "event",
        _l("Event of a verification"),
        Verification.event,
        equals(Verification.person_id),
        "verification",
        Verification.id,
    ),
    Place(
        "evidence",
        _l("Evidence of a verification"),
        Verification.evidence,
        equals(Verification.person_id),
        "verification",
        Verification.id,
    ),
    Place(
        "qualified_by",
        _l("Why the assessor is qualified"),
        Verification.assessor_qualified_by,
        equals(Verification.person_id),
        "verification",
        Verification.id,
    ),
    Place(
        "withdrawn_reason",
        _l("Why a verification was withdrawn"),
        Verification.withdrawn_reason,
        equals(Verification.person_id),
        "verification",
        Verification.id,
    ),
    Place(
        "item_evidence",
        _l("Evidence for one item"),
        VerifiedItem.evidence,
        _under(VerifiedItem.verification_id, Verification),
        "verification",
        VerifiedItem.verification_id,
    ),
    Place("summary", _l("Summary in the supervision log"), LogEntry.summary, _attended, _entry, LogEntry.id),
    Place("log_strength", _l("Strength in the supervision log"), LogEntry.strength, _attended, _entry, LogEntry.id),
    Place(
        "log_comment",
        _l("Comment on a log entry"),
        Attendance.comment,
        equals(Attendance.person_id),
        _entry,
        Attendance.entry_id,
    ),
    Place(
        "log_recommendations",
        _l("Recommendations in the supervision log"),
        LogEntry.recommendations,
        _attended,
        _entry,
        LogEntry.id,
    ),
    Place(
        "log_own_part",
        _l("Someone's own part of a log entry"),
        Attendance.own_part,
        equals(Attendance.person_id),
        _entry,
        Attendance.entry_id,
    ),
    Place("follow_up", _l("Follow-up of a meeting"), FollowUp.text, _follow_ups, _entry, FollowUp.entry_id),
    Place(
        "expectations",
        _l("What each expects of the other, in an agreement"),
        SupervisionAgreement.expectations,
        equals(SupervisionAgreement.person_id),
        "agreement",
        SupervisionAgreement.id,
    ),
    Place(
        "conflict_check",
        _l("Conflict of interest, in an agreement"),
        SupervisionAgreement.conflict_check,
        equals(SupervisionAgreement.person_id),
        "agreement",
        SupervisionAgreement.id,
    ),
    Place(
        "clinical_oversight",
        _l("Clinical oversight, in an agreement"),
        SupervisionAgreement.clinical_oversight,
        equals(SupervisionAgreement.person_id),
        "agreement",
        SupervisionAgreement.id,
    ),
    Place(
        "asked_about",
        _l("What supervision was asked for"),
        SupervisionRequest.about,
        equals(SupervisionRequest.person_id),
        "supervision_request",
        SupervisionRequest.id,
    ),
    Place(
        "answer",
        _l("Answer to a request for supervision"),
        SupervisionRequest.answer,
        equals(SupervisionRequest.person_id),
        "supervision_request",
        SupervisionRequest.id,
    ),
    Place(
        "month_reason",
        _l("Why a month was to be reopened"),
        SignedMonth.reason,
        equals(SignedMonth.person_id),
        "log_month",
        SignedMonth.id,
    ),
    Place(
        "month_refusal",
        _l("Why a month stayed as it was signed"),
        SignedMonth.refusal,
        equals(SignedMonth.person_id),
        "log_month",
        SignedMonth.id,
    ),
    Place("training", _l("Title of a training"), Training.title, equals(Training.person_id), "training", Training.id),
    Place(
        "provider", _l("Who gave a training"), Training.provider, equals(Training.person_id), "training", Training.id
    ),
    *ON_FILE,
    Place("statement", _l("Statement"), Statement.text, equals(Statement.author_id), "statement", Statement.id),
)
