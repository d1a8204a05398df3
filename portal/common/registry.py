"""How something upstream appears downstream without being imported there.

A downstream room offers a `Registry`; each app fills it from its `contributions.py`.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """Named contributions, in the order of their registration. A name is given once."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, Item] = {}

    def register(self, name: str, item: Item) -> Item:
        """Add a contribution. Raises ValueError when the name is taken by another."""
        if self._items.setdefault(name, item) != item:
            msg = f"{self.what} {name!r} is registered twice"
            raise ValueError(msg)
        return item

    def __getitem__(self, name: str) -> Item:
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def get(self, name: str) -> Item | None:
        return self._items.get(name)

    def names(self) -> list[str]:
        return list(self._items)
