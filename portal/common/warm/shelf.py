"""The pages that are at hand: in the memory of the process, the last ones asked for, never more than so many bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from django.http import HttpResponse

OVERHEAD = 2048  # what a kept page costs beside its words: its address, headers and marks


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished page, and the state of the world that it tells of."""

    content: bytes
    headers: dict[str, str]
    minute: int
    marks: tuple[tuple[str, int], ...]

    @property
    def etag(self) -> str:
        return self.headers["ETag"]

    @property
    def size(self) -> int:
        return len(self.content) + OVERHEAD

    def response(self) -> HttpResponse:
        return HttpResponse(self.content, headers=self.headers)


class Shelf:
    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, key: Hashable) -> Kept | None:
        with self._lock:
            kept = self._pages.get(key)
            if kept is not None:
                self._pages.move_to_end(key)
            return kept

    def put(self, key: Hashable, kept: Kept, *, most: int) -> None:
        with self._lock:
            before = self._pages.pop(key, None)
            self.size += kept.size - (before.size if before else 0)
            self._pages[key] = kept
            while self.size > most:
                _key, oldest = self._pages.popitem(last=False)
                self.size -= oldest.size

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0

    def __len__(self) -> int:
        return len(self._pages)
