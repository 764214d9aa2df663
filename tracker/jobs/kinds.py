"""Kinds of jobs. A room registers what it can do in the background; the worker calls it step by step.

    class Copies(Kind):
        name = "copies"
        title = _l("Copies of reports")

        def plan(self, job): return [str(one) for one in job.arguments["people"]]
        def make(self, job, key): return draw(key)                       # may take seconds, holds nobody up
        def keep(self, job, key, made): return Outcome(made_id=store(made).id)   # short, in one transaction

    register(Copies())

``jobs.actions.ask("copies", {"people": [...]}, by=reader)`` asks for it, in the transaction of the view.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tracker.jobs.models import Job
from tracker.language import LazyString


@dataclass(frozen=True)
class Outcome:
    """How a step ended. ``note`` is a sentence for whoever asked (300 characters at most)."""

    note: str = ""
    made_id: UUID | None = None
    is_left_out: bool = False


class Kind(ABC):
    """What is done in the background, as steps of which each may be begun again when a worker dies.

    Everything runs as the person who asked, with the rights they have at that moment and in the language they asked
    in (``signed_in``, ``may`` and ``_`` answer as in a view); for what the schedule asks there is nobody. A
    ``Refusal``, a 403 and a 404 leave a step out with the reason; another exception is tried again, three times in
    all, while other steps go on.
    """

    name: str
    title: LazyString

    @abstractmethod
    def plan(self, job: Job) -> Sequence[str]:
        """The keys of the steps, each of 120 characters at most, in order. Reads only; asked once."""

    def make(self, job: Job, key: str) -> Any:
        """Do what takes long, outside of any transaction that writes.

        It may run again for the same key, so what it commits by itself, or writes into files, must be
        the same the second time.
        """
        return None

    @abstractmethod
    def keep(self, job: Job, key: str, made: Any) -> Outcome | None:
        """Write what was made. Commits together with the record that the step is done: exactly once.

        Never commit here.
        """

    def conclude(self, job: Job) -> None:  # noqa: B027
        """After the last step, do what takes long, such as one file of all that was made, outside of any transaction.

        Like ``make`` it may run again. A ``Refusal`` ends the job as failed, with its sentence.
        """

    def finish(self, job: Job) -> None:  # noqa: B027 - most kinds have nothing more to do
        """After the last step, in the transaction that ends the job; ``job.made_id`` may be set. Never commit here."""

    def name_steps(self, keys: Sequence[str]) -> Mapping[str, str]:
        """What steps are about, by key, to name those that were left out."""
        return {}

    def address(self, job: Job) -> str | None:
        """Where what was made stands, for the button on the job's page; None for nowhere."""
        return None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let workers do this kind of job. A second registration under a name replaces the first."""
    _kinds[kind.name] = kind


def find_kind(name: str) -> Kind | None:
    """The kind of that name; None where this version of the product does not know it."""
    return _kinds.get(name)
