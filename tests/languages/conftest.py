"""What is told, printed and sent in the rooms, for tests of the words it is told in."""

from tests.batches.conftest import ask, cycle, office, order, renderer
from tests.jobs.conftest import work
from tests.reports.conftest import told
from tests.reports.test_issuing import press

__all__ = ["ask", "cycle", "office", "order", "press", "renderer", "told", "work"]
