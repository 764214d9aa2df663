"""Invented contents of documents, without a database."""

import io

import pikepdf

from tracker.reports.blocks import Answer, CompetencyContent, ItemBlock, SectionBlock
from tracker.reviews.counts import DomainPicture, Strip


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
        "supervisor_job_title": "Team lead",
        "required": ("Verified now: 1 of 2 required items.", "Due: 1 item: ADV-T02 by June 1, 2026."),
    }
    return CompetencyContent(**{**values, **more})


def small_pdf(words, pages=1):
    """A tagged PDF such as the product prints: a table head, a link by name, a bookmark, words in its marks."""
    made = pikepdf.new()
    for _number in range(pages):
        made.add_blank_page(page_size=(200, 200))
    document = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document))
    tree = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Array([document])))
    head = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name.TH, ID="1-1", P=document, Alt=f"(8 0 R) {words}"
        )
    )
    cell = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem,
            S=pikepdf.Name.TD,
            P=document,
            A=pikepdf.Dictionary(O=pikepdf.Name.Table, Headers=pikepdf.Array([pikepdf.String("1-1")])),
        )
    )
    document.P, document.K = tree, pikepdf.Array([head, cell])
    numbers = pikepdf.Array()
    for number, page in enumerate(made.pages):
        page.obj.StructParents = number
        numbers.extend([number, pikepdf.Array([head])])
    tree.ParentTree = pikepdf.Dictionary(Nums=numbers)
    first = made.pages[0].obj
    first.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Dest=pikepdf.String("top"))])
    place = pikepdf.Array([made.pages[-1].obj, pikepdf.Name.Fit])
    made.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=pikepdf.Array(["top", place])))
    made.Root.StructTreeRoot = tree
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(words, 0))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
