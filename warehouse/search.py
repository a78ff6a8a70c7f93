"""Ranked search over the sections of reports, in Chinese.

Words are cut as the index cuts them (jieba with the genre's terms). The index names the reports that hold
most of them, by BM25 (k1 1.2, b 0.75); their sections are ranked by the same measure and the same weights.
Where no index stands for the last load, all sections are read instead: later, but as well. What no
dictionary knows is looked for as it stands, then by its pairs of characters.
"""

import unicodedata
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import QueryError
from warehouse.places import region_stem
from warehouse.querying import open_read_only
from warehouse.search_index import open_index
from warehouse.segmenting import load_segmenter

_LEAD = 24
_SPAN = 96
_CANDIDATES = 40
_CANDIDATES_OF_A_ROLE = 200
_INDEX_FILTERS = {
    "year": "i.year = $year",
    "kind": "i.kind = $kind",
    "region": "starts_with(i.code, $region)",
}
_FILTERS = {
    "year": "r.year = $year",
    "kind": "r.kind = $kind",
    "region": "starts_with(coalesce(r.township_code, r.region_code), $region)",
    "role": "s.role = $role",
}
# By their places in the table a few sections are fetched without reading the texts of all: by a statement of
# its own, since the planner asks what is looked for of every section, through any subquery.
_FETCH_NEAR = "CREATE OR REPLACE TEMP TABLE near_sections AS {stretches}"
# Each by itself and with a limit, which leaves none out: of conditions joined by OR, or of places in a list,
# the planner makes one that opens every stretch of the column of texts.
_STRETCH = """
(SELECT section_id, report_id, path, role, heading, text
    FROM sections WHERE rowid BETWEEN {first} AND {last} LIMIT {count})
"""
_APART = 64
"""Rows of other reports that are rather read than skipped."""
_ROWS_OF = "SELECT rowid FROM sections WHERE report_id IN (SELECT unnest($candidates))"
_FOUND_IN_INDEX = """
CREATE OR REPLACE TEMP TABLE found AS
SELECT p.word, p.times, p.number
FROM postings AS p
JOIN indexed AS i USING (number)
WHERE p.word IN ({words})
"""
_WEIGHTS = """
SELECT word, ln(1 + ((SELECT count(*) FROM indexed) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
FROM found
GROUP BY word
"""
_CANDIDATE_REPORTS = """
SELECT i.report_id
FROM found
JOIN indexed AS i USING (number)
JOIN ({weights}) USING (word)
WHERE {filters}
GROUP BY i.report_id
ORDER BY sum(weight * times * 2.2
    / (times + 1.2 * (0.25 + 0.75 * words / (SELECT avg(words) FROM indexed)))) DESC, i.report_id
LIMIT $limit
"""
_COUNTED_WEIGHTS = """
SELECT term, ln(1 + ((SELECT count(*) FROM sections) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
FROM counted
WHERE times > 0
GROUP BY term
"""
_GIVEN_WEIGHTS = "SELECT unnest($weighed_terms) AS term, unnest($weights) AS weight"
_RANKED = """
WITH found AS MATERIALIZED (
    SELECT s.section_id, s.report_id, s.path, s.heading, concat_ws(chr(10), s.heading, s.text) AS body
    FROM {sections} AS s
    JOIN reports AS r USING (report_id)
    WHERE r.withdrawn_at IS NULL AND {filters} AND ({any_term})
), counted AS MATERIALIZED (
    SELECT section_id, term, length(body) AS chars,
        (strlen(body) - strlen(replace(body, term, ''))) / strlen(term) AS times
    FROM found, unnest($terms) AS wanted(term)
), ranked AS (
    SELECT section_id,
        sum(weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * chars / (SELECT avg(chars) FROM counted))))
            AS score
    FROM counted
    JOIN ({weights}) USING (term)
    WHERE times > 0
    GROUP BY section_id
    ORDER BY score DESC, section_id
    LIMIT $limit
)
SELECT f.report_id, f.section_id, r.title, r.issuer, r.year, r.url, f.path, f.heading, f.body, k.score
FROM ranked AS k
JOIN found AS f USING (section_id)
JOIN reports AS r ON r.report_id = f.report_id
ORDER BY k.score DESC, k.section_id
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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to look for: terms, the sides of the scope, and what the index knows: weights and best reports."""

    terms: Sequence[str]
    sides: dict[str, Any]
    limit: int
    weights: dict[str, float] = field(default_factory=dict)
    reports: Sequence[str] | None = None


def search(warehouse: Path, words: str, scope: Scope | None = None, limit: int = 20) -> list[Hit]:
    """Return the sections that hold `words` (apart by blanks), best first, at most `limit`.

    Raises QueryError when there is no word or no such region, and the errors of `open_read_only`.
    """
    with open_read_only(warehouse) as connection, open_index(warehouse) or nullcontext() as index:
        return find(connection, index, words, scope, limit)


def find(
    connection: duckdb.DuckDBPyConnection,
    index: duckdb.DuckDBPyConnection | None,
    words: str,
    scope: Scope | None = None,
    limit: int = 20,
) -> list[Hit]:
    """As `search`, on a warehouse and its index (None: without) that are open.

    Leaves a temporary table in either. Raises QueryError.
    """
    printed = words.split()
    if not any(_pairs(word) for word in printed):
        raise QueryError("nothing to search for; give one or more words")
    sought = load_segmenter().words(words) or printed
    sides = _sides(connection, scope or Scope())
    wanted = _Wanted(sought, sides, limit)
    hits = _ranked(connection, wanted if index is None else _by_index(index, wanted))
    for terms in (printed, [pair for word in printed for pair in _pairs(word)]):
        hits = hits or _ranked(connection, _Wanted(terms, sides, limit))
    return hits


def _sides(connection: duckdb.DuckDBPyConnection, scope: Scope) -> dict[str, Any]:
    given = {side: getattr(scope, side) for side in ("year", "kind", "region", "role")}
    sides = {side: value for side, value in given.items() if value is not None}
    if scope.region is not None:
        sides["region"] = region_stem(connection, scope.region)
    return sides


def _by_index(index: duckdb.DuckDBPyConnection, wanted: _Wanted) -> _Wanted:
    """Return `wanted` narrowed to the best reports, with the weights of its terms."""
    words = {f"word{number}": term for number, term in enumerate(dict.fromkeys(wanted.terms))}
    sides = {side: value for side, value in wanted.sides.items() if side in _INDEX_FILTERS}
    index.execute(_FOUND_IN_INDEX.format(words=", ".join(f"${name}" for name in words)), words)
    weights = dict(index.execute(_WEIGHTS).fetchall())
    query = _CANDIDATE_REPORTS.format(
        weights=_WEIGHTS, filters=" AND ".join(["true", *(_INDEX_FILTERS[side] for side in sides)])
    )
    most = _CANDIDATES_OF_A_ROLE if "role" in wanted.sides else _CANDIDATES
    candidates = index.execute(query, sides | {"limit": max(most, wanted.limit)}).fetchall()
    known = [term for term in wanted.terms if term in weights]
    return _Wanted(known, wanted.sides, wanted.limit, weights, [row[0] for row in candidates])


def _stretches(rows: Sequence[int]) -> str:
    """Return the SQL of the sections at some places, given in order, and of few that lie between these."""
    stretches: list[tuple[int, int]] = []
    for row in rows:
        if stretches and row - stretches[-1][1] <= _APART:
            stretches[-1] = (stretches[-1][0], row)
        else:
            stretches.append((row, row))
    parts = (_STRETCH.format(first=a, last=b, count=b - a + 1) for a, b in stretches or [(0, -1)])
    return " UNION ALL ".join(parts)


def _pairs(word: str) -> list[str]:
    letters = [letter for letter in word if unicodedata.category(letter)[0] in "LN"]
    return ["".join(pair) for pair in pairwise(letters)] or letters


def _ranked(connection: duckdb.DuckDBPyConnection, wanted: _Wanted) -> list[Hit]:
    unique = list(dict.fromkeys(wanted.terms))
    if not unique:
        return []
    named = {f"term{number}": term for number, term in enumerate(unique)}
    filters = ["true", *(_FILTERS[side] for side in wanted.sides)]
    given: dict[str, Any] = {"terms": unique, "limit": wanted.limit, **named, **wanted.sides}
    if wanted.reports is not None:
        rows = connection.execute(_ROWS_OF, {"candidates": wanted.reports}).fetchall()
        connection.execute(_FETCH_NEAR.format(stretches=_stretches(sorted(row[0] for row in rows))))
        filters.append("list_contains($candidates, s.report_id)")
        given["candidates"] = wanted.reports
    if wanted.weights:
        given |= {"weighed_terms": list(wanted.weights), "weights": list(wanted.weights.values())}
    query = _RANKED.format(
        filters=" AND ".join(filters),
        any_term=" OR ".join(f"contains(s.heading, ${name}) OR contains(s.text, ${name})" for name in named),
        weights=_GIVEN_WEIGHTS if wanted.weights else _COUNTED_WEIGHTS,
        sections="sections" if wanted.reports is None else "near_sections",
    )
    return [_hit(row, unique) for row in connection.execute(query, given).fetchall()]


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
