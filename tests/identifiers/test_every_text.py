"""Every free text about work carries the notice and is checked; what is not about work is named here."""

import importlib
import pkgutil

import pytest
from wtforms import StringField, TextAreaField

import tracker
from tracker.consultations.forms import TODOS, for_domains
from tracker.verifications.forms import VerificationForm
from tracker.web.forms import Form
from tracker.web.identifiers import PointsToNobody

# Texts of several lines that tell of no work with people: the purpose of reviews, what a job is, names.
NOT_ABOUT_WORK = {"used_for", "not_used_for", "who_reads", "duties", "names"}
# What the employer says to everyone, and a sample among the components.
NOT_TYPED_OF_WORK = {("WordingForm", "text"), ("Sample", "text")}
FORMS_OF_STEPS = ("GoalForm", "ReviseForm", "WordingFields")
# Forms of two rooms that have one name: they are told apart by the room.
TWICE = {"HandOverForm", "WithdrawForm"}
# Single lines that do.
LINES_ABOUT_WORK = {
    ("ConversationDetailsForm", "present"),
    ("EntryForm", "strength"),
    ("EntryFormForDomains", "strength"),
    *(("EntryFormForDomains", f"todo_{number}_text") for number in range(TODOS)),
    ("record_requests.HandOverForm", "what"),
    ("from_paper.WithdrawForm", "reason"),
    ("VerificationForm", "event"),
    ("PaperVerificationForm", "event"),
    *((form, f"{whose}_step") for form in FORMS_OF_STEPS for whose in ("employee", "supervisor")),
    *((form, f"more_{number}") for form in FORMS_OF_STEPS for number in (1, 2, 3)),
}


def every_form():
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if module.name.rpartition(".")[2].startswith("forms"):
            importlib.import_module(module.name)
    # A form that is made for the domains of the day is a class only once it was asked for.
    made = {for_domains({"ADV": "Advocacy"})}
    others = {one for one in _below(Form) if one.__name__ != "EntryFormForDomains"}
    return sorted(others | made, key=lambda one: f"{one.__module__}.{one.__name__}")


def _below(form):
    return {one for child in form.__subclasses__() for one in {child, *_below(child)} if "tracker" in one.__module__}


def checked(form, kind):
    """Of each field of a kind, by name, whether it is checked."""
    found = {}
    for name in dir(form):
        unbound = getattr(form, name)
        if getattr(unbound, "field_class", None) is kind:
            rules = [*(unbound.args[1] if len(unbound.args) > 1 else []), *unbound.kwargs.get("validators", [])]
            found[name] = any(isinstance(rule, PointsToNobody) for rule in rules)
    return found


@pytest.mark.parametrize("form", every_form(), ids=lambda form: form.__name__)
def test_texts_are_checked_unless_they_are_about_no_work(form):
    for name, is_checked in checked(form, TextAreaField).items():
        is_about_work = name not in NOT_ABOUT_WORK and (form.__name__, name) not in NOT_TYPED_OF_WORK
        assert is_checked is is_about_work, name
    called = f"{form.__module__.split('.')[1]}.{form.__name__}" if form.__name__ in TWICE else form.__name__
    lines = {(called, name) for name, is_checked in checked(form, StringField).items() if is_checked}
    assert lines == {one for one in LINES_ABOUT_WORK if one[0] == called}


def test_there_are_forms_to_look_at():
    assert VerificationForm in every_form()
    assert len(every_form()) > 30


NOTICE = "Leave out anything that could point to a person you support"


@pytest.mark.parametrize(
    ("who", "path", "fields"),
    [
        ("dana", "/people/{person}/observations/new", ["strength", "seen", "next_step"]),
        ("dana", "/people/{person}/goals/new", ["statement", "employee_step", "supervisor_step", "support_needed"]),
        ("dana", "/log/new", ["summary", "strength"]),
        ("dana", "/people/{person}/verifications/new", ["event", "evidence"]),
        ("dana", "/reviews/{review}/conversation", ["present", "support_wanted", "notes"]),
        ("dana", "/reviews/{review}/conversation/ADV-T01", ["text"]),
        ("hr", "/void/review/{review}", ["reason"]),
    ],
)
def test_the_notice_stands_at_the_field_and_is_read_with_it(world, visit, who, path, fields):
    review = world.both_sent()
    page = visit(getattr(world, who)).get(path.format(person=world.ana.id, review=review.id))
    for name in fields:
        (field,) = page.tree.xpath(f"//main//*[@name='{name}']")
        assert f"{name}-notice" in field.get("aria-describedby", "").split()
        assert NOTICE in page.words(f"//*[@id='{name}-notice']")
