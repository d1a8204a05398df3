import pytest

from tests.factories.locations import make_municipality
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import make_coordinator


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def ana(client, home, clock):
    user = make_coordinator(municipality=home, name="Ana")
    client.force_login(user)
    return user


@pytest.fixture
def programme(home, ana):
    return make_programme(municipality=home, slug="litija", title_en="Town of innovation", coordinator=ana)
