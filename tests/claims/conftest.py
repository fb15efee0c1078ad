from __future__ import annotations

import pytest

from evenhand.claims.record import Record


@pytest.fixture(scope="session")
def record(shipped):
    """What shipped claims are judged against."""
    return Record(shipped)
