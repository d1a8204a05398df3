import pytest
from django.core.cache import cache

from tests.factories.stakeholders import make_coordinator


@pytest.fixture(autouse=True)
def rates_begin_anew(db):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def required(settings):
    """As in production: whoever holds a mandate has a second step."""
    settings.MFA_REQUIRED = True


@pytest.fixture
def maja():
    return make_coordinator(email="maja@setev.example", name="Maja Kovač", language="en")
