import pytest

from portal.common.registry import Registry


def test_contributions_come_in_the_order_they_were_made():
    registry = Registry("block")
    for name in ("b", "a", "c"):
        registry.register(name, name.upper())
    assert (list(registry), registry.names(), len(registry)) == (["B", "A", "C"], ["b", "a", "c"], 3)
    assert ("a" in registry, registry["a"], registry.get("z")) == (True, "A", None)


def test_a_name_is_given_once():
    registry = Registry("block")
    registry.register("a", 1)
    registry.register("a", 1)
    with pytest.raises(ValueError, match="block 'a' is registered twice"):
        registry.register("a", 2)
