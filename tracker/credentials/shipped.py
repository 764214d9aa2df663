"""What credentials ask for, as the first migration of training wrote it: words that pages say in each language.

An employer may word each of them anew; what they wrote is then said as they wrote it (``say_shipped``).
"""

from __future__ import annotations

from typing import Final

from tracker.language import LazyString, _l

SHIPPED: Final[tuple[LazyString, ...]] = (
    _l("CPRS I: ethics"),
    _l("CRSS-specific training"),
    _l("CRSS-specific training, in each domain"),
    _l("Professional ethics and responsibility"),
    _l("Core functions"),
    _l("IDHS, CRSS and CPRS Credential Process (dhs.state.il.us, item 155901); a value to start with: look there"),
    _l("IDHS, table of requirements (dhs.state.il.us, item 154617, page of 2023); a value to start with: look there"),
)
