"""The Spanish catalogue: nothing is missing, stale or guessed, and every place of a sentence is in its translation."""

import os
import re

import pytest

from tracker import catalogue


@pytest.fixture(scope="module")
def said():
    return catalogue.collect()


@pytest.fixture(scope="module", params=catalogue.LANGUAGES)
def kept(request):
    return catalogue.read(request.param)


def names(messages):
    return sorted(str(message.id) for message in messages)


def test_every_sentence_is_translated_in_every_form(said, kept):
    assert len(said) > 3000
    assert names(catalogue.list_untranslated(kept, said)) == [], catalogue.HOW_TO_MEND


def test_nothing_is_translated_that_is_not_said_any_more(said, kept):
    assert names(catalogue.list_stale(kept, said)) == [], catalogue.HOW_TO_MEND


def test_nothing_is_guessed_from_a_similar_sentence(kept):
    assert names(message for message in kept if message.id and message.fuzzy) == [], catalogue.HOW_TO_MEND


def test_places_tags_and_entities_stand_in_the_translation_too(kept):
    assert names(catalogue.list_misplaced(kept)) == [], catalogue.HOW_TO_MEND


def test_the_file_is_as_the_command_writes_it(said, kept, tmp_path, monkeypatch):
    language = str(kept.locale)
    before = catalogue.path_of(language).read_text(encoding="utf-8")
    monkeypatch.setattr(catalogue, "path_of", lambda *_: tmp_path / "messages.po")
    catalogue.write(catalogue.bring_up_to_date(kept, said, language), language)
    assert (tmp_path / "messages.po").read_text(encoding="utf-8") == before, catalogue.HOW_TO_MEND


def test_quoted_names_of_buttons_and_pages_are_the_names_themselves(kept):
    """Where an English sentence quotes another message, the Spanish one quotes its translation."""
    one = {str(message.id): str(message.string) for message in kept if message.id and not message.pluralizable}
    quoting = [
        (quoted, one[quoted], spanish)
        for english, spanish in one.items()
        for quoted in re.findall(r"[“'\"]([^“”'\"]+)[”'\"]", english)
        if quoted in one and quoted != english
    ]
    assert len(quoting) > 20
    assert [line for line in quoting if _bare(line[1]) not in _bare(line[2])] == []


def _bare(text):
    return text.strip(" .:").lower()


class TestTheCommand:
    """On a catalogue of a few sentences."""

    def catalogue_of(self, *pairs):
        made = catalogue.Catalog(locale="es")
        for english, spanish in pairs:
            made.add(english, spanish)
        return made

    def test_it_keeps_what_is_said_drops_what_is_not_and_guesses_nothing(self):
        kept = self.catalogue_of(("Save", "Guardar"), ("Gone", "Ido"))
        said = self.catalogue_of(("Save", ""), ("Save it", ""), (("%(num)d day", "%(num)d days"), ("", "")))
        new = catalogue.bring_up_to_date(kept, said, "es")
        assert {catalogue._name(one): one.string for one in new if one.id} == {
            "Save": "Guardar",
            "Save it": "",
            "%(num)d day": ("", ""),
        }
        assert names(catalogue.list_untranslated(new, said)) == ["('%(num)d day', '%(num)d days')", "Save it"]
        assert names(catalogue.list_stale(kept, said)) == ["Gone"]

    def test_what_is_given_goes_before_what_was_kept(self):
        said = self.catalogue_of(("Save", ""), (("%(num)d day", "%(num)d days"), ("", "")))
        given = {"Save": "Guardar", "%(num)d day": ["%(num)d día", "%(num)d días"]}
        new = catalogue.bring_up_to_date(self.catalogue_of(("Save", "Salvar")), said, "es", given)
        assert catalogue.list_untranslated(new, said) == []
        assert new.get("Save").string == "Guardar"

    @pytest.mark.parametrize(
        ("english", "spanish"),
        [
            ("Ask %(name)s.", "Pregunte."),
            ("Undo {code}", "Deshacer"),
            ("<b>Now</b>", "Ahora"),
            (("%(num)d day", "%(num)d days"), ("%(num)d día", "días")),
        ],
    )
    def test_a_lost_place_is_found(self, english, spanish):
        assert len(catalogue.list_misplaced(self.catalogue_of((english, spanish)))) == 1

    def test_a_singular_form_alone_is_not_enough(self):
        words = ("%(num)d day", "%(num)d days")
        kept, said = self.catalogue_of((words, ("%(num)d día", ""))), self.catalogue_of((words, ("", "")))
        assert len(catalogue.list_untranslated(kept, said)) == 1

    def test_what_the_product_reads_is_made_again_when_the_catalogue_is_newer(self, tmp_path, monkeypatch):
        monkeypatch.setattr(catalogue, "path_of", lambda _language, ending="po": tmp_path / f"messages.{ending}")
        catalogue.write(self.catalogue_of(("Save", "Guardar")), "es")
        catalogue.compile_all()
        first = (tmp_path / "messages.mo").read_bytes()
        catalogue.compile_all()
        assert (tmp_path / "messages.mo").read_bytes() == first
        catalogue.write(self.catalogue_of(("Save", "Salvar")), "es")
        os.utime(tmp_path / "messages.mo", (0, 0))
        catalogue.compile_all()
        assert b"Salvar" in (tmp_path / "messages.mo").read_bytes()
        assert {path.name for path in tmp_path.iterdir()} == {"messages.po", "messages.mo"}
