"""Gathers what a report says. The only step of a report that reads the database.

What was signed is read from the locked snapshot, so a report prints exactly what the signatures
stand under; what came later (statements, verifications, hours) is gathered beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tracker import clock
from tracker.assessments import queries as assessments
from tracker.assessments.models import IN_PERSON, Side
from tracker.assessments.presenters import say_entry
from tracker.consultations import queries as consultations
from tracker.language import _, say_date, say_shipped
from tracker.reports import amended
from tracker.reports.blocks import (
    Answer,
    CompetencyContent,
    GoalBlock,
    ItemBlock,
    ObservationBlock,
    SectionBlock,
    SignatureBlock,
)
from tracker.reports.how_rated import say_basis, say_framework, say_kind, say_reason
from tracker.reports.models import Audience, ReportKind
from tracker.reports.phrases import (
    is_strong,
    say_codes,
    say_credential,
    say_day,
    say_means,
    say_name,
    say_statement,
    say_with_credential,
)
from tracker.reports.replaced import say_replaced
from tracker.reports.required import list_required
from tracker.reviews import queries as reviews
from tracker.reviews import queries_amending
from tracker.reviews.counts import AGREED, DomainPicture, Strip, sides, strip
from tracker.reviews.models import ConversationForm
from tracker.reviews.presenters import STRENGTHS_SHOWN, say_ending
from tracker.reviews.reading import Reading
from tracker.settings.queries import say_purpose
from tracker.signatures import queries as signed
from tracker.signatures.models import Meaning, Signature, Statement, StatementPart
from tracker.verifications import queries as verifications
from tracker.verifications.models import Method, VerifiedItem
from tracker.voiding.queries import list_voidings
from tracker.words import ANSWERS_OF_OTHERS, NOT_ANSWERED, NOT_RATED_HERE, label


def gather(reading: Reading, *, audience: Audience, is_newest: bool) -> CompetencyContent:
    """Gather a competency report of an ended review for its reader.

    :param audience: comments are left out for someone outside; statements never are.
    :param is_newest: an older review shows the verifications that stood on the day of its conversation.
    """
    snapshot = reading.review.snapshot
    if snapshot is None:
        raise LookupError("a report is made of locked content")
    data = signed.read_snapshot(snapshot)
    held_on = date.fromisoformat(data["conversation"]["held_on"])
    # A former supervisor keeps what they signed; nothing that came later.
    until = reading.review.ended_at if reading.ends_with_signing else None
    verified = verifications.latest_by_item(
        reading.person.id, until=None if is_newest and until is None else held_on, written_until=until
    )
    statements = _statements(data, reading.review.id, verified, until)
    signatures = signed.list_signatures([snapshot.id])[snapshot.id]
    gatherer = _Gatherer(reading, data, verified, statements, with_comments=audience is Audience.PERSONNEL_FILE)
    found = gatherer.content(snapshot.sha256, held_on, signatures)
    if reading.ends_with_signing:
        return found
    return replace(found, required=list_required(reading.person, held_on=held_on, is_newest=is_newest))


def _statements(
    data: Mapping[str, Any],
    review_id: UUID,
    verified: Mapping[UUID, VerifiedItem],
    until: datetime | None,
) -> dict[UUID, list[Statement]]:
    """What the employee said on each part of the report, by record."""
    earlier = queries_amending.list_earlier(review_id)
    parts = {
        StatementPart.REVIEW: [review_id, *earlier],
        StatementPart.GOAL: [UUID(goal["id"]) for goal in data["goals"]],
        StatementPart.OBSERVATION: [UUID(one["id"]) for one in data["observations"]],
        StatementPart.VERIFICATION: {latest.verification.id for latest in verified.values()},
    }
    found = signed.list_statements_on(parts, until=until)
    # An amendment carries what was said on the copy it amends: a statement never goes missing.
    found[review_id] = [said for one in (*reversed(earlier), review_id) for said in found.get(one, [])]
    return found


class _Gatherer:
    """Turns one snapshot into report content; holds what its parts share."""

    def __init__(
        self,
        reading: Reading,
        data: Mapping[str, Any],
        verified: Mapping[UUID, VerifiedItem],
        statements: Mapping[UUID, Sequence[Statement]],
        *,
        with_comments: bool,
    ) -> None:
        self.reading = reading
        self.data = data
        self.verified = verified
        self.statements = statements
        self.void = list_voidings(UUID(one["id"]) for one in data["observations"])
        self.with_comments = with_comments
        self.levels: dict[int, Mapping[str, Any]] = {level["value"]: level for level in data["scale"]["levels"]}
        # "In person" is for the two sides alone, whoever of them prints a copy for someone outside.
        self.by_sides = reading.is_between_the_sides and with_comments

    def content(self, sha256: str, held_on: date, signatures: Sequence[Signature]) -> CompetencyContent:
        """Everything the report says."""
        data, review = self.data, self.data["review"]
        return CompetencyContent(
            employer=data["employer"],
            person=say_name(data["employee"]),
            job_title=data["employee"]["job_title"],
            credential=say_credential(data["employee"]),
            supervisor=say_with_credential(data["supervisor"]),
            supervisor_job_title=data["supervisor"]["job_title"],
            kind=say_kind(review["kind"], data.get("rating")),
            period=_("%(start)s to %(end)s", start=say_day(review["period_from"]), end=say_date(held_on)),
            state=self._state(held_on, signatures),
            used_for=say_purpose(review["used_for"]),
            not_used_for=say_purpose(review["not_used_for"]),
            who_reads=(data.get("rating") or {}).get("who_reads") or "",
            framework=say_framework(data["framework"], data.get("rating")),
            pictures=tuple(self._pictures()),
            strengths=tuple(self._strengths()),
            proud_of=data["proud_of"] or "",
            goals=tuple(self._goal(goal) for goal in data["goals"]),
            conversation=tuple(self._conversation()),
            sections=tuple(self._section(section) for section in data["framework"]["sections"]),
            observations=tuple(self._observation(one) for one in data["observations"]) if self.with_comments else (),
            hours=tuple(self._hours(held_on)),
            hours_note=_("Counted in whole quarter hours; shorter contacts, orientation and training are not counted."),
            statements=self._said_on(self.reading.review.id, item_code=None),
            signatures=tuple(self._signature(one) for one in signatures),
            sha256=sha256,
            replaces=say_replaced(self.reading.review.id, ReportKind.COMPETENCY),
            entered=tuple(self._entered()),
            amends=amended.say_amends(data, with_comments=self.with_comments),
            changes=amended.list_changes(
                data, self.reading.scale, to_both_sides=self.by_sides, with_comments=self.with_comments
            ),
            amended=amended.say_amended(self.reading),
        )

    def _entered(self) -> list[str]:
        """Where ratings typed in from paper came from; an amendment holds a copy of them."""
        review_id = self.reading.review.id
        chain = (*reversed(queries_amending.list_earlier(review_id)), review_id)
        return [say_entry(entry) for one in chain for entry in assessments.list_typed_in(one)]

    def _state(self, held_on: date, signatures: Sequence[Signature]) -> str:
        signers = "; ".join(f"{one.typed_name}, {say_date(one.signed_on)}: {label(one.meaning)}" for one in signatures)
        how = say_ending(reviews.find_ending(self.reading.review))
        if not signers:
            return _("Conversation on %(day)s. %(how)s", day=say_date(held_on), how=how)
        said = _("Conversation on %(day)s. Signed by %(signers)s.", day=say_date(held_on), signers=signers)
        return f"{said} {how}".rstrip()

    def _pictures(self) -> list[DomainPicture]:
        domains: dict[str, tuple[str, list[str]]] = {}
        for section in self.data["framework"]["sections"]:
            _title, codes = domains.setdefault(section["domain"], (section["title"], []))
            codes.extend(item["code"] for item in section["items"])
        return [
            DomainPicture(title, len(codes), tuple(self._strip(named, codes) for named in sides()))
            for title, codes in domains.values()
        ]

    def _strip(self, named: tuple[str, str], codes: list[str]) -> Strip:
        who, _said = named
        given = Counter(self._agreed(code) if who == AGREED else self._answer_of(code, Side(who)) for code in codes)
        answers = {answer: number for answer, number in given.items() if answer is not None}
        return strip(named, answers, len(codes), self._label, self.reading.scale, to_both_sides=self.by_sides)

    def _answer_of(self, code: str, side: Side) -> str | None:
        rating = self.data["ratings"][code][side.value]
        return rating["answer"] if rating else None

    def _agreed(self, code: str) -> str | None:
        outcome = self.data["ratings"][code]["outcome"]
        return str(outcome["agreed"]) if outcome and outcome["agreed"] else None

    def _strengths(self) -> list[str]:
        """Up to three: what observations named, then what both see as strong."""
        standing = [one for one in self.data["observations"] if UUID(one["id"]) not in self.void]
        seen = [one["strength"] for one in standing] if self.with_comments else []
        strong = [
            item["statement"]
            for section in self.data["framework"]["sections"]
            for item in section["items"]
            if all(is_strong(self._answer_of(item["code"], side)) for side in Side)
        ]
        return [*seen[:1], *strong][:STRENGTHS_SHOWN]

    def _goal(self, goal: Mapping[str, Any]) -> GoalBlock:
        return GoalBlock(
            statement=goal["statement"],
            strength=goal["strength"],
            success=goal["success"],
            support_needed=goal["support_needed"] or "",
            dates=_("%(start)s to %(end)s", start=say_day(goal["start_on"]), end=say_day(goal["target_on"])),
            status=_("agreed") if goal["status"] == "agreed" else _("proposed"),
            codes=say_codes(goal["items"]),
            steps=tuple(
                _(
                    "%(owner)s: %(text)s, by %(day)s",
                    owner=_("Employee") if step["owner"] == "employee" else _("Supervisor"),
                    text=step["text"],
                    day=say_day(step["due_on"]),
                )
                for step in goal["steps"]
            )
            + self._said_on(UUID(goal["id"]), item_code=None),
        )

    def _conversation(self) -> list[tuple[str, str]]:
        talk = self.data["conversation"]
        held = _(
            "%(day)s, %(minutes)s minutes, %(form)s",
            day=say_day(talk["held_on"]),
            minutes=talk["minutes"],
            form=label(ConversationForm(talk["form"])),
        )
        lines = [
            (_("Held"), held),
            (_("Held by"), talk.get("held_by", "")),
            (_("Present"), talk["present"] or ""),
        ]
        if self.with_comments:
            lines += [
                (_("How can I support you better?"), talk["support_wanted"] or ""),
                (_("Notes"), talk["notes"] or ""),
            ]
        return [line for line in lines if line[1]]

    def _section(self, section: Mapping[str, Any]) -> SectionBlock:
        items = tuple(self._item(item) for item in section["items"])
        return SectionBlock(section["title"], section["label"], items)

    def _item(self, item: Mapping[str, Any]) -> ItemBlock:
        code = item["code"]
        rated = self.data["ratings"][code]
        outcome = rated["outcome"] or {}
        employee = self._answer(rated["employee"], item["wording"], first_person=True)
        supervisor = self._answer(rated["supervisor"], item["wording"], first_person=False)
        return ItemBlock(
            code=code,
            statement=item["statement"],
            employee=employee,
            supervisor=supervisor,
            outcome=self._outcome(outcome),
            agreed_level=outcome.get("agreed"),
            verified=self._verified(code),
            wants_training=bool(rated["employee"] and rated["employee"]["wants_training"]),
            comments=self._comments(code),
            statements=self._said_on(self.reading.review.id, item_code=code) + self._said_on_verification(code),
        )

    def _answer(self, rating: Mapping[str, Any] | None, wording: str, *, first_person: bool) -> Answer:
        answer = rating["answer"] if rating else None
        comment = (rating["comment"] or "") if rating and self.with_comments else ""
        if rating is None or answer is None:
            return Answer(str(NOT_ANSWERED), None, "", "", comment)
        if not answer.isdigit():
            hidden = answer == IN_PERSON and not self.by_sides
            words = NOT_RATED_HERE if hidden else ANSWERS_OF_OTHERS[answer]
            return Answer(str(words), None, "", say_reason(rating), "" if hidden else comment)
        level = self.levels[int(answer)]
        sentence = level["sentences"][wording]["first" if first_person else "third"]
        return Answer(self._label(answer), int(answer), say_shipped(sentence), say_basis(rating), comment)

    def _label(self, level: str | int) -> str:
        return say_shipped(self.levels[int(level)]["label"])

    def _outcome(self, outcome: Mapping[str, Any]) -> str:
        if outcome.get("agreed") and outcome.get("in_bulk"):
            return _("Agreed, with others at once: %(level)s", level=self._label(outcome["agreed"]))
        if outcome.get("agreed"):
            return _("Agreed: %(level)s", level=self._label(outcome["agreed"]))
        if outcome.get("seen_differently"):
            return _("Both views kept")
        if outcome.get("proposed"):
            return _("Proposed, not agreed: %(level)s", level=self._label(outcome["proposed"]))
        return ""

    def _verified(self, code: str) -> str:
        latest = self._latest(code)
        if latest is None:
            return ""
        event = latest.verification
        places = {
            "method": label(Method(event.method)),
            "name": event.assessor.name,
            "day": say_date(event.observed_on),
            "written": say_date(event.written_on),
            "occasion": label(event.occasion),
            "due": say_date(event.due_again_on),
        }
        if latest.is_verified:
            return _(
                "Verified by %(name)s: %(method)s, seen %(day)s, written %(written)s. %(occasion)s; due again %(due)s",
                **places,
            )
        return _(
            "Shown at level %(level)d; next step agreed. %(name)s: %(method)s, seen %(day)s, written %(written)s. "
            "%(occasion)s; due again %(due)s",
            level=latest.level,
            **places,
        )

    def _said_on_verification(self, code: str) -> tuple[str, ...]:
        latest = self._latest(code)
        return self._said_on(latest.verification.id, item_code=None) if latest else ()

    def _latest(self, code: str) -> VerifiedItem | None:
        item = self.reading.outline.by_code.get(code)
        return self.verified.get(item.id) if item else None

    def _comments(self, code: str) -> tuple[str, ...]:
        if not self.with_comments:
            return ()
        said = [one for one in self.data["conversation"]["comments"] if one["code"] == code]
        return tuple(_("%(name)s: %(text)s", name=one["by"], text=one["text"]) for one in said)

    def _said_on(self, record_id: UUID, *, item_code: str | None) -> tuple[str, ...]:
        found = self.statements.get(record_id, [])
        return tuple(say_statement(statement) for statement in found if statement.item_code == item_code)

    def _observation(self, one: Mapping[str, Any]) -> ObservationBlock:
        heading = _(
            "%(day)s, %(name)s, written %(written)s",
            day=say_day(one["observed_on"]),
            name=one["by"],
            written=say_day(one["written_on"]),
        )
        said = self._said_on(UUID(one["id"]), item_code=None)
        void = self.void.get(UUID(one["id"]))
        if void is not None:
            since = _("Void since %(day)s: shared in error.", day=say_date(clock.local(void.at).date()))
            return ObservationBlock(heading, say_codes(one["items"]), since, " ".join(said), "")
        return ObservationBlock(
            heading, say_codes(one["items"]), one["strength"], " ".join([one["seen"], *said]), one["next_step"] or ""
        )

    def _hours(self, held_on: date) -> list[tuple[str, int]]:
        since = date.fromisoformat(self.data["review"]["period_from"])
        totals: Counter[str] = consultations.counted_by_domain(self.reading.person.id, since=since, until=held_on)
        titles = {section["domain"]: section["title"] for section in self.data["framework"]["sections"]}
        rows = [(title, totals[code]) for code, title in titles.items()]
        general = sum(minutes for code, minutes in totals.items() if code not in titles)
        return [*rows, (_("General"), general), (_("Total"), sum(totals.values()))]

    def _signature(self, one: Signature) -> SignatureBlock:
        note = ""
        if one.link_made_at is not None:
            note = _("A sign-in link was made for this account within seven days before signing.")
        return SignatureBlock(
            capacity=str(label(one.capacity)),
            name=one.typed_name,
            meaning=str(label(Meaning(one.meaning))),
            intent=one.intent,
            comment=one.comment,
            utc=f"{one.signed_at:%Y-%m-%d %H:%M:%S} UTC",
            local=one.local_time,
            means=say_means(one),
            sha256=one.sha256,
            note=note,
        )


def scope_of(reading: Reading) -> str:
    """For whom the words were chosen: the two sides read "in person", others do not."""
    return "sides" if reading.is_between_the_sides else "others"
