"""Ring two: what each role may do. The whole policy on one page.

A permission opens a door; which records stand behind it is decided by the queries (ring three)
and by ``reading`` (who reads which part of a review in which state). Code asks for permissions,
never for roles.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tracker.language import LazyString, _l
from tracker.people.models import Role


class Permission(StrEnum):
    """What an address asks for."""

    AGREEMENT_READ = "agreement.read"
    AGREEMENT_SIGN = "agreement.sign"
    AGREEMENT_WRITE = "agreement.write"
    ASSESSMENT_RATE = "assessment.rate"
    AUDITOR_GRANT = "auditor.grant"
    ASSIGNMENT_EDIT = "assignment.edit"
    ASSESSOR_APPOINT = "assessor.appoint"
    CONSULTATION_READ = "consultation.read"
    CONSULTATION_WRITE = "consultation.write"
    CONSULTATION_CONFIRM = "consultation.confirm"
    CYCLE_KEEP = "cycle.keep"
    CREDENTIAL_EDIT = "credential.edit"
    EMPLOYMENT_ADD = "employment.add"
    EMPLOYMENT_KEEP = "employment.keep"
    EMPLOYMENT_READ = "employment.read"
    EXAMPLE_KEEP = "example.keep"
    GOAL_EDIT = "goal.edit"
    GOAL_READ = "goal.read"
    GRANT_READ = "grant.read"
    HOLIDAY_EDIT = "holiday.edit"
    HOURS_READ = "hours.read"
    LINK_MAKE = "link.make"
    LOG_SETTING_EDIT = "log_setting.edit"
    MAIL_KEEP = "mail.keep"
    MONTH_READ = "month.read"
    MONTH_REOPEN = "month.reopen"
    MONTH_SIGN = "month.sign"
    OBSERVATION_ACKNOWLEDGE = "observation.acknowledge"
    OBSERVATION_ASK = "observation.ask"
    OBSERVATION_READ = "observation.read"
    OBSERVATION_WRITE = "observation.write"
    ORGANISATION_READ = "organisation.read"
    PAPER_ENTER = "paper.enter"
    PAPER_TYPE = "paper.type"
    PERSON_EDIT = "person.edit"
    PERSON_LIST = "person.list"
    PERSON_READ = "person.read"
    RECORD_HAND_OVER = "record.hand_over"
    RECORD_REQUEST = "record.request"
    RECORD_VOID = "record.void"
    REMOVAL_ASK = "removal.ask"
    REMOVAL_DECIDE = "removal.decide"
    REMOVAL_READ = "removal.read"
    REPORT_BATCH = "report.batch"
    REPORT_READ = "report.read"
    REQUIREMENT_EDIT = "requirement.edit"
    REQUIREMENT_READ = "requirement.read"
    REVIEW_PROGRESS = "review.progress"
    REVIEW_READ = "review.read"
    REVIEW_SIGN = "review.sign"
    REVIEW_START = "review.start"
    REVIEW_TALK = "review.talk"
    ROLE_GRANT = "role.grant"
    SHEET_IMPORT = "sheet.import"
    SUPERVISION_ANSWER = "supervision.answer"
    SUPERVISION_ASK = "supervision.ask"
    SETTING_EDIT = "setting.edit"
    SURVEY_PRINT = "survey.print"
    SURVEY_READ = "survey.read"
    STATEMENT_ADD = "statement.add"
    TARGET_EDIT = "target.edit"
    TEAM_READ = "team.read"
    TRAIL_READ = "trail.read"
    TRAINING_CONFIRM = "training.confirm"
    TRAINING_READ = "training.read"
    TRAINING_TARGET_EDIT = "training_target.edit"
    VERIFICATION_MAKE = "verification.make"
    VERIFICATION_READ = "verification.read"
    WORK_PERIOD_EDIT = "work_period.edit"


P = Permission

_READS_RECORDS = frozenset(
    {P.PERSON_READ, P.REVIEW_READ, P.REPORT_READ, P.OBSERVATION_READ, P.GOAL_READ, P.CONSULTATION_READ}
    | {P.VERIFICATION_READ, P.TRAIL_READ, P.REMOVAL_READ}
    | {P.MONTH_READ, P.HOURS_READ, P.AGREEMENT_READ}
)
_FORMER_STAFF = frozenset(
    {P.PERSON_READ, P.REVIEW_READ, P.REPORT_READ, P.REVIEW_SIGN, P.STATEMENT_ADD, P.TRAIL_READ, P.REMOVAL_READ}
    | {P.MONTH_READ, P.MONTH_SIGN}
    | {P.RECORD_REQUEST}
)


@dataclass(frozen=True)
class RoleCard:
    """A role as the people who grant it see it."""

    name: LazyString
    description: LazyString
    permissions: frozenset[Permission]


ROLES: dict[Role, RoleCard] = {
    Role.EMPLOYEE: RoleCard(
        _l("Employee"),
        _l("Rates their own work, reads everything written about them, agrees goals, signs, adds statements."),
        _READS_RECORDS
        | {P.ASSESSMENT_RATE, P.REVIEW_TALK, P.REVIEW_SIGN, P.GOAL_EDIT, P.CONSULTATION_CONFIRM, P.STATEMENT_ADD}
        # Opens the form; only an appointment lets someone who does not supervise verify, and never themselves.
        | {P.VERIFICATION_MAKE, P.PAPER_TYPE}
        | {P.MONTH_SIGN, P.SUPERVISION_ASK, P.AGREEMENT_SIGN}
        | {P.EXAMPLE_KEEP, P.OBSERVATION_ACKNOWLEDGE, P.OBSERVATION_ASK}
        | {P.TRAINING_READ}
        | {P.EMPLOYMENT_READ, P.EMPLOYMENT_ADD, P.RECORD_REQUEST},
    ),
    Role.SUPERVISOR: RoleCard(
        _l("Supervisor"),
        _l("Rates, observes, verifies and signs for the people assigned to them. Needs no license."),
        _READS_RECORDS
        | {P.PERSON_LIST, P.TEAM_READ, P.ASSESSMENT_RATE, P.REVIEW_TALK, P.REVIEW_SIGN, P.OBSERVATION_WRITE}
        | {P.GOAL_EDIT, P.CONSULTATION_WRITE, P.VERIFICATION_MAKE, P.PAPER_TYPE, P.RECORD_VOID}
        | {P.MONTH_SIGN, P.SUPERVISION_ANSWER, P.AGREEMENT_WRITE, P.AGREEMENT_SIGN}
        | {P.TRAINING_READ, P.TRAINING_CONFIRM}
        | {P.EMPLOYMENT_READ, P.RECORD_REQUEST},
    ),
    Role.HR: RoleCard(
        _l("HR"),
        _l("Opens reviews, keeps people and assignments, prints reports. Reads a review only once it has ended."),
        _READS_RECORDS
        | {P.PERSON_LIST, P.PERSON_EDIT, P.ASSIGNMENT_EDIT, P.CREDENTIAL_EDIT, P.ROLE_GRANT, P.LINK_MAKE}
        | {P.AUDITOR_GRANT, P.REVIEW_START, P.REVIEW_PROGRESS, P.CYCLE_KEEP, P.HOLIDAY_EDIT, P.PAPER_TYPE}
        | {P.ASSESSOR_APPOINT, P.REQUIREMENT_READ, P.REQUIREMENT_EDIT, P.REMOVAL_ASK, P.REMOVAL_DECIDE}
        | {P.RECORD_VOID, P.MONTH_REOPEN, P.WORK_PERIOD_EDIT, P.TARGET_EDIT, P.LOG_SETTING_EDIT}
        | {P.TRAINING_READ, P.TRAINING_CONFIRM, P.TRAINING_TARGET_EDIT}
        | {P.REPORT_BATCH, P.ORGANISATION_READ}
        | {P.SETTING_EDIT}
        | {P.EMPLOYMENT_READ, P.EMPLOYMENT_ADD, P.EMPLOYMENT_KEEP, P.RECORD_REQUEST, P.RECORD_HAND_OVER}
        | {P.SURVEY_READ, P.SURVEY_PRINT}
        | {P.SHEET_IMPORT, P.PAPER_ENTER},
    ),
    Role.ADMINISTRATOR: RoleCard(
        _l("Administrator"),
        _l("Keeps accounts, settings and frameworks. Reads no one's record by this role."),
        frozenset(
            {P.PERSON_LIST, P.PERSON_READ, P.PERSON_EDIT, P.ROLE_GRANT, P.LINK_MAKE, P.TRAIL_READ}
            | {P.HOLIDAY_EDIT, P.REQUIREMENT_READ, P.REMOVAL_READ, P.REMOVAL_DECIDE}
            | {P.LOG_SETTING_EDIT, P.TARGET_EDIT}
            | {P.TRAINING_TARGET_EDIT}
            | {P.MAIL_KEEP}
            | {P.SETTING_EDIT}
        ),
    ),
    Role.AUDITOR: RoleCard(
        _l("Auditor"),
        _l("Reads the kinds of report and the people named in a grant, until its end date; only what has ended."),
        frozenset({P.PERSON_LIST, P.PERSON_READ, P.REPORT_READ, P.TRAIL_READ, P.GRANT_READ, P.SURVEY_READ}),
    ),
}

# Which roles someone holding the key may give or take. Nobody changes their own.
MAY_GRANT: dict[Role, frozenset[Role]] = {
    Role.HR: frozenset({Role.EMPLOYEE, Role.SUPERVISOR, Role.AUDITOR}),
    Role.ADMINISTRATOR: frozenset(Role),
}


def permissions_of(roles: Iterable[Role], *, has_left: bool) -> frozenset[Permission]:
    """The permissions of someone with ``roles``; former staff keep a narrow set over their own record."""
    if has_left:
        return _FORMER_STAFF
    return frozenset().union(*(ROLES[role].permissions for role in roles))


def grantable_by(roles: Iterable[Role]) -> frozenset[Role]:
    """The roles that someone with ``roles`` may give to or take from another person."""
    return frozenset().union(*(MAY_GRANT.get(role, frozenset()) for role in roles))
