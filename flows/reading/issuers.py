"""Who issued a report: as the title or the signature says, else as the page and the text suggest.

An organ that the title names goes first, then the signature. A title that names a place only (静海区2025年度
法治政府建设情况报告) speaks for the government of that place: by the 法治政府建设与责任落实督察工作规定 governments
report. A township is left as printed unless its text names its government. Where neither names anyone, the
page's fields do (发布机构, site, 来源), if they agree with how the text speaks of itself (我局, 我县).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.reading.organs import (
    Organ,
    OrganRules,
    is_department,
    is_organ,
    read_organ,
    split_organs,
)
from flows.reading.regions import Gazetteer
from flows.reading.shapes import Kind, Place
from flows.reading.title import TitleParts

_HEAD = 2500
_GOVERNMENT = "人民政府"
_RANKED = re.compile(r"^(?:自治[区州县旗]|省|市|县|区|州|旗|盟|镇|乡|街道)(?=[\u4e00-\u9fff])")
_COMPILED_BY = re.compile(
    r"(?:由|请与|请联系|请向|向)\s*(?P<name>[\u4e00-\u9fff]{4,30}?(?:办公室|局|厅|委员会|委|中心|政府))"
)


@dataclass(frozen=True, slots=True)
class Claims:
    """Everything that names a possible issuer."""

    kind: Kind
    title: TitleParts
    signed: tuple[str, ...]
    stated: str | None  # 发布机构 / 发文机关
    source: str | None
    site: str | None
    portal: str | None
    text: str


def choose_issuers(claims: Claims, rules: OrganRules, gazetteer: Gazetteer) -> tuple[Organ, ...]:
    """Return the issuers, places that stand for their governments included; empty where nobody is named."""

    def organs(text: str | None) -> tuple[Organ, ...]:
        return _organs(text, rules, gazetteer)

    signed = tuple(read_organ(name, rules, gazetteer) for name in claims.signed)
    page = _page_organs(claims, rules, gazetteer)
    if claims.kind == "interpretation":
        # The department that drafted the document explains it; the quoted title names whose it is.
        explaining = [(organ,) for organ in page if is_department(organ, rules)]
        return next(
            filter(None, (*explaining[:1], signed, organs(claims.title.who), organs(claims.title.quoted))),
            page[:1],
        )
    titled = organs(claims.title.who)
    named = tuple(organ for organ in titled if organ.duty or organ.central)
    if named and any(organ.placed for organ in named):
        return named
    if named:
        return _same_duty(named, (*signed, *page)) or named
    if signed:
        return signed
    if claims.kind == "disclosure_report":
        compiler = _compiler(claims.text, rules, gazetteer)
        if compiler:
            return (compiler,)
    places = titled or organs(claims.title.about) or organs(claims.title.quoted)
    if places:
        return tuple(_governed(organ, claims.text, rules, gazetteer) for organ in places)
    return _by_voice(page, claims.text, rules)


def _organs(text: str | None, rules: OrganRules, gazetteer: Gazetteer) -> tuple[Organ, ...]:
    """Read a piece of a title: organs, or places that stand for one; anything else is nobody."""
    found = []
    for name in split_organs(text or "", rules):
        words = rules.officers.sub("", name) or name
        if is_organ(words, rules):
            found.append(read_organ(words, rules, gazetteer))
            continue
        organ = read_organ(words, rules, gazetteer)
        if organ.placed:
            printed = words[: len(words) - len(organ.duty)] if organ.duty else words
            found.append(read_organ(printed, rules, gazetteer))
    return tuple(found)


def _page_organs(claims: Claims, rules: OrganRules, gazetteer: Gazetteer) -> tuple[Organ, ...]:
    """Return the organs that the page's fields name, most telling first; whoever runs the portal is none."""
    found: dict[str, Organ] = {}
    for field in (claims.stated, claims.source, claims.site, claims.portal):
        for name in split_organs((field or "").strip(), rules):
            words = re.sub(r"(?:门户网站|网站|网)$", "", name)
            if is_organ(words, rules) and not rules.carriers.search(words):
                found.setdefault(words, read_organ(words, rules, gazetteer))
    return tuple(found.values())


def _same_duty(named: Sequence[Organ], fuller: Iterable[Organ]) -> tuple[Organ, ...]:
    """Return the fuller form of organs that a title names without their place (司法局: 甲县司法局)."""
    found = []
    for organ in named:
        duty = _RANKED.sub("", organ.name)
        found += [other for other in fuller if other.placed and other.name.endswith(duty)][:1]
    return tuple(found) if len(found) == len(named) else ()


def _governed(organ: Organ, text: str, rules: OrganRules, gazetteer: Gazetteer) -> Organ:
    """Return the government of a place; a township's or zone's only where its text names it."""
    if organ.zone:
        return read_organ(f"{organ.name}管委会", rules, gazetteer) if "管委会" in text else organ
    if organ.township:
        names = (organ.name + _GOVERNMENT, organ.township + _GOVERNMENT, organ.township + "办事处")
        name = next((name for name in names if name in text), None)
        return read_organ(name, rules, gazetteer) if name else organ
    return read_organ(organ.name + _GOVERNMENT, rules, gazetteer)


def _compiler(text: str, rules: OrganRules, gazetteer: Gazetteer) -> Organ | None:
    """Return who compiled a disclosure report, by its opening (本报告由…编制, 请与…联系)."""
    for match in _COMPILED_BY.finditer(text[:_HEAD]):
        if is_organ(match["name"], rules):
            organ = read_organ(match["name"], rules, gazetteer)
            if organ.placed:
                return organ
    return None


def _by_voice(page: Sequence[Organ], text: str, rules: OrganRules) -> tuple[Organ, ...]:
    """Return the first organ of the page that may speak as the text does (我局: a department)."""
    voices = Counter(rules.self_words.findall(text[:_HEAD]))
    if not voices:
        return tuple(page[:1])
    (voice, _), *_ = voices.most_common(1)
    governing = voice in rules.self_government
    return next(((organ,) for organ in page if is_department(organ, rules) != governing), tuple(page[:1]))


def full_name(organ: Organ, place: Place, rules: OrganRules) -> str:
    """Return an organ's name with its place where it names none: 区司法局 of 烈山区 is 烈山区司法局."""
    if organ.placed or not is_organ(organ.name, rules):
        return organ.name
    nearest = place.township or place.county or place.city or place.province
    if nearest is None:
        return organ.name
    party = "中共" if organ.name.startswith("中共") else ""
    duty = organ.name.removeprefix(party)
    rank = _RANKED.match(duty)
    if rank and rank.group() not in nearest and rank.group() not in ("市", "县", "区"):
        return organ.name
    return party + nearest + (duty[rank.end() :] if rank else duty)
