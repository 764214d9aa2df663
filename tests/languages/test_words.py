"""Days, times, numbers and lists as each language writes them, and texts that the database keeps."""

from datetime import date, time

import pytest

from tests.support.english import find_english
from tracker.credentials import shipped as credentials
from tracker.credentials.queries import list_targets
from tracker.frameworks import queries as frameworks
from tracker.frameworks.models import Wording
from tracker.hours import shipped as hours
from tracker.language import (
    _,
    _n,
    as_shipped,
    language_of,
    say_date,
    say_list,
    say_number,
    say_shipped,
    say_time_of_day,
    speaking,
)
from tracker.reviews.forms import USED_FOR


@pytest.fixture(autouse=True)
def _in_app(session):
    """Words need the app, and the scale its database."""


def test_days_times_and_numbers_are_written_as_in_the_united_states():
    with speaking("es"):
        assert say_date(date(2026, 11, 22)) == "22 de noviembre de 2026"
        assert say_date(date(2026, 11, 22), "full") == "domingo, 22 de noviembre de 2026"
        assert " ".join(say_time_of_day(time(14, 32)).split()) == "2:32 p.m."
        assert say_number(1234.5) == "1,234.5"
    assert say_date(date(2026, 11, 22)) == "November 22, 2026"
    assert say_number(1234.5) == "1,234.5"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Ana"], "Ana"),
        (["Ana", "Luis"], "Ana y Luis"),
        (["Ana", "Luis", "Dana"], "Ana, Luis y Dana"),
        (["Ana", "Irene"], "Ana e Irene"),
        (["Ana", "Hilda"], "Ana e Hilda"),
        (["agua", "hielo"], "agua y hielo"),
        (["Ana", "Yolanda"], "Ana y Yolanda"),
        (["Ana", "Ígor"], "Ana e Ígor"),
    ],
)
def test_a_list_ends_with_y_or_with_e_before_the_sound_i(words, said):
    with speaking("es"):
        assert say_list(words) == said


def test_plural_forms():
    with speaking("es"):
        assert [_n("%(num)d minute", "%(num)d minutes", number) for number in (0, 1, 2)] == [
            "0 minutos",
            "1 minuto",
            "2 minutos",
        ]


def test_the_shipped_scale_is_said_in_spanish_and_published_in_english():
    scale = frameworks.scale(frameworks.get_newest_scale().id)
    with speaking("es"):
        said = [scale.title, *(level.label for level in scale.levels)]
        said += [
            level.sentence(wording, first_person=first)
            for level in scale.levels
            for wording in Wording
            for first in (True, False)
        ]
        assert not find_english("".join(f"<p>{one}</p>" for one in said))
        assert "Aprendiendo" in said
    assert [level.label for level in scale.levels][1] == "Learning" == scale.levels[1].published_label


def test_what_an_employer_worded_stays_as_it_was_written():
    with speaking("es"):
        assert say_shipped("Almost there") == "Almost there"
        assert say_shipped("") == ""


def test_a_text_left_as_it_was_offered_is_kept_in_english_whatever_the_writer_reads():
    with speaking("es"):
        offered = str(USED_FOR)
        kept = as_shipped(offered, USED_FOR)
        assert kept != offered
        assert say_shipped(kept) == offered
        assert as_shipped("Para crecer.", USED_FOR) == "Para crecer."
    assert kept == str(USED_FOR)


def test_a_set_of_targets_left_as_offered_is_kept_in_english():
    with speaking("es"):
        words = [(str(one), as_shipped(str(one), *hours.WORDS)) for one in hours.WORDS]
    assert [kept for _said, kept in words] == [str(one) for one in hours.WORDS]


def test_every_target_of_training_that_is_there_from_the_start_has_its_spanish_words():
    known = {str(one) for one in credentials.SHIPPED}
    names = {target.name for target in list_targets()} - {"CRSS I", "CRSS II", "CPRS I", "CPRS II"}
    assert names | {target.source for target in list_targets()} == known


def test_the_language_in_which_a_sentence_was_kept_is_known():
    sentence = "I have read it and I agree."
    with speaking("es"):
        spanish = _(sentence)
        assert (language_of(sentence), language_of(spanish), language_of("Ana")) == ("en", "es", "es")
    assert (language_of(sentence), language_of(spanish), language_of("Ana")) == ("en", "es", "en")


def test_the_walker_finds_whole_sentences_pieces_and_attributes_but_not_what_is_marked():
    assert find_english("<p>Change password</p>") == ["Change password"]
    assert find_english("<a title='Change password'></a>") == ["Change password"]
    assert find_english("<p>Ask 17 people: Waiting for Dana since today.</p>") == []
    assert find_english("<p>You chose Steady for all 15 of X. That can be right. Look again?</p>")
    assert find_english("<p lang='en'>Change password <b>Save</b></p><p>Cambiar la contraseña</p>") == []
