"""The two source documents, read here a second time and in another way than the product's data was made."""

import json
import re
from pathlib import Path

SEED = Path(__file__).parents[2] / "seed"
CODES = {"Advocacy": "ADV", "Professional Responsibility": "PRO", "Mentoring": "MEN", "Recovery Support": "REC"}
TASKS, KNOWLEDGE = "Tasks (Performance Domains)", "Areas of Knowledge (Core Functions)"


def shipped(name):
    return json.loads((SEED / name).read_text(encoding="utf-8"))


def read_crss():
    """Of ``crss-competencies.txt``: (domain title, label, code, statement) in the order of the source."""
    found, domain, label, number = [], "", "", 0
    for line in (SEED / "crss-competencies.txt").read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text in CODES:
            domain = text
        elif text in (TASKS, KNOWLEDGE):
            label, number = text, 0
        elif text.startswith("•"):
            number += 1
            code = f"{CODES[domain]}-{'T' if label == TASKS else 'K'}{number:02}"
            found.append((domain, label, code, text.removeprefix("•").strip()))
    return found


def read_standards():
    """Of the 23-task standard: (domain title, exam items of the domain) and (code, statement, exam items)."""
    domains, tasks = [], []
    for line in (SEED / "crss-minimum-competency-standards.txt").read_text(encoding="utf-8").splitlines():
        cells = [cell for cell in line.split("\t") if cell]
        if match := re.fullmatch(r"Domain \d: (.+)", cells[0] if cells else ""):
            domains.append((match[1], int(cells[1])))
        elif cells and re.fullmatch(r"\d\.\d", cells[0]):
            tasks.append((f"MCS-{cells[0]}", cells[1], int(cells[2])))
    return domains, tasks
