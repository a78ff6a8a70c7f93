"""Which place of the table a report has, and which its issuer's others have.

The warehouse keeps no indexes: finding one report by its id reads the ids of all. Worked out once for each
state of the file, some tens of bytes a report.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from room.database import Reading, query

Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Reports in the order of their ids, and the standing ones in the order of their issuers.

    `ids`, `places` and `issuers` (0: not known) stand side by side, one for each report, and so do
    `speakers`, the numbers of issuers in their order, and `spoken`, the places of their standing reports.
    """

    ids: "np.ndarray[Any, np.dtype[np.bytes_]]"
    places: Numbers
    issuers: Numbers
    speakers: Numbers
    spoken: Numbers

    def place_of(self, report_id: str) -> int | None:
        """Return the place of the report with that id; None where there is none."""
        at = self._number(report_id)
        return None if at is None else int(self.places[at])

    def of_issuer(self, report_id: str) -> list[int]:
        """Return the places of all standing reports of the issuer of a report."""
        at = self._number(report_id)
        if at is None or not self.issuers[at]:
            return []
        first, last = (np.searchsorted(self.speakers, self.issuers[at], side) for side in ("left", "right"))
        return [int(place) for place in self.spoken[first:last]]

    def _number(self, report_id: str) -> int | None:
        wanted = report_id.encode(errors="replace")
        at = int(np.searchsorted(self.ids, wanted))
        return at if at < len(self.ids) and self.ids[at] == wanted else None


def catalogue_of(reading: Reading) -> Catalogue:
    """Return the catalogue of the state of the warehouse that is read."""
    return reading.remembered(("catalogue",), lambda: _read(reading))


def _read(reading: Reading) -> Catalogue:
    found = reading.cursor.execute(query("report_catalogue")).to_arrow_table()

    def numbers(name: str) -> Numbers:
        return np.array([value or 0 for value in found.column(name).to_pylist()], dtype=np.int64)

    places, issuers = numbers("place"), numbers("issuer")
    speaking = np.flatnonzero((numbers("standing") > 0) & (issuers > 0))
    order = speaking[np.argsort(issuers[speaking], kind="stable")]
    ids = np.array([str(name).encode() for name in found.column("report_id").to_pylist()], dtype=np.bytes_)
    return Catalogue(ids, places, issuers, issuers[order], places[order])
