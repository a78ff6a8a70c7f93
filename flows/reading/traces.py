"""Traces of a report's place: the portal's host and the abbreviation in a document number.

Counties and cities call their hosts by their own letters (see `flows.reading.host_names`).
Provinces run their portals and those of their departments under one name (sft.yn.gov.cn), and number their
papers by one character (湘政发〔2024〕3号). Cities share some of these characters (青政发 is Qinghai's and
Qingdao's), so a number only decides between namesakes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.reading.placing import Evidence
from flows.reading.regions import Gazetteer

_HOST = re.compile(r"^https?://(?:[^/?#]*\.)?([a-z]+)\.gov\.cn(?=[:/?#]|$)", re.IGNORECASE)
_DEPARTMENT = re.compile(r"^https?://([a-z]{3,8})\.[a-z0-9-]+\.gov\.cn(?=[:/?#]|$)", re.IGNORECASE)
_BY_HOST, _BY_NUMBER = 5, 2
_BY_LETTERS, _BY_INITIALS = 20, 8


@dataclass(frozen=True, slots=True)
class TraceRules:
    """Province codes by the names of hosts and by abbreviations."""

    hosts: Mapping[str, str]
    abbreviations: Mapping[str, str]
    numbered: re.Pattern[str]  # what follows the abbreviation in a document number
    departments: Mapping[str, str]  # by the first name of a host

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TraceRules":
        """Compile the section `traces` of metadata.yaml."""
        return cls(
            dict(data["hosts"]),
            dict(data["abbreviations"]),
            re.compile(data["numbered"]),
            dict(data["departments"]),
        )


def province_traces(url: str, doc_number: str | None, rules: TraceRules) -> tuple[Evidence, ...]:
    """Return what the address and the document number of a page tell of its province."""
    found = []
    host = _HOST.match(url)
    code = rules.hosts.get(host[1].lower()) if host else None
    if code:
        found.append(Evidence(frozenset([code]), _BY_HOST))
    number = (doc_number or "").strip()
    code = rules.abbreviations.get(number[:1])
    if code and rules.numbered.match(number[1:]):
        found.append(Evidence(frozenset([code]), _BY_NUMBER))
    return tuple(found)


def host_department(url: str, rules: TraceRules) -> str | None:
    """Return the department whose own host this is (nyncj.xuchang.gov.cn: 农业农村局), without its place."""
    match = _DEPARTMENT.match(url)
    if match is None:
        return None
    name = match[1].lower()
    return rules.departments.get(name) or rules.departments.get(name[1:])


def host_traces(url: str, gazetteer: Gazetteer) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Return what a portal's host tells of its place: by a name in full (strong), by initials (a hint)."""
    hosted = gazetteer.hosted(url)
    return (
        (Evidence(hosted.full, _BY_LETTERS),) if hosted.full else (),
        (Evidence(hosted.initials, _BY_INITIALS),) if hosted.initials else (),
    )
