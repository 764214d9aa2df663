"""Every page any test fetches is checked: a rule decided once holds everywhere."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from lxml import html

CONTROLS = "//input[not(@type='hidden') and not(@type='submit') and not(@type='button')] | //select | //textarea"


class Page:
    """A fetched page with what tests ask of it."""

    def __init__(self, status: int, text: str, location: str | None) -> None:
        self.status = status
        self.text = text
        self.location = location
        self.tree: Any = html.document_fromstring(text) if text.strip() else None

    def words(self, path: str = "//main") -> str:
        """The visible words below an element, on one line."""
        return " ".join(" ".join(part.text_content() for part in self.tree.xpath(path)).split())

    def says(self, sentence: str) -> bool:
        """Whether the whole page says a sentence."""
        return sentence in self.words("//body")

    def links(self) -> list[str]:
        """The addresses the page links to."""
        return [str(address) for address in self.tree.xpath("//a/@href")]

    def value(self, name: str) -> str | None:
        """What a field of the page holds."""
        for field in self.tree.xpath(f"//*[@name='{name}']"):
            if field.tag == "textarea":
                return str(field.text_content()).lstrip("\n")
            if field.get("type") in ("radio", "checkbox") and field.get("checked") is None:
                continue
            if field.tag == "select":
                chosen = field.xpath("option[@selected]/@value")
                return str(chosen[0]) if chosen else None
            return field.get("value")
        return None

    def errors(self) -> list[str]:
        """The instructions of the error summary."""
        return [str(item.text_content()).strip() for item in self.tree.xpath("//*[@id='errors']//li")]


def faults(text: str) -> list[str]:
    """What is wrong with a whole page, in words; empty when nothing is."""
    tree = html.document_fromstring(text)
    return [
        *_heading_faults(tree),
        *_id_faults(tree),
        *_label_faults(tree),
        *_inline_faults(text, tree),
        *_form_faults(tree),
        *_script_faults(tree),
        *_help_faults(tree),
    ]


def _heading_faults(tree: Any) -> list[str]:
    headings = [" ".join(heading.text_content().split()) for heading in tree.xpath("//h1")]
    title = " ".join((tree.findtext(".//title") or "").split())
    if len(headings) != 1:
        return [f"{len(headings)} h1 elements"]
    found = (
        []
        if headings[0] and title.startswith(headings[0])
        else [f"title {title!r} does not start with {headings[0]!r}"]
    )
    levels = [int(heading.tag[1]) for heading in tree.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]
    jumps = [f"h{before} is followed by h{after}" for before, after in pairwise(levels) if after > before + 1]
    return found + jumps


def _id_faults(tree: Any) -> list[str]:
    ids = [str(one) for one in tree.xpath("//@id")]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    known = set(ids)
    wanted = {str(one) for one in tree.xpath("//label/@for")}
    wanted |= {str(one)[1:] for one in tree.xpath("//a/@href") if str(one).startswith("#")}
    for name in ("aria-describedby", "aria-labelledby", "aria-controls", "form", "list"):
        wanted |= {part for one in tree.xpath(f"//@{name}") for part in str(one).split()}
    return [f"id {one!r} stands twice" for one in twice] + [
        f"nothing has the id {one!r}" for one in sorted(wanted - known)
    ]


def _label_faults(tree: Any) -> list[str]:
    labelled = {str(one) for one in tree.xpath("//label/@for")}
    found = []
    for control in tree.xpath(CONTROLS):
        named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
        hidden = control.get("hidden") is not None
        if not (named or hidden or control.xpath("ancestor::label")):
            found.append(f"no label for {control.get('name') or control.get('id')}")
    for button in tree.xpath("//button | //a[@href]"):
        if not (button.text_content().strip() or button.get("aria-label")):
            found += ["a button or link without words"]
    return found


def _inline_faults(text: str, tree: Any) -> list[str]:
    found = [f"style attribute on <{one.tag}>" for one in tree.xpath("//*[@style]")]
    found += ["inline script" for one in tree.xpath("//script[not(@src)]")]
    found += ["inline style" for _ in tree.xpath("//style")]
    found += [
        f"handler {name} on <{one.tag}>"
        for one in tree.iter()
        for name in getattr(one, "attrib", {})
        if name.startswith("on")
    ]
    found += [word for word in (">None<", "{{", "}}", "lazy_gettext", "LazyString") if word in text]
    return found


def _form_faults(tree: Any) -> list[str]:
    found = []
    for form in tree.xpath("//form"):
        method = (form.get("method") or "get").lower()
        if method == "post" and not form.xpath(".//input[@name='csrf_token']"):
            found.append("a form without its token")
        if form.xpath("ancestor::form"):
            found.append("a form inside a form")
    return found


def _script_faults(tree: Any) -> list[str]:
    """What only a script can do is hidden until one shows it: without scripts nothing stands there in vain."""
    buttons = tree.xpath("//button[@type='button'][not(ancestor-or-self::*[@hidden])]")
    found = [f"{button.text_content().strip()!r} does nothing without a script" for button in buttons]
    waiting = tree.xpath("//*[@hx-post or @hx-get or @hx-put or @hx-delete][self::a or self::button]")
    return found + [
        f"<{one.tag}> asks by a script alone" for one in waiting if not one.get("href") and not one.get("form")
    ]


def _help_faults(tree: Any) -> list[str]:
    """Help stands first beside the reader's name, on every page of someone signed in (WCAG 2.2, 3.2.6)."""
    beside = tree.xpath("//header//div[contains(@class, 'top__person')]")
    links = beside[0].xpath("a/@href") if beside else []
    return ["help is not where it always is"] if links and links[0] != "/help" else []
