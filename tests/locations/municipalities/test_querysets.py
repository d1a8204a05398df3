import pytest

from locations.municipalities.models import Municipality
from tests.factories.locations import make_municipality

pytestmark = pytest.mark.django_db


def test_the_list_holds_those_that_take_part():
    kranj, litija = make_municipality(name="Kranj"), make_municipality(name="Litija")
    make_municipality(name="Naklo", takes_part=False)
    assert list(Municipality.objects.for_list_page()) == [kranj, litija]
