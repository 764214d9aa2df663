"""What the employer has set for the log: counting rules by day, topics, the on-call number, when to warn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort
from sqlalchemy import select

from tracker.consultations.models import DEFAULT_RULE, RISK_TOPICS, CountingRule, LogSetting, LogTopic, Rule, Topic
from tracker.database import db
from tracker.language import LazyString, say_shipped
from tracker.words import label


class Rules:
    """Every counting rule; each meeting is counted by the one in force on its day."""

    def __init__(self, rows: Sequence[CountingRule]) -> None:
        self._days = [row.starts_on for row in rows]
        self._rules = [row.rule for row in rows]

    def on(self, day: date) -> Rule:
        """The rule in force on a day."""
        found = bisect_right(self._days, day)
        return self._rules[found - 1] if found else DEFAULT_RULE


def list_counting_rules() -> Sequence[CountingRule]:
    """The employer's own rules, the earliest first."""
    return db.session.execute(select(CountingRule).order_by(CountingRule.starts_on)).scalars().all()


def get_rules() -> Rules:
    """The rules by day; the product's own before the first."""
    return Rules(list_counting_rules())


def get_setting() -> LogSetting:
    """What is set, or the product's defaults."""
    return db.session.get(LogSetting, 1) or LogSetting(id=1, on_call="", long_minutes=240, gap_days=14)


@dataclass(frozen=True)
class TopicChoice:
    """A topic as pages name it."""

    code: str
    name: str | LazyString
    is_risk: bool
    is_ended: bool = False


def list_topics() -> list[TopicChoice]:
    """Every topic, ended ones too: the product's first, each as the employer changed it, then the employer's own."""
    own = {
        row.code: row for row in db.session.execute(select(LogTopic).order_by(LogTopic.name, LogTopic.code)).scalars()
    }
    shipped = [
        _choice(own.pop(topic.value)) if topic.value in own else TopicChoice(topic, label(topic), topic in RISK_TOPICS)
        for topic in Topic
    ]
    return shipped + [_choice(row) for row in own.values()]


def _choice(row: LogTopic) -> TopicChoice:
    return TopicChoice(row.code, say_shipped(row.name), row.is_risk, row.ended_at is not None)


def topic_names() -> dict[str, str | LazyString]:
    """What each topic is called, by code."""
    return {topic.code: topic.name for topic in list_topics()}


def get_topic(code: str) -> TopicChoice:
    """One topic, or 404."""
    return next((one for one in list_topics() if one.code == code), None) or abort(404)
