"""Each page on each kind of screen: nothing that axe, the console or the network complains of, and nothing wider than it."""

import pytest

from tests.house.pages import ADMINISTRATION, DESK, PUBLIC, World

# Each page of the desk is seen on both screens; in which light and in which language, the pages take in turn.
LOOKS = [("phone", "light", "sl"), ("desktop", "dark", "sl"), ("phone", "dark", "en"), ("desktop", "light", "en")]
PAGES = [(PUBLIC, look) for look in LOOKS] + [(ADMINISTRATION, look) for look in LOOKS]
PAGES += [(DESK[::2], LOOKS[0]), (DESK[::2], LOOKS[3]), (DESK[1::2], LOOKS[1]), (DESK[1::2], LOOKS[2])]


@pytest.mark.parametrize(("names", "look"), PAGES, ids=[f"{names[0].partition(':')[0]}-{'-'.join(look)}" for names, look in PAGES])
def test_every_page_is_for_everyone(visit, sign_in, clock, names, look):
    screen, scheme, language = look
    world = World(2)
    visitor = visit(screen, scheme=scheme, language=language)
    if set(names) <= set(DESK):
        sign_in(visitor, world.coordinator)
    if names is ADMINISTRATION:
        sign_in(visitor, world.administrator)
    faults = {}
    for name in names:
        visitor.open(world.address(name, language))
        if found := visitor.audit():
            faults[name] = found
    assert faults == {}
