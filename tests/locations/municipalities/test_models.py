import pytest

from locations.municipalities.models import Municipality


@pytest.mark.parametrize(
    ("official", "spoken", "language"),
    [
        (["sl"], ["sl", "en"], "sl"),
        (["de", "en"], ["sl", "en"], "en"),
        (["sv"], ["en", "sl"], "en"),
        ([], ["sl", "en"], "sl"),
    ],
)
def test_a_municipality_writes_in_the_first_of_its_languages_that_the_installation_speaks(settings, official, spoken, language):
    settings.LANGUAGES = [(code, code) for code in spoken]
    settings.LANGUAGE_CODE = spoken[0]
    assert Municipality(official_languages=official).language == language
