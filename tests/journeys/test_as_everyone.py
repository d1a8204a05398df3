"""For eyes and machines that want it otherwise: forced colours, no motion, paper."""

import pytest

from tests.factories.events import make_event

VIEWS = ("home:home", "events:event_detail", "events:register")


@pytest.fixture
def reader(story):
    def come(screen):
        somebody = story.comes("Ida", screen=screen)
        event = make_event(title_sl="Zajtrk na tržnici", text_sl="Pridite **lačni**.", capacity=10, taken=9)
        pages = [(view, {} if view == "home:home" else {"slug": event.slug}) for view in VIEWS]
        return somebody, pages

    return come


@pytest.mark.parametrize("screen", ["phone", "desktop"])
@pytest.mark.parametrize(
    "wish",
    [{"forced_colors": "active", "color_scheme": "dark"}, {"reduced_motion": "no-preference"}, {"contrast": "more"}],
    ids=["forced colours", "motion", "more contrast"],
)
def test_main_pages_keep_their_shape_whatever_is_wished_for(reader, screen, wish):
    ida, pages = reader(screen)
    ida.page.emulate_media(**wish)
    faults = {}
    for view, arguments in pages:
        ida.opens(view, **arguments)
        # In forced colours axe reads our colours, not those that are shown.
        if found := [fault for fault in ida.visit.audit() if not ("forced_colors" in wish and fault.startswith("color-contrast"))]:
            faults[view] = found
    assert faults == {}


def test_nothing_moves_for_whoever_wants_no_motion(reader):
    ida, pages = reader("desktop")
    for view, arguments in pages:
        ida.opens(view, **arguments)
        moving = "document.getAnimations().filter(one => one.playState === 'running' && one.effect.getComputedTiming().duration > 10).length"
        assert (view, ida.page.evaluate(moving)) == (view, 0)


def test_an_event_on_paper_is_words_and_no_buttons(reader):
    ida, [_home, (view, arguments), _form] = reader("desktop")
    ida.opens(view, **arguments)
    ida.page.emulate_media(media="print")
    assert ida.heading == "Zajtrk na tržnici"
    ida.reads("Pridite lačni.")
    assert not ida.page.get_by_role("navigation").first.is_visible()
    assert [one.inner_text() for one in ida.page.get_by_role("link", name=ida.say("Register")).all() if one.is_visible()] == []
    assert ida.page.evaluate("getComputedStyle(document.body).backgroundColor") in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    paper = ida.page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
