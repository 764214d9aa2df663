"""What axe does not see: focus that stands out on the pixels and is never hidden, targets large enough, no motion."""

from __future__ import annotations

import io
from itertools import product
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_nothing_lost import given_a_review
from tests.support.browser import Employer, Seat

# One of each kind of control, and the page it stands on.
CONTROLS = {
    "/sign-in": ["a.top__name", "input[name=email]", "button[type=submit]"],
    "rating": [".menu a", "input[type=radio]", "main summary", "main textarea", "main a"],
    "observation": ["main select", "input[type=date]", "input[type=checkbox]", "main .usa-button"],
}
LEAST_CONTRAST = 3.0
ROOM = 10  # pixels around a control in which its focus is drawn
TARGETS = "main a[href], main button, main input, main select, main textarea, main summary, header a, header button"
IN_A_SENTENCE = """one => {
  if (one.tagName !== 'A' || getComputedStyle(one).display !== 'inline') return false;
  const line = one.closest('p, li, dd, td, label, legend, h1, h2, h3');
  return !!line && line.textContent.trim().length > one.textContent.trim().length;
}"""
# A radio or checkbox of USWDS lies off the screen: its label is what one sees and taps.
SEEN = "one => one.matches('.usa-radio__input, .usa-checkbox__input') ? one.labels[0] : one"


def luminance(pixel: tuple[int, ...]) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [value / 255 for value in pixel[:3]]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def count_changed(before: bytes, after: bytes) -> int:
    """How many pixels differ by at least 3:1 between two pictures."""
    first, second = (Image.open(io.BytesIO(picture)).convert("RGB") for picture in (before, after))
    pairs = zip(first.get_flattened_data(), second.get_flattened_data(), strict=True)
    changed = {pair: contrast(*pair) >= LEAST_CONTRAST for pair in set(pairs)}
    return sum(changed[pair] for pair in zip(first.get_flattened_data(), second.get_flattened_data(), strict=True))


@pytest.fixture
def places(employer: Employer) -> dict[str, str]:
    observation = f"/people/{employer.ids['ana']}/observations/new"
    rating = f"/assessments/{given_a_review(employer)}/adv-tasks"
    return {"rating": rating, "observation": observation, "log": "/log/new", "/sign-in": "/sign-in"}


def open_folds(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def open_place(seat: Seat, places: dict[str, str], place: str) -> None:
    if place != "/sign-in":
        seat.sign_in("ana.ruiz" if place == "rating" else "dana.whitfield")
        seat.page.goto(seat.employer.address + places[place])
    else:
        seat.page.goto(seat.employer.address + place)


@pytest.mark.parametrize("place", CONTROLS)
def test_focus_stands_out_on_the_pixels(place: str, places: dict[str, str], sit_down) -> None:
    seat = sit_down("tablet")
    open_place(seat, places, place)
    page = seat.page
    open_folds(page)
    # Chromium draws focus for a keyboard once a key was used.
    page.keyboard.press("Tab")
    for selector in CONTROLS[place]:
        control = page.locator(selector).first
        page.evaluate("document.activeElement?.blur()")
        seen = control.evaluate_handle(SEEN).as_element()
        seen.scroll_into_view_if_needed()
        box = seen.bounding_box()
        clip = {
            "x": max(0, box["x"] - ROOM),
            "y": max(0, box["y"] - ROOM),
            "width": box["width"] + 2 * ROOM,
            "height": box["height"] + 2 * ROOM,
        }
        before = page.screenshot(clip=clip, caret="hide")
        control.evaluate("one => one.focus({ preventScroll: true, focusVisible: true })")
        changed = count_changed(before, page.screenshot(clip=clip, caret="hide"))
        # The focus of a checkbox is drawn around its box alone, of 20 pixels.
        around = 2 * (20 + 20) if "checkbox" in selector else 2 * (box["width"] + box["height"])
        assert changed >= around, f"{place} {selector}: {changed} pixels of {around:.0f} stand out"


def test_focus_is_never_behind_what_sticks_and_400_percent_is_enough(places: dict[str, str], sit_down) -> None:
    """At 320 by 256 pixels, which is a screen of 1280 by 1024 at 400 percent."""
    seat = sit_down("phone")
    seat.page.emulate_media(reduced_motion="reduce")  # so that everything stands where it will stand
    open_place(seat, places, "rating")
    seat.page.set_viewport_size({"width": 320, "height": 256})
    assert seat.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    for key, times in (("Tab", 40), ("Shift+Tab", 25)):
        for _time in range(times):
            seat.page.keyboard.press(key)
            hidden = seat.page.evaluate(
                """() => {
                  const one = document.activeElement;
                  if (!one || one === document.body) return '';
                  const seen = one.matches('.usa-radio__input, .usa-checkbox__input') ? one.labels[0] : one;
                  const box = seen.getBoundingClientRect();
                  const points = [];
                  for (const across of [0.1, 0.5, 0.9]) for (const down of [0.1, 0.5, 0.9])
                    points.push([box.left + box.width * across, box.top + box.height * down]);
                  const free = points.some(([x, y]) => {
                    const top = document.elementFromPoint(x, y);
                    return top && (seen.contains(top) || top.contains(seen));
                  });
                  return free ? '' : seen.outerHTML.slice(0, 120);
                }"""
            )
            assert hidden == "", f"after {key}: {hidden}"


@pytest.mark.parametrize(("place", "screen"), list(product(["rating", "log"], ["phone", "desk"])))
def test_targets_are_large_enough(place: str, screen: str, places: dict[str, str], sit_down) -> None:
    seat = sit_down(screen)
    open_place(seat, places, place)
    open_folds(seat.page)
    small = measure(seat.page, TARGETS, 24)
    assert small == []
    if place == "rating":
        assert measure(seat.page, ".tile input", 44) == []


def measure(page: Page, selector: str, least: int) -> list[Any]:
    """What is narrower or lower than ``least`` pixels, but for links within a sentence (WCAG 2.2, 2.5.8)."""
    return page.locator(selector).evaluate_all(
        f"""(all, least) => all.map(one => [({SEEN})(one), one]).filter(([seen, one]) => {{
          const box = seen.getBoundingClientRect();
          if (!box.width || !box.height || ({IN_A_SENTENCE})(one)) return false;
          return box.width < least || box.height < least;
        }}).map(([seen]) => [seen.outerHTML.slice(0, 100), seen.getBoundingClientRect().height])""",
        least,
    )


def test_the_summary_of_errors_takes_focus_and_leads_to_each_field(sit_down) -> None:
    seat = sit_down("phone")
    seat.go("/sign-in")
    seat.press("Sign in")
    page = seat.page
    expect(page.locator("#errors")).to_be_focused()
    for link in page.locator("#errors a").all():
        field = link.get_attribute("href").removeprefix("#")
        link.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#{field}")).to_be_focused()


def test_nothing_moves_for_those_who_asked_for_less_motion(places: dict[str, str], sit_down) -> None:
    seat = sit_down("phone")
    seat.page.emulate_media(reduced_motion="reduce")
    open_place(seat, places, "rating")
    moving = seat.page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(one => {
          const look = getComputedStyle(one);
          const times = (look.transitionDuration + ',' + look.animationDuration).split(',');
          return look.scrollBehavior === 'smooth' || times.some(time => parseFloat(time) > 0);
        }).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert moving == []
