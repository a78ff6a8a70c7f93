"""Who issued a report: as the title or the signature says, else as the page and the text suggest.

An organ that the title names goes first, then the signature. A title that names only a place
(静海区2025年度法治政府建设情况报告) speaks for its government: by the 法治政府建设与责任落实督察工作规定
governments report. A township is left as printed unless its text or page names its government. Where neither
names anyone, the page's fields do (发布机构, 来源, site), if they agree with how the text speaks of itself
(我局, 我县).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.reading.organs import Organ, OrganRules, is_department, is_organ, read_organ, split_organs
from flows.reading.regions import Gazetteer
from flows.reading.shapes import Kind, Place
from flows.reading.speakers import speakers
from flows.reading.title import TitleParts

_HEAD = 2500
_OPENING = 300
_PARTY = "中共"
_GOVERNMENT = "人民政府"
_ZONE_GOVERNMENT = "管委会"
_SITE_TAIL = re.compile(r"(?:门户网站|政务网|网站|网)$")
_COMPILED_BY = re.compile(
    r"(?:由|请与|请联系|请向|向)\s*(?P<name>[\u3400-\u9fff]{4,30}?(?:办公室|局|厅|委员会|委|中心|政府))"
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
    host: str | None  # the department whose host it is
    text: str


def choose_issuers(claims: Claims, rules: OrganRules, gazetteer: Gazetteer) -> tuple[Organ, ...]:
    """Return the issuers, places that stand for their governments included; empty where nobody is named."""
    titled = _organs(claims.title.who, rules, gazetteer)
    signed = tuple(read_organ(name, rules, gazetteer) for name in claims.signed)
    page = _page_organs(claims, rules, gazetteer)
    if claims.kind == "interpretation":
        return _explainer(titled, signed, page, claims, rules, gazetteer)
    named = tuple(organ for organ in titled if organ.duty or organ.central)
    if named:
        if any(organ.placed for organ in named):
            return named
        return _same_duty(named, (*signed, *page), rules) or named
    if signed:
        return signed
    places = titled or _organs(claims.title.about, rules, gazetteer)
    places = places or _organs(claims.title.quoted, rules, gazetteer)
    if places:
        return tuple(_governed(organ, claims, rules, gazetteer) for organ in places)
    return tuple(
        _governed(organ, claims, rules, gazetteer) for organ in _by_voice(page, claims.text, rules, gazetteer)
    )


def full_name(organ: Organ, place: Place, rules: OrganRules, printed: str | None = None) -> str:
    """Return an organ's name with its place where it names none: 区司法局 of 烈山区 is 烈山区司法局.

    `printed` is what the text itself calls the place (金平县), if it does.
    """
    nearest = place.township or printed or place.county or place.city or place.province
    if organ.placed or nearest is None or not is_organ(organ.name, rules):
        return organ.name
    party = _PARTY if organ.name.startswith(_PARTY) else ""
    duty = organ.name.removeprefix(party)
    rank = rules.rank.match(duty)
    return party + nearest + (duty[rank.end() :] if rank else duty)


def _explainer(
    titled: tuple[Organ, ...],
    signed: tuple[Organ, ...],
    page: tuple[Organ, ...],
    claims: Claims,
    rules: OrganRules,
    gazetteer: Gazetteer,
) -> tuple[Organ, ...]:
    """Return who explains a document: the department that drafted it, else those whose document it is."""
    department = tuple(organ for organ in page if is_department(organ, rules))[:1]
    if department or signed or titled:
        return department or signed or titled
    quoted = _organs(claims.title.quoted, rules, gazetteer)
    return tuple(_governed(organ, claims, rules, gazetteer) for organ in quoted) or page[:1]


def _organs(text: str, rules: OrganRules, gazetteer: Gazetteer) -> tuple[Organ, ...]:
    """Read a piece of a title: organs, or places that stand for one; anything else is nobody."""
    found = []
    for name in split_organs(text, rules):
        words = rules.officers.sub("", name) or name
        organ = read_organ(words, rules, gazetteer)
        if is_organ(words, rules):
            found.append(organ)
        elif organ.placed and organ.duty:
            found.append(read_organ(words.removesuffix(organ.duty), rules, gazetteer))
        elif organ.placed or (organ.zone and not organ.duty):
            found.append(organ)
    return tuple(found)


def _page_organs(claims: Claims, rules: OrganRules, gazetteer: Gazetteer) -> tuple[Organ, ...]:
    """Return the organs that the page's fields name, most telling first; whoever runs the portal is none."""
    found: dict[str, Organ] = {}
    for field in (claims.stated, claims.source, claims.site, claims.portal, claims.host):
        for name in split_organs(field or "", rules):
            words = _SITE_TAIL.sub("", name)
            organ = read_organ(words, rules, gazetteer)
            named = is_organ(words, rules) or (organ.township and not organ.duty)
            if named and not rules.carriers.search(words):
                found.setdefault(words, organ)
    return tuple(found.values())


def _same_duty(named: Sequence[Organ], fuller: Iterable[Organ], rules: OrganRules) -> tuple[Organ, ...]:
    """Return the fuller form of organs that a title names without their place (司法局: 甲县司法局)."""
    known = tuple(fuller)
    found: list[Organ] = []
    for organ in named:
        duty = rules.rank.sub("", organ.name)
        found += [other for other in known if other.placed and other.name.endswith(duty)][:1]
    return tuple(found) if len(found) == len(named) else ()


def _governed(organ: Organ, claims: Claims, rules: OrganRules, gazetteer: Gazetteer) -> Organ:
    """Return the government of a place; a township's or zone's only where text or page names it."""
    if organ.duty or organ.central or rules.corps.search(organ.name):
        return organ
    names: tuple[str, ...]
    if organ.zone:
        compiler = _compiler(claims.text, rules, gazetteer) if claims.kind == "disclosure_report" else None
        if compiler:
            return compiler
        names = (organ.name + _ZONE_GOVERNMENT, organ.name + "管理委员会")
    elif organ.township:
        places = (organ.name, organ.township)
        names = tuple(place + duty for duty in (_GOVERNMENT, "办事处", "政府") for place in places)
    else:
        return read_organ(_official(organ) + _GOVERNMENT, rules, gazetteer)
    told = "\n".join(filter(None, (claims.stated, claims.source, claims.site, claims.portal, claims.text)))
    said = next((name for name in names if name in told), None)
    return read_organ(said, rules, gazetteer) if said else organ


def _official(organ: Organ) -> str:
    """Return the name of a place, the official one where a bare form is printed (静海: 静海区)."""
    if not organ.chain or not organ.chain[-1].weak:
        return organ.name
    last = organ.chain[-1]
    return organ.name[: last.start] + last.senses[0].name


def _compiler(text: str, rules: OrganRules, gazetteer: Gazetteer) -> Organ | None:
    """Return who compiled a disclosure report, by its opening (本报告由…编制, 请与…联系)."""
    for match in _COMPILED_BY.finditer(text[:_HEAD]):
        if is_organ(match["name"], rules):
            organ = read_organ(match["name"], rules, gazetteer)
            if organ.placed:
                return organ
    return None


def _by_voice(page: Sequence[Organ], text: str, rules: OrganRules, gazetteer: Gazetteer) -> tuple[Organ, ...]:
    """Return who may speak as the text does: 我局 is a department, 我县 a government, 我镇 a township.

    The organ with which the text opens is asked before those of the page.
    """
    told = speakers(text, rules, gazetteer)
    if told:
        return told
    spoken = [match.groupdict() for match in rules.voice.finditer(text[:_HEAD])]
    departments = sum(voice["department"] is not None for voice in spoken)
    governments = Counter(voice["government"] for voice in spoken if voice["government"])
    opening = tuple(
        read_organ(match["name"], rules, gazetteer) for match in rules.opening.finditer(text[:_OPENING])
    )
    named = (*(organ for organ in opening if organ.placed), *page)
    if departments == governments.total():
        return tuple(named[:1])
    if departments > governments.total():
        fitting = [organ for organ in named if is_department(organ, rules)]
    else:
        rank = governments.most_common(1)[0][0]
        township = rank in rules.township_end
        governing = [organ for organ in named if not is_department(organ, rules)]
        fitting = [organ for organ in governing if (organ.township is not None) == township]
        if township:
            return tuple(fitting[:1])
    return tuple((fitting or list(page))[:1])
