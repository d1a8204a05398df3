"""Each page on each kind of screen: nothing that axe, the console or the network complains of, and nothing wider than it."""

import pytest

from tests.house.pages import ADMINISTRATION, DESK, PUBLIC, World


@pytest.mark.parametrize(
    ("screen", "scheme", "language"),
    [("phone", "light", "sl"), ("desktop", "dark", "sl"), ("phone", "dark", "en"), ("desktop", "light", "en")],
)
@pytest.mark.parametrize("names", [PUBLIC, DESK, ADMINISTRATION], ids=["public", "desk", "administration"])
def test_every_page_is_for_everyone(visit, sign_in, clock, names, screen, scheme, language):
    world = World(2)
    visitor = visit(screen, scheme=scheme, language=language)
    if names is DESK:
        sign_in(visitor, world.coordinator)
    if names is ADMINISTRATION:
        sign_in(visitor, world.administrator)
    faults = {}
    for name in names:
        visitor.open(world.address(name, language))
        if found := visitor.audit():
            faults[name] = found
    assert faults == {}
