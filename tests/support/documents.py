"""Invented contents of documents, without a database."""

from tracker.reports.blocks import Answer, CompetencyContent, DomainPicture, ItemBlock, SectionBlock, Strip


def competency(**more):
    """A competency report with one item."""
    answer = Answer("Steady", 4, "I do this on my own.", "", "")
    item = ItemBlock("ADV-T01", "Relate to the individual", answer, answer, "", None, "", False, (), ())
    strip = Strip("Self", (("Steady", 1),), 0)
    values = {
        "employer": "Prairie Peer Network",
        "person": "Ana Ruiz",
        "job_title": "Peer specialist",
        "credential": "none on file",
        "supervisor": "Dana Whitfield",
        "kind": "Annual",
        "period": "January 1, 2026 to March 1, 2026",
        "state": "Conversation on March 1, 2026.",
        "used_for": "Growth.",
        "not_used_for": "Pay.",
        "who_reads": "Both of you.",
        "framework": "CRSS, version 1",
        "pictures": (DomainPicture("Advocacy", 1, (strip, strip, strip)),),
        "strengths": ("Relate to the individual",),
        "proud_of": "",
        "goals": (),
        "conversation": (("Held", "March 1, 2026"),),
        "sections": (SectionBlock("Advocacy", "Tasks", (item,)),),
        "observations": (),
        "hours": (("Total", 60),),
        "hours_note": "",
        "statements": (),
        "signatures": (),
        "sha256": "0" * 64,
    }
    return CompetencyContent(**{**values, **more})
