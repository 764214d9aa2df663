"""Which groups may be shown, so that no figure points to somebody, nor what is left when shown ones are taken away.

The rule ("Small groups" in the product's rules): a group of fewer than five people is hidden, and with it the next
smallest. It is applied twice. First to a cycle, by how many people's reviews count in each program: a program
hidden there is hidden in every view of the cycle. Then to each item, by how many people of each program rated it:
with a focus set that may be one person in a program of ten. Every view, sum, export and document reads figures
that passed both. So whatever is subtracted from what, across views, items or formats, what remains is the
answers of hidden programs together: of nobody, or of five people or more, and never of one small group alone.

Between two cycles nothing can be taken away, since each counts answers of its own, and views compare only what both
show. Someone who moves to another program stays counted where they were.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

SMALLEST_GROUP: Final = 5


def choose_visible(groups: Mapping[str, int], hidden: Collection[str] = ()) -> list[str]:
    """The groups that may be shown, by name.

    Groups under five people are hidden, and with them the next smallest, until five people or more are hidden.

    :param groups: how many people each has; one of nobody hides and shows nothing.
    :param hidden: groups that are hidden whatever their size here.
    """
    by_size = sorted((name for name in groups if groups[name]), key=lambda name: (groups[name], name))
    kept_back = [name for name in by_size if name in hidden or groups[name] < SMALLEST_GROUP]
    shown = [name for name in by_size if name not in set(kept_back)]
    has_small = any(groups[name] < SMALLEST_GROUP for name in kept_back)
    if shown and has_small and all(groups[name] < SMALLEST_GROUP for name in kept_back):
        kept_back.append(shown.pop(0))
    while shown and 0 < sum(groups[name] for name in kept_back) < SMALLEST_GROUP:
        kept_back.append(shown.pop(0))
    return sorted(shown, key=str.lower)
