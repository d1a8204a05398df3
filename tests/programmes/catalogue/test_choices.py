import pytest

from programmes.catalogue.choices import MethodFaulty, read_method

GOOD = """
key = "garden"
tone = "leaf"
icon = "sprout"
unit = "step"
stakeholder_types = ["residents"]
name = { sl = "Vrt", en = "Garden" }
summary = { sl = "Skupni vrt.", en = "A shared garden.", de = "Ein Garten." }
purposes = [{ sl = "Jesti.", en = "To eat." }]
glossary = [{ term = { sl = "gredica", en = "bed" }, meaning = { sl = "Kos zemlje.", en = "A piece of soil." } }]

[[phases]]
key = "dig"
season = "sowing"
starts_after_days = 0
lasts_days = 14
name = { sl = "Kopanje", en = "Digging" }
purpose = { sl = "Zemlja.", en = "Soil." }
steps = [{ sl = "Lopata.", en = "Spade." }]
exit = [{ sl = "Izkopano.", en = "Dug." }]

[[phases.milestones]]
after_days = 3
name = { sl = "Prva gredica", en = "First bed" }

[[phases.events]]
kind = "workshop"
after_days = 5
lasts_minutes = 60
title = { sl = "Kopljemo", en = "We dig" }
summary = { sl = "Prinesite lopato.", en = "Bring a spade." }

[[phases]]
key = "plant"
season = "growth"
starts_after_days = 14
lasts_days = 7
name = { sl = "Sajenje", en = "Planting" }
purpose = { sl = "Rastline.", en = "Plants." }
"""


def method(tmp_path, text):
    path = tmp_path / "garden" / "method.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return read_method(path)


def test_a_method_is_read_from_its_data(tmp_path):
    garden = method(tmp_path, GOOD)
    assert (garden.key, garden.name["en"], garden.summary["de"], garden.stakeholder_types) == ("garden", "Garden", "Ein Garten.", ("residents",))
    assert [(phase.key, phase.starts_after_days, phase.lasts_days) for phase in garden.phases] == [("dig", 0, 14), ("plant", 14, 7)]
    assert (garden.unit, garden.languages, garden.lasts_days) == ("step", ("sl", "en"), 21)
    assert [(term.term["sl"], term.meaning["en"]) for term in garden.glossary] == [("gredica", "A piece of soil.")]
    assert [phase.steps for phase in garden.phases] == [({"sl": "Lopata.", "en": "Spade."},), ()]
    assert [(plan.phase, plan.after_days) for plan in garden.milestones] == [("dig", 3)]
    assert [(plan.phase, plan.starts_at, plan.capacity) for plan in garden.events] == [("dig", "17:00", 20)]


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ('name = { sl = "Vrt", en = "Garden" }', 'name = { sl = "Vrt" }', "garden.name says nothing in “en”"),
        ('name = { sl = "Vrt", en = "Garden" }', 'name = "Vrt"', "garden.name is not of the kind dict"),
        ('tone = "leaf"', "", "garden.tone is missing"),
        ('tone = "leaf"', 'tone = "leaf"\nmood = "glad"', "garden has what nobody asks for: mood"),
        ("after_days = 3", "after_dayz = 3", "garden.phases[0].milestones[0].after_days is missing"),
        ("after_days = 3", "after_days = 3\ntwice = 1", "garden.phases[0].milestones[0] has what nobody asks for: twice"),
        ('season = "growth"', 'season = "winter"', "garden.phases[1].season is “winter”, not one of"),
        ("lasts_days = 7", "lasts_days = 0", "garden.phases[1].lasts_days is 0, not between 1 and"),
        ("lasts_days = 7", "lasts_days = true", "garden.phases[1].lasts_days is not of the kind int"),
        ("starts_after_days = 14", "starts_after_days = 0", "garden.phases do not begin one after the other"),
        ('key = "plant"', 'key = "dig"', "garden.phases are missing, or two have the same key"),
        ('kind = "workshop"', 'kind = "party"', "garden.phases[0].events[0].kind is “party”"),
        ("lasts_minutes = 60", 'lasts_minutes = 60\nstarts_at = "25:00"', "starts_at is “25:00”, not a time of day"),
        ('["residents"]', '["dragons"]', "garden.stakeholder_types names “dragons”"),
        ('de = "Ein Garten."', 'fr = "Un jardin."', "garden.summary speaks “fr”"),
        ('en = "Garden"', f'en = "{"x" * 81}"', "garden.name.en is not a text of at most 80"),
        ('unit = "step"', 'unit = "leap"', "garden.unit is “leap”, not one of phase, level, step"),
        ('unit = "step"', "", "garden.unit is missing"),
        ('unit = "step"', 'unit = "step"\nlanguages = ["fr"]', "garden.languages names “fr”"),
        ('unit = "step"', 'unit = "step"\nlanguages = ["sv"]', "says nothing in “sv”"),
        ('term = { sl = "gredica", en = "bed" }', 'term = { sl = "gredica" }', "garden.glossary[0].term says nothing in “en”"),
        ('meaning = { sl = "Kos', 'sense = { sl = "Kos', "garden.glossary[0].meaning is missing"),
        ('steps = [{ sl = "Lopata.", en = "Spade." }]', 'steps = ["Lopata."]', "garden.phases[0].steps[0] is not in several languages"),
        ('purposes = [{ sl = "Jesti.", en = "To eat." }]', 'purposes = ["Jesti."]', "garden.purposes[0] is not in several languages"),
    ],
)
def test_a_mistake_stops_the_start_and_says_where_it_is(tmp_path, good, bad, words):
    assert good in GOOD
    with pytest.raises(MethodFaulty) as caught:
        method(tmp_path, GOOD.replace(good, bad, 1))
    assert words in str(caught.value)


def test_a_method_may_speak_more_languages_than_the_interface_and_then_speaks_them_throughout(tmp_path):
    first = GOOD.split("[[phases]]", maxsplit=1)[0]
    words = first.replace('unit = "step"', 'unit = "step"\nlanguages = ["sv", "en"]').replace('en = "', 'sv = "På svenska.", en = "')
    phase = """
[[phases]]
key = "dig"
season = "sowing"
starts_after_days = 0
lasts_days = 14
name = { sl = "Kopanje", en = "Digging", sv = "Grävning" }
purpose = { sl = "Zemlja.", en = "Soil.", sv = "Jord." }
"""
    assert method(tmp_path, words + phase).languages == ("sl", "en", "sv")
