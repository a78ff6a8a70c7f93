"""Organs of state by name: what kind they are, where they sit, and how several stand in one line.

By custom a name is place, then rank, then duty: 湖南省常德市澧县人民政府, 中共澧县县委, 屏边县新华乡人民政府,
巴中市巴州区司法局. Development zones (开发区) rank as counties and have no adcode of their own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.reading.regions import Gazetteer, Named

_PARTY = "中共"
_PARTY_GROUP = re.compile(r"(?:党组|党委)$")
_OFFICE = re.compile(r"(?:人民)?政府办公[厅室]")
_TOWNSHIP_NEXT = re.compile(r"镇|乡(?!村|镇)|街道")
_RANK_NEXT = re.compile(r"[县旗州盟]|市(?!场)|区")
_LONGEST_TOWNSHIP = 14


def alternatives(words: Sequence[str]) -> str:
    """Return the words of a vocabulary list as one group, longer ones first so that none hides another."""
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


@dataclass(frozen=True, slots=True)
class OrganRules:
    """The words that make and sort the names of organs."""

    whole: re.Pattern[str]
    government: re.Pattern[str]
    committee: re.Pattern[str]
    zone: re.Pattern[str]
    zone_government: re.Pattern[str]
    department: re.Pattern[str]
    officers: re.Pattern[str]
    carriers: re.Pattern[str]
    central: re.Pattern[str]
    joint: re.Pattern[str]
    township: re.Pattern[str]
    vertical: re.Pattern[str]
    unlisted: re.Pattern[str]
    rank: re.Pattern[str]
    corps: re.Pattern[str]
    township_end: frozenset[str]
    regiment: re.Pattern[str]
    voice: re.Pattern[str]
    opening: re.Pattern[str]
    speaker: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "OrganRules":
        """Compile the section `organs` of metadata.yaml."""
        government = alternatives(data["government"])
        committee = alternatives(data["committee"])
        zone_government = alternatives(data["zone_government"])
        department = alternatives(data["department"])
        township_end = alternatives(data["township_end"])
        ends = f"(?:{government}|{committee}|{zone_government}|{department})"
        return cls(
            whole=re.compile(
                rf"[\u3400-\u9fff·（）()、]{{1,40}}{ends}(?:[（(][^（）()]{{2,20}}[）)])?|{alternatives(data['central'])}"
            ),
            government=re.compile(rf"{government}$"),
            committee=re.compile(rf"^(?:[省市县区州旗盟镇乡团师]|街道|兵团|自治[区县州旗])?{committee}$"),
            zone=re.compile(rf"^[\u3400-\u9fff]{{0,12}}?{alternatives(data['zone'])}"),
            zone_government=re.compile(rf"{zone_government}$"),
            department=re.compile(rf"{department}$"),
            # 东莞市长安镇 holds no 市长.
            officers=re.compile(rf"{alternatives(data['officers'])}(?!\S{{1,3}}(?:[镇乡县区]|街道)).*$"),
            carriers=re.compile(alternatives(data["carriers"])),
            central=re.compile(rf"^{alternatives(data['central'])}(?:$|党组|党委|办公厅)"),
            joint=re.compile(
                r"(?<=委)(?!员会)(?=[\u3400-\u9fff]+(?:人民政府|管委会)$)"
                r"|(?<=委员会)(?=[\u3400-\u9fff]+人民政府$)"
            ),
            township=re.compile(
                rf"^(?P<name>[\u3400-\u9fff]{{1,{_LONGEST_TOWNSHIP}}}?{township_end})"
                rf"(?=$|人民政府|政府|党委|党工委|委员会|委$|办事处|综合|便民|司法所|财政所|农业|社会)"
            ),
            vertical=re.compile(rf"^{alternatives(data['vertical'])}(?=.)"),
            unlisted=re.compile(rf"^{data['unlisted']}"),
            rank=re.compile(rf"^(?:{data['rank']})(?=[\u3400-\u9fff])"),
            corps=re.compile(data["corps"]),
            regiment=re.compile(data["regiment"]),
            township_end=frozenset(data["township_end"]),
            voice=re.compile(
                rf"[我本](?P<department>{alternatives(data['self_department'])})"
                rf"|[我本全](?P<government>{alternatives(data['self_government'])})"
            ),
            opening=re.compile(
                rf"(?:^|[，,。；\n年来度])(?!根据|按照|围绕)(?P<name>[\u3400-\u9fff]{{3,24}}?{ends})"
                rf"(?={alternatives(data['opens'])})(?!全面依法治)"
            ),
            speaker=re.compile(
                r"(?:^|\n|[下中年来度][，,])(?:20\d\d\s*年(?:度|以来|来)?[，,]?\s*)?"
                rf"(?P<names>[\u3400-\u9fff、]{{2,40}}?)(?={alternatives([*data['opens'], *data['speaks']])})"
            ),
        )


@dataclass(frozen=True, slots=True)
class Organ:
    """The name of an organ, or of a place that stands for its government, taken apart.

    `duty` is what is left of the name behind its places: 人民政府, 司法局, empty for a bare place.
    `unlisted` is a county or city that the gazetteer does not know.
    """

    name: str
    chain: tuple[Named, ...]
    township: str | None
    zone: str | None
    duty: str
    central: bool
    unlisted: str | None = None

    @property
    def placed(self) -> bool:
        """Whether the name itself says where the organ sits."""
        return bool(self.chain or self.township or self.central or self.unlisted)


def is_organ(text: str, rules: OrganRules) -> bool:
    """Whether `text` as a whole is the name of one organ."""
    return rules.whole.fullmatch(text) is not None


def split_organs(text: str, rules: OrganRules) -> tuple[str, ...]:
    """Return the organs that `text` lists, apart by blanks or 、, or run on (中共甲县委甲县人民政府)."""
    pieces: list[str] = []
    for piece in re.split(r"[\s、，,]+", text.strip()):
        pieces.extend(part for part in rules.joint.split(piece) if part)
    return tuple(pieces)


def read_organ(name: str, rules: OrganRules, gazetteer: Gazetteer) -> Organ:
    """Take one organ's name apart; what it does not say stays empty."""
    bare = name.removeprefix(_PARTY)
    service = rules.vertical.match(bare)
    branch = gazetteer.chain(bare[service.end() :]) if service else ()
    if branch:
        return Organ(name, branch, None, None, bare, central=False)
    if rules.central.match(bare):
        return Organ(name, (), None, None, bare, central=True)
    chain = _firm_chain(bare, gazetteer.chain(bare), rules)
    rest = bare[chain[-1].end :] if chain else bare
    zone = _read_zone(bare, rest, chain, rules)
    if zone:
        return Organ(
            name, chain, None, zone, rest[len(zone) :] if rest.startswith(zone) else rest, central=False
        )
    unlisted = None if chain else rules.unlisted.match(rest)
    if unlisted and not rules.rank.match(rest) and not rules.zone.fullmatch(unlisted.group()):
        duty = rest[unlisted.end() :]
        return Organ(name, (), None, None, duty, central=False, unlisted=unlisted.group())
    township = read_township(rest, rules, gazetteer)
    duty = rest[len(township or "") :]
    if township and township.endswith("街道办事处"):
        township, duty = township.removesuffix("办事处"), "办事处"
    return Organ(name, chain, township, None, duty, central=False)


def _read_zone(bare: str, rest: str, chain: tuple[Named, ...], rules: OrganRules) -> str | None:
    """Return the name of a unit that ranks as a county but has no adcode: a zone, a regiment of the Corps."""
    if chain and chain[-1].senses[0].zone:
        return bare[chain[-1].start : chain[-1].end]
    if chain and rules.regiment.fullmatch(rest):
        return rest
    zone = rules.zone.match(rest)
    behind = rest[zone.end() :] if zone else ""
    if zone and (chain or not behind or rules.zone_government.fullmatch(behind)):
        return zone.group()
    return None


def _firm_chain(text: str, chain: tuple[Named, ...], rules: OrganRules) -> tuple[Named, ...]:
    """Drop a last name that only looks like a place.

    城关 in 城关镇 is no 城关区; 公安 in 公安局 is no 公安县, though 福建 in 福建海事局 is the province.
    """
    if not chain:
        return chain
    last = chain[-1]
    rest = text[last.end :]
    if _TOWNSHIP_NEXT.match(rest) or (last.weak and _RANK_NEXT.match(rest)):
        return chain[:-1]
    lower = last.weak and all(sense.level == "county" for sense in last.senses)
    return chain[:-1] if lower and rest and not rules.zone.match(rest) else chain


def read_township(text: str, rules: OrganRules, gazetteer: Gazetteer) -> str | None:
    """Return the township that opens `text`: a known one, else a word before 人民政府 and the like."""
    for end in range(min(len(text), _LONGEST_TOWNSHIP), 1, -1):
        if text[end - 1] in "镇乡道木场区" and gazetteer.townships(text[:end]):
            return text[:end]
    match = rules.township.match(text)
    return match["name"] if match else None


def is_department(organ: Organ, rules: OrganRules) -> bool:
    """Whether the organ is a department, and no government, party committee or zone administration."""
    if organ.central:
        return not organ.name.endswith("国务院")
    duty = _PARTY_GROUP.sub("", organ.duty)
    if not duty or rules.committee.match(duty):
        return False
    if organ.township and duty == "办事处":
        return False
    if organ.zone or rules.zone_government.fullmatch(duty):
        return rules.zone_government.fullmatch(duty) is None
    return rules.government.search(duty) is None


def is_government_office(organ: Organ) -> bool:
    """Whether the organ is the office (办公厅, 办公室) of a government, which also issues in its name."""
    return _OFFICE.fullmatch(organ.duty) is not None
