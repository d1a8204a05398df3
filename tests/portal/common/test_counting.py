from datetime import timedelta

import pytest
from django.db.models import OuterRef

from events.agenda.models import Event
from locations.municipalities.models import Municipality
from portal.common.counting import CountUpTo, Listed, PaginatorUpTo
from programmes.catalogue.models import Participation
from tests.factories.events import NOW, make_event
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def litija():
    return make_municipality(name="Litija")


def events(number, **given):
    return [make_event(starts_at=NOW + timedelta(days=day), **given) for day in range(number)]


@pytest.mark.parametrize(("there", "counted"), [(0, 0), (1, 1), (3, 3), (4, 4), (6, 4)])
def test_more_than_many_are_many_and_one(litija, there, counted):
    events(there, municipality=litija)
    events(2, municipality=make_municipality(name="Kranj"))
    rows = Municipality.objects.annotate(number=CountUpTo(Event.objects.filter(municipality=OuterRef("pk")).order_by(), 3))
    assert dict(rows.values_list("name", "number")) == {"Litija": counted, "Kranj": 2}


@pytest.mark.parametrize(("there", "pages", "count", "is_cut"), [(0, 1, 0, False), (4, 2, 4, False), (5, 2, 4, True), (9, 2, 4, True)])
def test_nobody_leafs_further_than_the_end(litija, there, pages, count, is_cut):
    rows = events(there, municipality=litija)
    paginator = PaginatorUpTo(Event.objects.soonest_first(), 2, most=4)
    assert (paginator.num_pages, paginator.count, paginator.is_cut) == (pages, count, is_cut)
    last = paginator.get_page(99)
    assert (last.number, list(last)) == (pages, rows[2:4] if there else [])


def test_counting_looks_at_no_more_rows_than_it_tells(litija, django_assert_num_queries):
    events(9, municipality=litija)
    paginator = PaginatorUpTo(Event.objects.soonest_first(), 2, most=4)
    with django_assert_num_queries(1) as asked:
        assert (paginator.count, paginator.is_cut) == (4, True)
    assert "LIMIT 5" in asked.captured_queries[0]["sql"]


def test_the_different_values_are_told_in_one_text(litija):
    for role in ("lead", "partner", "lead"):
        Participation.objects.create(programme=make_programme(), municipality=litija, role=role)
    told = Participation.objects.filter(municipality=litija).order_by().values(roles=Listed("role"))
    assert [sorted(one["roles"].split(",")) for one in told] == [["lead", "partner"]]
