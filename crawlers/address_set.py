"""Which addresses a crawl has met: small enough for portals with hundreds of thousands of them."""

from array import array
from bisect import bisect_left

from crawlers.addresses import identity

_KEYS_A_SHELF = 512
_SPREAD = 8
_SETS_A_TABLE = 8


class AddressSet:
    """A set of URLs, by what makes them a page: one of several that share a table."""

    def __init__(self, table: "_Table", bit: int) -> None:
        self._table = table
        self._bit = bit

    def __contains__(self, url: str) -> bool:
        return self._table.has(_key(url), self._bit)

    def add(self, url: str) -> bool:
        """Take a URL in; return whether it was not there."""
        return self._table.mark(_key(url), self._bit)


class AddressSets:
    """The sets of one crawl: a URL takes ten bytes in all of them, where Python's take a hundred each."""

    def __init__(self) -> None:
        self._given = 0
        self._table = _Table()

    def another(self) -> AddressSet:
        """Return a set that is empty yet."""
        if self._given == _SETS_A_TABLE:
            self._given, self._table = 0, _Table()
        self._given += 1
        return AddressSet(self._table, 1 << (self._given - 1))


class _Table:
    """Hashes of 64 bits, and a bit for each set that holds them, in sorted shelves short enough to insert in.

    That one of a million URLs is taken for another happens in one of ten million crawls.
    """

    def __init__(self) -> None:
        self._keys = [array("q")]
        self._bits = [bytearray()]
        self._held = 0

    def has(self, key: int, bit: int) -> bool:
        shelf = key % len(self._keys)
        keys = self._keys[shelf]
        place = bisect_left(keys, key)
        return place < len(keys) and keys[place] == key and bool(self._bits[shelf][place] & bit)

    def mark(self, key: int, bit: int) -> bool:
        """Set a bit of a key; return whether it was not set."""
        shelf = key % len(self._keys)
        keys, bits = self._keys[shelf], self._bits[shelf]
        place = bisect_left(keys, key)
        if place < len(keys) and keys[place] == key:
            fresh = not bits[place] & bit
            bits[place] |= bit
            return fresh
        keys.insert(place, key)
        bits.insert(place, bit)
        self._held += 1
        if self._held > _KEYS_A_SHELF * len(self._keys):
            self._spread()
        return True

    def _spread(self) -> None:
        number = _SPREAD * len(self._keys)
        spread_keys = [array("q") for _ in range(number)]
        spread_bits = [bytearray() for _ in range(number)]
        for keys, bits in zip(self._keys, self._bits, strict=True):
            for key, bit in zip(keys, bits, strict=True):
                spread_keys[key % number].append(key)
                spread_bits[key % number].append(bit)
        self._keys, self._bits = spread_keys, spread_bits


def _key(url: str) -> int:
    return hash(identity(url))
