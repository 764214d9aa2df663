"""Documents: what is printed, kept as issued, exported for machines, and proved genuine.

A kind of document is added in these places, and nothing else changes:

1. ``models.ReportKind`` gets its code, with a migration (the database holds the column to the codes it knows),
   and ``tracker/words.py`` its label.
2. ``tracker/reports/<kind>_content.py``: the frozen content, a ``@dataclass(frozen=True)`` under ``frozen.Content``
   with ``document_kind``, ``employer`` and ``title``. Values stay plain: days, minutes and codes, not words; the
   template says them.
3. ``tracker/reports/<kind>.py``: its document (``documents.PersonDocument`` with ``kind``, ``readers`` and, where
   the roles say more, ``permission``): ``find`` says who may read what, ``gather`` reads the database.
4. ``templates/reports/_<kind>_body.html`` with the macro ``body(content, top)``: page and PDF share it.
5. one line in ``kinds._ALL``. A kind that is not there is not found (404).
6. ``docs/reports-format.md`` names its fields, ``tests/access/table.py`` who reaches it, for
   ``reports.show``, ``reports.as_pdf`` and ``reports.as_data``.

Then it has its page, PDF, JSON, CSV, XLSX, issued copies, ``tracker report``, ``/verify`` and the link on the
person's page. ``log`` is a kind to copy from: it has options (``since``, ``until``) and a form for them.
"""
