"""Ranked search over the sections of reports, in Chinese, without an index to keep up.

Chinese is written without spaces, so a word is looked for as it stands, anywhere in a section; a longer
query that no section holds as it stands is looked for by its pairs of characters, as full-text engines do
where they have no dictionary. Ranking is BM25 (k1 1.2, b 0.75) with frequencies counted in the query
itself: a new night is searchable the moment it is published, at the price of one pass over the sections.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import QueryError
from warehouse.places import region_stem
from warehouse.querying import open_read_only

_LEAD = 24
_SPAN = 96
_FILTERS = {
    "year": "r.year = $year",
    "kind": "r.kind = $kind",
    "region": "starts_with(coalesce(r.township_code, r.region_code), $region)",
    "role": "s.role = $role",
}
_RANKED = """
WITH found AS MATERIALIZED (
    SELECT s.section_id, s.report_id, concat_ws(chr(10), s.heading, s.text) AS body
    FROM sections AS s
    JOIN reports AS r USING (report_id)
    WHERE r.withdrawn_at IS NULL AND {filters} AND ({any_term})
), counted AS MATERIALIZED (
    SELECT section_id, report_id, body, term, length(body) AS chars,
        (length(body) - length(replace(body, term, ''))) / length(term) AS times
    FROM found, unnest($terms) AS wanted(term)
), weighed AS (
    SELECT term,
        ln(1 + ((SELECT count(*) FROM sections) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
    FROM counted
    WHERE times > 0
    GROUP BY term
), ranked AS (
    SELECT section_id, report_id, any_value(body) AS body,
        sum(weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * chars / (SELECT avg(chars) FROM counted))))
            AS score
    FROM counted
    JOIN weighed USING (term)
    WHERE times > 0
    GROUP BY section_id, report_id
)
SELECT k.report_id, k.section_id, r.title, r.issuer, r.year, r.url, s.path, s.heading, k.body, k.score
FROM ranked AS k
JOIN sections AS s USING (section_id)
JOIN reports AS r ON r.report_id = k.report_id
ORDER BY k.score DESC, k.section_id
LIMIT $limit
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What to search in; None leaves a side open. `region` (code or name) takes in all below it."""

    year: int | None = None
    kind: str | None = None
    region: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One section found. `marks` are the places of the words in `snippet`, end exclusive."""

    report_id: str
    section_id: str
    title: str | None
    issuer: str | None
    year: int | None
    url: str
    path: str
    heading: str | None
    snippet: str
    marks: tuple[tuple[int, int], ...]
    score: float


def search(warehouse: Path, words: str, scope: Scope | None = None, limit: int = 20) -> list[Hit]:
    """Return the sections that hold `words` (apart by blanks), best first, at most `limit`.

    Raises QueryError when there is no word, and the errors of `open_read_only`.
    """
    wanted = words.split()
    if not any(_pairs(word) for word in wanted):
        raise QueryError("nothing to search for; give one or more words")
    with open_read_only(warehouse) as connection:
        hits = _ranked(connection, wanted, scope or Scope(), limit)
        if not hits:
            hits = _ranked(
                connection, [pair for word in wanted for pair in _pairs(word)], scope or Scope(), limit
            )
    return hits


def _pairs(word: str) -> list[str]:
    letters = [letter for letter in word if unicodedata.category(letter)[0] in "LN"]
    return ["".join(pair) for pair in pairwise(letters)] or letters


def _ranked(
    connection: duckdb.DuckDBPyConnection, terms: Sequence[str], scope: Scope, limit: int
) -> list[Hit]:
    sides = {side: getattr(scope, side) for side in _FILTERS if getattr(scope, side) is not None}
    if scope.region is not None:
        sides["region"] = region_stem(connection, scope.region)
    unique = list(dict.fromkeys(terms))
    named = {f"term{number}": term for number, term in enumerate(unique)}
    query = _RANKED.format(
        filters=" AND ".join(["true", *(_FILTERS[side] for side in sides)]),
        any_term=" OR ".join(f"contains(s.heading, ${name}) OR contains(s.text, ${name})" for name in named),
    )
    rows = connection.execute(query, {"terms": unique, "limit": limit, **named, **sides}).fetchall()
    return [_hit(row, unique) for row in rows]


def _hit(row: tuple[Any, ...], terms: Sequence[str]) -> Hit:
    report_id, section_id, title, issuer, year, url, path, heading, body, score = row
    first = min(place for place in (body.find(term) for term in terms) if place >= 0)
    start = max(first - _LEAD, 0)
    snippet = body[start : start + _SPAN].replace("\n", " ")
    marks = _marks(snippet, terms)
    return Hit(report_id, section_id, title, issuer, year, url, path, heading, snippet, marks, score)


def _marks(snippet: str, terms: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where the terms stand in `snippet`; those that touch or overlap as one."""
    places = sorted(
        (start, start + len(term))
        for term in terms
        for start in range(len(snippet))
        if snippet.startswith(term, start)
    )
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
