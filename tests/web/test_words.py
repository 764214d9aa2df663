import importlib
import pkgutil
import re
from enum import StrEnum
from pathlib import Path

import pytest

import tracker
from tracker import words
from tracker.access.permissions import Permission
from tracker.assessments.models import IN_PERSON, NOT_MY_ROLE, NOT_OBSERVED
from tracker.consultations.models import Mode
from tracker.folders import find_folder
from tracker.frameworks.models import Wording
from tracker.goals.forms import Owner
from tracker.home.team import Show, Sort
from tracker.jobs.models import StepState
from tracker.observations.models import ObservationMethod
from tracker.organisation.kinds import Fact, Who
from tracker.organisation.presenters import View
from tracker.people.models import Role
from tracker.reports.verifying import Since, Standing
from tracker.reviews.presenters import Difference
from tracker.reviews.transitions import Act, Actor
from tracker.settings.models import WordingKind

# Lists whose values no page shows: roles have their cards, the rest steer the product.
NOT_SHOWN = {Role, Permission, Wording, Difference, Act, Actor, Owner, Show, Sort, StepState, Standing, Since}
# Texts of the employer have a title and a place, not a label.
NOT_SHOWN |= {WordingKind}
# Named beside the tables in which they stand; what the tally counts goes by its own names in sheets.
NOT_SHOWN |= {View, Who, Fact}


def every_list():
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if "command_line" not in module.name and "rendering" not in module.name:
            importlib.import_module(module.name)
    return {kind for kind in StrEnum.__subclasses__() if kind.__module__.startswith("tracker.")}


def test_every_value_of_every_list_has_a_label_and_no_label_is_left_over():
    wanted = {(kind, value.value) for kind in every_list() - NOT_SHOWN for value in kind}
    assert wanted == set(words._BY_LIST)
    assert len(words.LABELS) == len(wanted)


def test_values_of_two_lists_that_are_spelled_alike_keep_their_own_labels(app):
    # A StrEnum equals its text: a plain dictionary would mix them up.
    assert Mode.IN_PERSON == ObservationMethod.IN_PERSON
    with app.test_request_context():
        assert str(words.label(Mode.IN_PERSON)) == "In person"
        assert str(words.label(ObservationMethod.IN_PERSON)) == "I was there"


@pytest.mark.parametrize("answers", [words.ANSWERS, words.ANSWERS_OF_OTHERS])
def test_each_answer_beside_the_levels_has_words(answers):
    assert set(answers) == {NOT_MY_ROLE, NOT_OBSERVED, IN_PERSON}


SENTENCE = re.compile(r'(?:\b_|\b_l|\b_n|\bgettext|\bngettext)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')
NOT_OURS = re.compile(
    r"\b(caseload|blind|hand(ed)? in|submit\w*|deficien\w*|fail\w*|weakness\w*|(?<!postgresql-)clients?|consumers?|"
    r"appraisals?|HIPAA certified|ICB approved)\b",
    re.IGNORECASE,
)


def test_every_sentence_uses_the_field_s_own_words():
    root = Path(tracker.__file__).parent
    files = [*root.rglob("*.py"), *find_folder("templates").rglob("*.html")]
    sentences = [(file.name, said) for file in files for said in SENTENCE.findall(file.read_text())]
    assert len(sentences) > 1000
    assert not [(name, said) for name, said in sentences if NOT_OURS.search(said)]
