"""The catalogues of translations: what the product says in English, and in the other languages it speaks.

For those who work on the product; run as ``bin/translations``. The catalogue of a language is
``tracker/translations/<code>/LC_MESSAGES/messages.po``, sorted and without places and days, so that it changes
only where a sentence does. What the product reads is made from it (``messages.mo``) and is not in git.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
LANGUAGES: Final = ("es",)
FOLDERS: Final = ("tracker", "templates", "seed")
KEYWORDS: Final[Mapping[str, Any]] = {**DEFAULT_KEYWORDS, "_l": None, "_n": (1, 2)}
HOW_TO_MEND: Final = "Run bin/translations, and give what it lists its translation."
HEADER: Final = """\
# What the product says, in this language. bin/translations keeps it; CONTRIBUTING.md says how.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
# What a translation must hold as it stands in the English: places, tags, entities.
_PLACES: Final = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?[a-z][^>]*>|&\w+;")

Words = str | list[str]


def extract_scale(fileobj: IO[bytes], *_how: Any, **_options: Any) -> Iterator[tuple[int, str, str, list[str]]]:
    """The texts of the shipped scale, which the database keeps: for ``babel.cfg``."""
    scale = json.load(fileobj)
    yield 1, "gettext", scale["title"], []
    for level in scale["levels"]:
        yield 1, "gettext", level["label"], []
        for sentences in level["sentences"].values():
            for sentence in sentences.values():
                yield 1, "gettext", sentence, []


def collect() -> Catalog:
    """Everything the product says, in English."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    said = Catalog()
    for folder in FOLDERS:
        # The patterns of the file begin at the root; what lies beside these folders need not be walked through.
        here = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        for name, line, message, _notes, _context in extract_from_dir(
            ROOT / folder, here, options_map=options, keywords=KEYWORDS
        ):
            said.add(message, locations=[(f"{folder}/{name}", line)])
    return said


def path_of(language: str, ending: str = "po") -> Path:
    """Where a catalogue lies, as it is kept or as the product reads it."""
    return ROOT / "tracker" / "translations" / language / "LC_MESSAGES" / f"messages.{ending}"


def read(language: str) -> Catalog:
    """A catalogue as it is kept; an empty one where there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, ignore_obsolete=True, abort_invalid=True)


def bring_up_to_date(kept: Catalog, said: Catalog, language: str, given: Mapping[str, Words] | None = None) -> Catalog:
    """What is said, with the translations that are kept or given. Nothing is guessed from similar sentences.

    :param given: translations by the English sentence, for plurals the singular; they go before those kept.
    """
    new = Catalog(locale=language)
    for message in _sentences(said):
        known = kept.get(message.id)
        translation: Any = known.string if known is not None and known.id == message.id else ""
        found = (given or {}).get(_name(message))
        if found:
            translation = tuple(found) if message.pluralizable else found
        if message.pluralizable and not translation:
            translation = ("", "")
        new.add(message.id, translation)
    return new


def write(catalogue: Catalog, language: str) -> None:
    """Keep a catalogue."""
    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    path_of(language).write_bytes(HEADER.format(language=language).encode() + body.getvalue().strip() + b"\n")


def compile_all() -> None:
    """Make what the product reads, where it is older than what it is made from. Two may do it at the same time."""
    for language in LANGUAGES:
        kept, made = path_of(language), path_of(language, "mo")
        if made.exists() and made.stat().st_mtime >= kept.stat().st_mtime:
            continue
        unfinished = made.with_name(f".{made.name}.{id(made)}")
        with unfinished.open("wb") as file:
            write_mo(file, read(language))
        unfinished.replace(made)


def list_untranslated(kept: Catalog, said: Catalog) -> list[Message]:
    """What is said and has no translation, or not every form of one."""
    return [message for message in _sentences(said) if not _is_whole(kept.get(message.id), message)]


def list_stale(kept: Catalog, said: Catalog) -> list[Message]:
    """What has a translation and is not said any more."""
    return [message for message in _sentences(kept) if said.get(message.id) is None]


def list_misplaced(kept: Catalog) -> list[Message]:
    """What has other places, tags or entities in its translation than in English."""
    return [message for message in _sentences(kept) if any(_forms(message)) and not _has_same_places(message)]


def _sentences(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _name(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)


def _is_whole(known: Message | None, message: Message) -> bool:
    if known is None or known.id != message.id or known.fuzzy:
        return False
    forms = _forms(known)
    return len(forms) == (2 if message.pluralizable else 1) and all(forms)


def _forms(message: Message) -> tuple[str, ...]:
    """The forms of a translation: two of a plural, else one."""
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def _places(text: str) -> list[str]:
    return sorted(set(_PLACES.findall(text)))


def _has_same_places(message: Message) -> bool:
    if not message.pluralizable:
        return _places(str(message.id)) == _places(_forms(message)[0])
    one, many = (_places(str(text)) for text in message.id)
    said_one, said_many = (_places(text) for text in _forms(message))
    return said_many == many and said_one in (one, many)


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Bring the catalogues up to date with what the product says, and make what it reads.

    Without a command: collect, update, compile, and list what has no translation.
    """
    if context.invoked_subcommand is None:
        context.exit(_update({}))


@main.command()
@click.argument("file", type=click.File(encoding="utf-8"))
def fill(file: IO[str]) -> None:
    """Take translations from a JSON object: English (for plurals the singular) to text, or to [one, many]."""
    raise SystemExit(_update(json.load(file)))


@main.command()
def missing() -> None:
    """Print what has no translation as JSON, to be filled in and given to "fill"."""
    said = collect()
    for language in LANGUAGES:
        rows = list_untranslated(read(language), said)
        empty = {_name(one): ["", ""] if one.pluralizable else "" for one in rows}
        click.echo(json.dumps(empty, ensure_ascii=False, indent=1))


@main.command("compile")
def make() -> None:
    """Only make what the product reads."""
    compile_all()


def _update(given: Mapping[str, Words]) -> int:
    said, left = collect(), 0
    for language in LANGUAGES:
        new = bring_up_to_date(read(language), said, language, given)
        write(new, language)
        for words, found in (
            ("no translation", list_untranslated(new, said)),
            ("other places than in English", list_misplaced(new)),
        ):
            left += len(found)
            for message in found:
                click.echo(f"{language}, {words}: {_name(message)}", err=True)
    compile_all()
    return 1 if left else 0


if __name__ == "__main__":
    main()
