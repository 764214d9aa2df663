"""Setting what the log counts, names and warns about. Kept by HR and the administrator."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import uuid4

from tracker import clock
from tracker.audit import actions as audit
from tracker.consultations import rules
from tracker.consultations.models import CountingRule, EntryKind, LogSetting, LogTopic, Topic
from tracker.database import db, find_locked
from tracker.errors import Refusal, Stale
from tracker.language import _, as_shipped
from tracker.people.models import Person
from tracker.words import label


def change(*, on_call: str, long_minutes: int, gap_days: int | None, by: Person) -> None:
    """Set the on-call number and when the log warns."""
    setting = find_locked(LogSetting, 1)
    if setting is None:
        setting = LogSetting(id=1)
        db.session.add(setting)
    values = {"on_call": on_call, "long_minutes": long_minutes, "gap_days": gap_days}
    changed = [name for name, value in values.items() if getattr(setting, name) != value]
    for name, value in values.items():
        setattr(setting, name, value)
    db.session.flush()
    audit.record("log_setting.changed", by=by, kind="setting", record_id=None, about_id=None, fields=changed)


def set_rule(*, starts_on: date, unit: int, least: int, kinds: Collection[EntryKind], by: Person) -> CountingRule:
    """Count by another rule from a day on. What came before stays as it was counted.

    :raises Refusal: for a day in the past, whose minutes may be signed, or when nothing would count.
    """
    if starts_on < clock.today():
        raise Refusal(_("A counting rule begins today or later: what is behind you stays as it was counted."))
    if not kinds:
        raise Refusal(_("Choose at least one kind that counts as supervision."))
    values = {"unit": unit, "least": least, "kinds": sorted(kinds), "set_by_id": by.id}
    rule = db.session.get(CountingRule, starts_on)
    if rule is None:
        rule = CountingRule(starts_on=starts_on, **values)
        db.session.add(rule)
    for name, value in values.items():
        setattr(rule, name, value)
    db.session.flush()
    audit.record(
        "counting_rule.set", by=by, kind="setting", record_id=None, about_id=None, fields=[starts_on.isoformat()]
    )
    return rule


def save_topic(*, code: str | None, name: str, is_risk: bool, by: Person) -> LogTopic:
    """Add a topic, or give one another name; entries that name it follow.

    :raises Stale: when there is no topic with this code.
    :raises Refusal: when another open topic has the name.
    """
    known = rules.list_topics()
    if any(str(one.name).casefold() == name.casefold() and one.code != code and not one.is_ended for one in known):
        raise Refusal(_("A topic with this name stands on the list already."))
    if code is not None and all(one.code != code for one in known):
        raise Stale(_("This topic is not on the list any more."))
    topic = db.session.get(LogTopic, code) if code else None
    if topic is None:
        topic = LogTopic(code=code or uuid4().hex)
        db.session.add(topic)
    topic.name, topic.is_risk, topic.ended_at = as_shipped(name, *map(label, Topic)), is_risk, None
    db.session.flush()
    audit.record("log_topic.saved", by=by, kind="setting", record_id=None, about_id=None, fields=[topic.code])
    return topic


def end_topic(code: str, *, by: Person) -> None:
    """Take a topic off the list; entries that name it keep it.

    :raises Stale: when it is not on the list.
    """
    known = next((one for one in rules.list_topics() if one.code == code and not one.is_ended), None)
    if known is None:
        raise Stale(_("This topic is not on the list any more."))
    topic = db.session.get(LogTopic, code)
    if topic is None:
        topic = LogTopic(code=code, name=as_shipped(str(known.name), *map(label, Topic)), is_risk=known.is_risk)
        db.session.add(topic)
    topic.ended_at = clock.now()
    db.session.flush()
    audit.record("log_topic.ended", by=by, kind="setting", record_id=None, about_id=None, fields=[code])
