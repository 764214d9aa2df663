"""Which scripts the fonts of this machine hold, for names on documents."""

from __future__ import annotations

import shutil
import subprocess
from typing import Final

# By the language that fontconfig knows a script by; what installs it on Debian and Ubuntu.
SCRIPTS: Final = {
    "ar": ("Arabic", "fonts-dejavu-core"),
    "he": ("Hebrew", "fonts-dejavu-core"),
    "zh-cn": ("Chinese", "fonts-noto-cjk"),
    "ja": ("Japanese", "fonts-noto-cjk"),
    "ko": ("Korean", "fonts-noto-cjk"),
    "hi": ("Devanagari", "fonts-noto-core"),
}
_SECONDS: Final = 10


def list_missing() -> dict[str, str]:
    """The scripts for which no font is installed, and the package with one; empty where nobody can say."""
    program = shutil.which("fc-list")
    if program is None:
        return {}
    return {name: package for code, (name, package) in SCRIPTS.items() if not _has_font(program, code)}


def _has_font(program: str, code: str) -> bool:
    asked = [program, f":lang={code}", "family"]
    try:
        return bool(subprocess.run(asked, capture_output=True, check=True, timeout=_SECONDS).stdout.strip())
    except (OSError, subprocess.SubprocessError):
        return True
