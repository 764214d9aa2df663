"""How often the check for possible identifiers is right, on a corpus of invented sentences.

    .venv/bin/python -m benchmarks.identifiers

Prints precision (of the sentences it points at, how many do point to a person served) and recall (of those that
do, how many it points at), then each sentence it got wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tracker.identifiers.detector import find_marks

CORPUS = Path(__file__).with_name("identifiers.txt")


@dataclass(frozen=True)
class Sentence:
    """One sentence and whether it points to a person served."""

    text: str
    points: bool


@dataclass(frozen=True)
class Score:
    """What the check found, sentence by sentence."""

    found: list[Sentence]
    missed: list[Sentence]
    pointed_in_vain: list[Sentence]

    @property
    def precision(self) -> float:
        return len(self.found) / (len(self.found) + len(self.pointed_in_vain))

    @property
    def recall(self) -> float:
        return len(self.found) / (len(self.found) + len(self.missed))


def read_corpus() -> list[Sentence]:
    """The sentences, in order."""
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [Sentence(line[2:], line[0] == "!") for line in lines if line and line[0] in "!-"]


def measure(corpus: list[Sentence]) -> Score:
    """Let the check read every sentence."""
    marked = {one.text: bool(find_marks(one.text)) for one in corpus}
    return Score(
        found=[one for one in corpus if one.points and marked[one.text]],
        missed=[one for one in corpus if one.points and not marked[one.text]],
        pointed_in_vain=[one for one in corpus if not one.points and marked[one.text]],
    )


def main() -> None:
    """Print the result."""
    corpus = read_corpus()
    score = measure(corpus)
    points = sum(one.points for one in corpus)
    print(f"{len(corpus)} sentences: {points} point to a person served, {len(corpus) - points} do not")
    print(f"precision {score.precision:.3f}   recall {score.recall:.3f}")
    for one in score.missed:
        print(f"  missed: {one.text}")
    for one in score.pointed_in_vain:
        print(f"  in vain: {one.text}  {', '.join(find_marks(one.text))}")


if __name__ == "__main__":
    main()
