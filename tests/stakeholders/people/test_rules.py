from datetime import UTC, datetime, timedelta

import pytest

from stakeholders.people import rules
from stakeholders.people.models import DataRequest

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("at", "erased_at", "is_open"), [(NOW - SECOND, None, True), (NOW, None, False), (NOW - SECOND, NOW - SECOND, False)])
def test_a_link_holds_until_its_moment_or_until_all_is_erased(at, erased_at, is_open):
    request = DataRequest(email="ana@setev.example", expires_at=NOW, erased_at=erased_at)
    assert rules.is_open(request, now=at) is is_open
    if not is_open:
        with pytest.raises(rules.LinkRanOut):
            rules.ensure_link_holds(request, now=at)
