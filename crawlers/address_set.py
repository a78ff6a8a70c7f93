"""Which addresses a crawl has met: small enough for portals with hundreds of thousands of them."""

from array import array
from bisect import bisect_left

from crawlers.addresses import identity

_KEYS_A_SHELF = 512
_SPREAD = 8


class AddressSet:
    """A set of URLs, by what makes them a page: nine bytes each, where a set of Python's takes a hundred.

    Kept are hashes of 64 bits, in sorted shelves short enough to put one in between. That one of a million
    URLs is taken for another happens in one of ten million crawls.
    """

    def __init__(self) -> None:
        self._shelves = [array("q")]
        self._held = 0

    def __len__(self) -> int:
        return self._held

    def __contains__(self, url: str) -> bool:
        key = hash(identity(url))
        shelf = self._shelves[key % len(self._shelves)]
        place = bisect_left(shelf, key)
        return place < len(shelf) and shelf[place] == key

    def add(self, url: str) -> bool:
        """Take a URL in; return whether it was not there."""
        key = hash(identity(url))
        shelf = self._shelves[key % len(self._shelves)]
        place = bisect_left(shelf, key)
        if place < len(shelf) and shelf[place] == key:
            return False
        shelf.insert(place, key)
        self._held += 1
        if self._held > _KEYS_A_SHELF * len(self._shelves):
            self._spread()
        return True

    def _spread(self) -> None:
        shelves = [array("q") for _ in range(_SPREAD * len(self._shelves))]
        for shelf in self._shelves:
            for key in shelf:
                shelves[key % len(shelves)].append(key)
        self._shelves = shelves
