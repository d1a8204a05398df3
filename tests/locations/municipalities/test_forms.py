from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from locations.municipalities.forms import MunicipalityForm
from tests.factories.locations import make_municipality, make_region

pytestmark = pytest.mark.django_db


def answers(**changed):
    return {
        "name": "Litija",
        "slug": "litija",
        "region": make_region().pk,
        "legal_name": "Občina Litija",
        "language": "sl",
        "brand_colour": "#17594a",
        "spark_colour": "#ffce47",
        **changed,
    }


def test_the_first_language_is_the_language_of_letters():
    form = MunicipalityForm(answers(language="en", further_languages=["sl", "en"]))
    assert form.is_valid(), form.errors
    municipality = form.save()
    assert (municipality.official_languages, municipality.language) == (["en", "sl"], "en")


def test_the_form_shows_the_languages_as_they_are():
    form = MunicipalityForm(instance=make_municipality(official_languages=["sv", "en"]))
    assert (form["language"].initial, form["further_languages"].initial) == ("sv", ["en"])


def test_a_colour_that_cannot_be_read_is_refused_beside_its_field():
    form = MunicipalityForm(answers(brand_colour="#ffce47"))
    assert form.errors == {"brand_colour": ["White words on this colour cannot be read well. Choose a darker one."]}


def test_two_municipalities_may_both_have_no_code_yet():
    make_municipality(code="")
    form = MunicipalityForm(answers(code=""))
    assert form.is_valid(), form.errors
    form.save()


def test_one_code_is_one_municipality():
    make_municipality(code="060")
    form = MunicipalityForm(answers(code="060"))
    assert form.is_valid() is False


def test_a_logo_is_written_anew_like_every_picture():
    file = BytesIO()
    Image.new("RGB", (60, 40)).save(file, "PNG")
    form = MunicipalityForm(answers(), {"logo": SimpleUploadedFile("IMG_2041.png", file.getvalue() + b"<script>alert(1)</script>", "image/png")})

    assert form.is_valid(), form.errors
    logo = form.cleaned_data["logo"]
    assert (len(logo.name), b"<script>" in logo.read()) == (36, False)
