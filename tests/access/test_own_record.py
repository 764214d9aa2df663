from uuid import uuid4

import pytest

from tracker.access.own_record import refuse_own
from tracker.errors import NotAllowed


def test_nobody_uses_such_a_right_on_their_own_record(app):
    mine = uuid4()
    with app.test_request_context(), pytest.raises(NotAllowed, match="own record") as refused:
        refuse_own(mine, mine)
    assert refused.value.status == 403
    refuse_own(mine, uuid4())
    refuse_own(mine, None)
