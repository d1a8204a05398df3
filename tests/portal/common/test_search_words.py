"""What a question finds in a small world, in Slovenian and in English, spelt well and badly; and what finds nothing."""

from datetime import timedelta

import pytest
from django.utils import translation

from portal.common.search.folding import folded, stems
from portal.common.search.query import MOST_WORDS, nearest, read, slips_between, synonyms
from portal.home.search.presenters import answer
from tests.factories.events import NOW, make_draft, make_event
from tests.factories.locations import make_district, make_municipality, make_place
from tests.factories.programmes import make_programme


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Občinske ŠOLE – kje?", "obcinske sole kje"),
        ("Čez Žago, đak in ćuk", "cez zago dak in cuk"),
        ("Straße, Ærø, Łódź, Ñandú", "strasse aero lodz nandu"),
        ("İstanbul ﬁnance ½", "istanbul finance 1 2"),
        ("snake_case 100 % \\ \x00 \u202e", "snake case 100"),
        ("!?%_\\", ""),
    ],
)
def test_text_is_folded_to_plain_letters(text, plain):
    assert folded(text) == plain


@pytest.mark.parametrize(
    "forms",
    [
        "delavnica delavnice delavnici delavnico delavnic delavnicam delavnicah delavnicami",
        "prostor prostora prostoru prostorom prostori prostorov prostorih prostorski",
        "obcina obcine obcino obcin obcinam obcinski obcinska",
        "hekaton hekatona hekatonu hekatonom hekatoni hekatonov hekatonih",
        "skupnost skupnosti skupnostjo skupnostih skupnostim",
        "program programa programu programom programi programov",
        "problem problema problemu problemi problemov",
        "center centra centru centri centrov",
        "dogodek dogodka dogodki dogodkov",
        "inovacija inovacije inovacij inovacijski inovacijam",
        "podjetje podjetja podjetij podjetju",
        "srecanje srecanja srecanj",
        "sola sole soli solo",
        "workshop workshops",
        "community communities",
        "challenge challenges",
        "business businesses",
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms):
    first, *others = forms.split()
    assert [form for form in others if stems(first).isdisjoint(stems(form))] == []


@pytest.mark.parametrize(
    ("one", "other"), [("delavnica", "delavec"), ("obcina", "obcutek"), ("prostor", "promet"), ("skupnost", "skupina"), ("mesto", "mesec")]
)
def test_other_words_do_not(one, other):
    assert stems(one).isdisjoint(stems(other))


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("delavnica", "delavnica", 0),
        ("delavncia", "delavnica", 1),
        ("delavica", "delavnica", 1),
        ("delavnnica", "delavnica", 1),
        ("telovnica", "delavnica", 2),
        ("a", "abcd", 3),
    ],
)
def test_slips_are_counted(one, other, slips):
    assert slips_between(one, other, most=2) == slips


def test_a_short_word_and_a_number_are_not_guessed():
    assert nearest("pes", ["les", "ves"]) == ()
    assert nearest("2027", ["2026"]) == ()


def test_a_question_has_bounds():
    query = read("Delavnica \x00 v  " + "gozdna jasa " * 2000)
    assert len(query.text) <= 100
    assert [term.word for term in query.terms] == ["delavnica", "gozdna", "jasa"]
    assert len(read(" ".join(f"beseda{number}" for number in range(11))).terms) <= MOST_WORDS
    assert [term.word for term in read("v in na").terms] == ["v", "in", "na"]
    assert not read("%_\\ – !")


def test_each_word_that_means_the_same_stands_in_one_group():
    words = [word for group in synonyms() for word in group]
    assert sorted({word for word in words if words.count(word) > 1}) == []


# --- What is found -------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    litija = make_municipality(name="Litija", slug="litija")
    kocevje = make_municipality(name="Kočevje", slug="kocevje")
    sava = make_district(municipality=litija, name="Gradec ob Savi", slug="gradec")
    library = make_place(municipality=litija, district=sava, name="Knjižnica Litija", street="Cesta komandanta Staneta 8")
    hall = make_place(municipality=kocevje, name="Šeškov dom", town="Kočevje", street="Trg zbora odposlancev 62")
    online = {"place": None, "online_url": "https://setev.example/x"}
    words = {
        "delavnica": ({"title_sl": "Popravljalnica koles", "title_en": "Bicycle repair"}, {"municipality": litija, "place": library, "kind": "workshop"}),
        "hekaton": (
            {"title_sl": "48 ur za mlade ideje", "title_en": "48 hours for young ideas"},
            {"municipality": kocevje, "place": hall, "kind": "hackathon"},
        ),
        "predavanje": (
            {"title_sl": "Podnebje in občinski proračun", "title_en": "Climate and the budget"},
            {"municipality": litija, **online, "kind": "lecture"},
        ),
        "prostori": (
            {"title_sl": "Odprti prostori skupnosti", "text_sl": "Skupaj iščemo **izzive** za prazne trgovine."},
            {"municipality": kocevje, "place": hall, "kind": "open_day"},
        ),
    }
    for slug, (said, more) in words.items():
        make_event(slug=slug, **said, **more)
    make_event(slug="lani", title_sl="Lanski zbor krajanov", kind="meeting", municipality=litija, **online, starts_at=NOW - timedelta(days=300))
    make_programme(
        slug="rast", municipality=litija, method="inlocom", title_sl="Litija raste", title_en="Litija grows", summary_sl="Šola, podjetje in društvo."
    )
    make_programme(
        slug="partnerstvo", municipality=kocevje, method="partnerships", title_sl="Čez mejo", title_en="Across the border", summary_sl="", summary_en=""
    )
    make_draft(slug="osnutek", title_sl="Skrivnostno kvačkanje", municipality=litija)


def found(text):
    groups = answer(read(text), wanted="", page=None, now=NOW)["groups"]
    return {hit.url.strip("/").split("/")[-1] if "?" not in hit.url else "place" for group in groups for hit in group.hits}


FINDS = [
    # as it is written, and without accents
    ("popravljalnica", "delavnica"), ("Kočevje", "hekaton"), ("kocevje", "kocevje"), ("KOCEVJE", "prostori"), ("čez mejo", "partnerstvo"), ("cez mejo", "partnerstvo"),
    ("Šeškov dom", "place"), ("seskov dom", "hekaton"), ("obcinski", "predavanje"),
    # beginnings
    ("popr", "delavnica"), ("knjiž", "delavnica"), ("lit ras", "rast"), ("odpr pro", "prostori"),
    # forms
    ("popravljalnice", "delavnica"), ("popravljalnico kolesa", "delavnica"), ("kolesa", "delavnica"), ("kolesi", "delavnica"), ("kolo", "delavnica"), ("prostor", "prostori"), ("prostorov", "prostori"),
    ("prostora skupnost", "prostori"), ("v Litiji", "delavnica"), ("Litije", "litija"), ("v Kočevju", "kocevje"), ("občinskega proračuna", "predavanje"), ("podnebja", "predavanje"),
    ("knjižnice", "delavnica"), ("idejo za mlade", "hekaton"), ("zbori krajanov", "lani"), ("društva", "rast"), ("mejami", "partnerstvo"),
    # kinds, by every name
    ("delavnica", "delavnica"), ("delavnice", "delavnica"), ("workshop", "delavnica"), ("workshops", "delavnica"), ("hekaton", "hekaton"), ("hakaton", "hekaton"),
    ("hekatlon", "hekaton"), ("hackathon", "hekaton"), ("hekatoni", "hekaton"), ("predavanja", "predavanje"), ("lecture", "predavanje"), ("dan odprtih vrat", "prostori"),
    # words that mean the same
    ("community", "prostori"), ("challenge", "prostori"), ("municipality budget", "predavanje"), ("library litija", "place"), ("climate", "predavanje"), ("company", "rast"),
    # districts and methods
    ("Gradec", "delavnica"), ("gradec", "litija"), ("inlocom", "rast"), ("inlocom", "inlocom"), ("partnerships", "partnerstvo"),
    # English
    ("bicycle repair", "delavnica"), ("bicycles", "delavnica"), ("young ideas", "hekaton"), ("the border", "partnerstvo"), ("grows", "rast"),
    # slips of the finger
    ("popravlalnica", "delavnica"), ("popravljlanica", "delavnica"), ("delavncia", "delavnica"), ("delavnca litija", "delavnica"), ("hekatoon", "hekaton"), ("hekhaton", "hekaton"),
    ("Kočveje", "kocevje"), ("podnebej", "predavanje"), ("prorcun", "predavanje"), ("bycicle", "delavnica"), ("Litja", "litija"), ("workshpo", "delavnica"),
]  # fmt: skip
NOTHING = [
    "kvačkanje", "skrivnostno", "osnutek", "astronavt", "xyzzy", "koles astronavt", "qwertz 9999", "pes", "%_\\", "🌱", "čšž", "zebrasti krokodil", "<script>", "'; DROP TABLE events --",
]  # fmt: skip


@pytest.mark.parametrize(("text", "slug"), FINDS)
def test_a_question_finds(world, text, slug):
    assert slug in found(text)


@pytest.mark.parametrize("text", NOTHING)
def test_a_question_finds_nothing(world, text):
    assert found(text) == set()


def test_what_is_called_so_stands_before_what_only_speaks_of_it(db):
    make_event(slug="speaks", title_sl="Zajtrk", text_sl="Govorili bomo o gozdu.", starts_at=NOW + timedelta(days=1))
    make_event(slug="form", title_sl="V gozdu", starts_at=NOW + timedelta(days=2))
    [group] = [one for one in answer(read("gozd"), wanted="", page=None, now=NOW)["groups"] if one.name == "events"]
    assert [hit.url.strip("/").split("/")[-1] for hit in group.hits] == ["form", "speaks"]


def test_what_was_probably_meant_is_told_as_people_write_it(world):
    translation.activate("sl")
    facts = answer(read("obcisnki proračnu"), wanted="", page=None, now=NOW)
    assert [hit.title for group in facts["groups"] for hit in group.hits] == ["Podnebje in občinski proračun"]
    assert facts["instead"] == ["občinski", "proračun"]
