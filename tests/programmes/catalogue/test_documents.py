import pytest
from django.utils import translation

from programmes.catalogue.documents import card_of, programme_card, told_of
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_draft, make_programme

pytestmark = pytest.mark.django_db


def test_a_programmes_card_says_who_runs_what_and_how_long():
    programme = make_programme(municipality=make_municipality(name="Litija", brand_colour="#7a1f3d"), slug="senca", title_sl="Senca", title_en="Shade")
    with translation.override("sl"):
        card = card_of(programme)
    assert (card.title, card.top.split(",")[0], card.brand) == ("Senca", "Litija · InLoCom", "#7a1f3d")
    assert len(card.lines) == 1
    assert str(programme.starts_on.year) in card.lines[0]
    assert told_of(programme).card == card_of(programme)


def test_the_card_shows_the_programmes_own_picture():
    card = card_of(make_programme(picture="programmes/tree.jpg", picture_alt="A tree"))
    assert (card.photo, card.words) == ("programmes/tree.jpg", "A tree")


def test_a_draft_has_no_card():
    assert programme_card(make_draft().slug) is None
    programme = make_programme()
    assert programme_card(programme.slug) == card_of(programme)
