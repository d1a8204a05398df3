"""Every letter on a phone, as its reader sees it: nothing that axe complains of, and nothing wider than the screen."""

import pytest
from django.utils import translation

from portal.common.outbox.catalogue import every_letter
from portal.common.outbox.preview import as_scheme
from tests.factories.locations import make_municipality


@pytest.mark.parametrize(("scheme", "language", "colour"), [("light", "sl", "#8a1538"), ("dark", "en", "#17594a")])
def test_every_letter_is_for_everyone(visit, scheme, language, colour):
    town = make_municipality(name="Šmartno pri Litiji", brand_colour=colour)
    reader = visit("phone", scheme=scheme, language=language)
    faults = {}
    for one in every_letter():
        with translation.override(language):
            html = one.sample(town).html
        reader.page.set_content(as_scheme(html, scheme))
        if found := reader.audit():
            faults[one.name] = found
    assert faults == {}
