"""Finding what may point to a person served: a pure function over text, in English and the commonest Spanish words.

It looks for shapes: phone numbers, mail addresses, days, Social Security and record numbers, street addresses,
initials, and names where the words around them say whose they are. It knows nobody's name, so it cannot catch
everything, and it points at harmless words too: the writer decides. How often it is right is measured on
``benchmarks/identifiers.txt``. The kinds are those of the HIPAA safe harbor list (45 CFR 164.514(b)(2)) that occur in
short notes about work; see ``domain.md`` 5.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

# More are not shown: a text with so many is written anew.
MOST_SHOWN: Final = 8

_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
# In small letters only those that are no words of another meaning.
_SMALL_MONTH: Final = (
    r"(?:january|february|april|june|july|august|september|october|november|december"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
_ORDINAL: Final = r"\d{1,2}(?:st|nd|rd|th)"
_YEAR: Final = r"(?:,?\s(?:19|20)\d\d)?"
_NAME: Final = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?:[-'’][A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]+)?"
_INITIALS: Final = r"(?:[A-Z]\.\s?[A-Z]\.?(?:\s?[A-Z]\.)?|[A-Z]{2,3}|[A-Z]\.?)(?![\w-])"
_SERVED: Final = (
    r"(?i:\b(?:clients?|individuals?|patients?|consumers?|participants?|residents?|guests?|persons?\sserved"
    r"|person\s(?:I|we)\s(?:support|serve|see|visit)|clientes?|pacientes?|individuos?|participantes?))"
)
_SOMEBODY: Final = (
    r"(?i:\b(?:man|woman|person|guy|girl|boy|veteran|mother|mom|father|dad|lady|gentleman|someone|somebody|peer"
    r"|member|teen|teenager|youth|kid|son|daughter|hombre|mujer|persona|alguien))"
)
_CALLED: Final = r"(?i:\s(?:named|called|by\sthe\sname\sof|llamad[oa]))"


_LINK: Final = rf"(?:{_CALLED}|\s?[:(]|'s\sname\sis)?\s?(?<=[\s:(])"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that stand capitalized after "client" or "individual" and are no names.
_NO_NAMES: Final = _words(
    "Support Specialist Specialists Services Service Rights Council Advocacy Advocate Board Portal Record Records "
    "Plan Plans Placement Recovery Care Handbook Satisfaction Relations Centered Led Advisory Committee Program "
    "Group Groups File Files Information Engagement Assistance Therapy Counseling Session Sessions Meeting "
    "Meetings Choice Voice Feedback Survey Surveys Bill Intake Education Training Supervision Safety Privacy "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December I We They He She It The And But My Our This That These Those When While "
    "Then There In On At After Before If Is Was Has Had Who With Without Yes No Not Mr Mrs Ms Dr Medicaid Medicare "
    "Illinois Chicago Zoom Spanish English"
)
_KNOWN_SHORT: Final = _words(
    "AA NA AM PM US USA UK DC IL HR ER ED IT TV ID PO BA BS MA MS MD RN NP DO PT OT VA QA GED PHD JD MSW LCSW LPC "
    "LCPC CADC CRSS CPRS NCPS ICB IDHS DHS DMH HUD SSI SSDI SSA DCFS ACT CST PSR IOP PHP WRAP CPR DBT CBT ADA EAP "
    "OSHA HIPAA FMLA EHR PDF FAQ CEU CEUS NAMI SUD MH BH MI PSS RSS SMART OK NO SO WE ME MY IN ON AT TO OF OR IF "
    "IS IT AN AS BY DO GO HE UP NOT AND THE BUT FOR SHE OUR ALL CEO COO CFO DEI SMI ROI MOU RFP TIP CE"
)
_LETTERED: Final = _words(
    "Plan Part Appendix Vitamin Hepatitis Option Group Section Exhibit Schedule Type Class Title Tier Level Room "
    "Unit Step Point Item Question Column Version Chapter Grade Team And Or Am As"
)
# De-identified on purpose: "individual A and individual B".
_STAND_INS: Final = frozenset("ABCXYZ")
_FRACTIONS: Final = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4"})
_BEFORE_A_DAY: Final = re.compile(r"(?i)(?:^|\s)(?:on|since|until|el)\s$")
_SHARE: Final = re.compile(r"\s(?:of|items?|tasks?|people|times|points?|stars|hours?|questions?|attended|came)\b")


class _Shape(NamedTuple):
    """One kind of pointer. What ``part`` of the match names is marked, if ``holds`` says so."""

    pattern: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] = lambda _match: True


def _is_name(match: re.Match[str]) -> bool:
    said = match["mark"]
    first = said.split()[0]
    return (
        first not in _NO_NAMES
        and first.replace(".", "").upper() not in _KNOWN_SHORT
        and said.strip(".") not in _STAND_INS
    )


def _is_initials(match: re.Match[str]) -> bool:
    return re.sub(r"[.\s]", "", match["mark"]) not in _KNOWN_SHORT


def _is_short_name(match: re.Match[str]) -> bool:
    first = match["mark"].split()[0]
    return first not in _LETTERED and first not in _NO_NAMES


def _is_day(match: re.Match[str]) -> bool:
    after = match.string[match.end("mark") :]
    if _SHARE.match(after):
        return False
    return match["mark"] not in _FRACTIONS or bool(_BEFORE_A_DAY.search(match.string[: match.start("mark")][-8:]))


def _is_no_year(match: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", match["mark"])
    return bool(match["sign"]) or not re.fullmatch(r"(?:19|20)\d\d", digits)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern if "?P<mark>" in pattern else f"(?P<mark>{pattern})")


_DAYS: Final = (
    _Shape(_compile(r"\b(?:19|20)\d\d-\d{1,2}-\d{1,2}\b")),
    _Shape(_compile(r"(?<![\d/.-])(?:0?[1-9]|1[0-2])([/.-])(?:0?[1-9]|[12]\d|3[01])\2(?:(?:19|20)\d\d|\d\d)(?![\d/])")),
    _Shape(_compile(r"(?<![\d/.])(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?![\d/])"), _is_day),
    _Shape(_compile(rf"\b{_MONTH}\.?\s(?:{_ORDINAL}|\d{{1,2}})(?![\w%:/]){_YEAR}"), _is_day),
    _Shape(_compile(rf"\b(?:{_SMALL_MONTH}|march|may)\s{_ORDINAL}\b{_YEAR}")),
    _Shape(_compile(rf"\b{_SMALL_MONTH}\s\d{{1,2}}(?![\w%:/]){_YEAR}"), _is_day),
    _Shape(_compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s|de\s)?(?:{_MONTH}|{_SMALL_MONTH})\b{_YEAR}")),
    _Shape(
        _compile(
            rf"(?i:\bon\sthe\s)(?P<mark>{_ORDINAL})\b"
            r"(?!\s(?:try|time|floor|step|street|avenue|day|week|month|attempt|item|page|amendment|grade|shift))"
        )
    ),
    _Shape(_compile(r"\b(?:(?:DOB|D\.O\.B\.)\W{0,3}[\d/.-]*|(?i:date\sof\sbirth|born\s(?:in|on)\s\S+))")),
)
_SHAPES: Final = (
    # Mail addresses, and numbers of telephones, of Social Security and of records.
    _Shape(_compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    _Shape(_compile(r"(?<![\d-])(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\s?\d{3}[\s.-]\d{4}(?!\d)")),
    _Shape(_compile(r"(?<![\d-])\d{3}-\d{4}(?![\d-])")),
    _Shape(_compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")),
    _Shape(_compile(r"(?i:\b(?:ssn|social\ssecurity(?:\snumber)?|social)\b\D{0,15}?)(?P<mark>\d{4,9})\b")),
    _Shape(
        _compile(
            r"(?i:\b(?:mrn|rin|chart|case|record|file|account|medicaid|medicare|policy|member|patient|client|inmate"
            r"|docket|recipient|booking|badge|id)\b)(?P<sign>(?i:\s?(?:id|no\.?|number|nr\.?|#|:)){0,3})\s?#?"
            r"(?P<mark>[A-Z]{0,3}-?\d[\d-]{2,}\d?)(?![\w/])"
        ),
        _is_no_year,
    ),
    _Shape(_compile(r"(?P<mark>#\d{4,})\b")),
    _Shape(_compile(r"(?<![\d$.,])\d{6,}(?![\d]|[.,]\d)")),
    # Where somebody lives.
    _Shape(
        _compile(
            rf"\b\d{{1,5}}\s(?:[NSEW]\.?\s)?(?:{_NAME}\s){{1,3}}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Dr|Drive"
            r"|Ln|Lane|Ct|Court|Pl|Place|Way|Terrace|Parkway)\b\.?"
        )
    ),
    _Shape(_compile(r"(?i:\b(?:apt|apartment|bed)\b\.?\s?#?\s?\d{1,4}[a-z]?\b)")),
    _Shape(_compile(r"(?i:\b(?:9\d|1[01]\d)[-\s]years?[-\s]old)")),
    # Names and initials, where the words before or after say whose they are.
    _Shape(_compile(rf"{_SERVED}{_LINK}(?P<mark>{_INITIALS})"), _is_name),
    _Shape(
        _compile(rf"{_SERVED}(?:{_CALLED}|\s?[:(]|'s\sname\sis)?\s?(?<=[\s:(])(?P<mark>{_NAME}(?:\s{_NAME})?)"),
        _is_name,
    ),
    _Shape(_compile(rf"{_SERVED},\s(?P<mark>{_NAME}),"), _is_name),
    _Shape(_compile(rf"{_SOMEBODY}{_CALLED}\s(?P<mark>{_NAME}(?:\s{_NAME})?|{_INITIALS})"), _is_name),
    _Shape(
        _compile(
            rf"\b(?P<mark>{_NAME}(?:\s{_NAME})?)(?:\s\((?i:an?\s|my\s|our\s)?{_SERVED}\)|,?\s(?i:who\sis\s)?(?i:one\sof\s"
            rf"(?:my|our)\s|an?\s(?=\w+\s(?:I|we)\s)){_SERVED})"
        ),
        _is_name,
    ),
    _Shape(_compile(r"\b(?:Mr|Mrs|Ms|Miss|Sra?|Srta)\b\.?\s(?:[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’-]+|[A-Z]\b\.?)")),
    _Shape(_compile(rf"\b{_NAME}\s[A-Z]\.(?!\w)(?!\s{_NAME}\b)"), _is_short_name),
    _Shape(_compile(r"(?<![\w.])[A-Z]\.(?:[A-Z]\.){1,2}(?!\w)"), _is_initials),
    _Shape(_compile(r"(?<![\w.])[A-Z]\.[A-Z]\b(?!\.\w)"), _is_initials),
    _Shape(_compile(r"(?<![\w.])[A-Z]\.\s[A-Z]\.(?!\w)"), _is_initials),
)
_BARE_INITIALS: Final = re.compile(r"(?<![\w.-])(?P<mark>[A-Z]{2,3})(?![\w.-])")
_SENTENCE: Final = re.compile(r"[^.!?\n]*[.!?\n]?")


def find_marks(text: str) -> tuple[str, ...]:
    """The words of a text that may point to a person served, in order, each once; empty when none was found."""
    spans = sorted({*_spans(text), *_initials_beside_a_day(text)})
    marks: dict[str, None] = {}
    end = 0
    for start, stop in _widest(spans):
        if start >= end:
            marks[_trim(text[start:stop])] = None
            end = stop
    return tuple(mark for mark in marks if mark)[:MOST_SHOWN]


def _trim(mark: str) -> str:
    """Without the stop that ends the sentence; the one of initials belongs to them."""
    bare = mark.strip(" ,:;(")
    return bare.removesuffix(".") if re.search(r"[a-z]{2}\.$", bare) else bare


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for shape in (*_SHAPES, *_DAYS):
        for match in shape.pattern.finditer(text):
            if shape.holds(match):
                yield match.span("mark")


def _widest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of spans that begin at the same place the longest comes first."""
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def _initials_beside_a_day(text: str) -> Iterator[tuple[int, int]]:
    """Two or three capitals are initials where a day stands in the same sentence, and an abbreviation elsewhere."""
    days = [match.start("mark") for shape in _DAYS for match in shape.pattern.finditer(text) if shape.holds(match)]
    if not days:
        return
    for sentence in _SENTENCE.finditer(text):
        if any(sentence.start() <= day < sentence.end() for day in days):
            for match in _BARE_INITIALS.finditer(text, sentence.start(), sentence.end()):
                if match["mark"] not in _KNOWN_SHORT:
                    yield match.span("mark")
