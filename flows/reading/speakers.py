"""Who speaks in a text that has no title to say so: by its opening and by the sentence that leads over to it.

Reports open with the year and the one who reports (2024年，邻水县坚持…), or with those who lead it
(在县委的领导下，大桥江乡…), and lead over with the name again (现将宝城镇2025年度法治政府建设情况报告如下).
"""

import re
from collections.abc import Iterator

from flows.reading.organs import Organ, OrganRules, is_organ, read_organ
from flows.reading.regions import Gazetteer

_OPENING = 400
_HEAD = 2500
_NAME = r"[\u3400-\u9fff（）()]{2,20}?"
_AND = re.compile(r"、|和(?=[\u3400-\u9fff]{0,12}政府)")
_SELF = re.compile(r"^[我本全各该]|^(?:在|按照|根据|围绕|坚持|以)")
_LEAD = re.compile(
    rf"现将(?:20\d\d年(?:度)?)?(?P<name>{_NAME})(?:关于)?"
    r"(?=20\d\d|本年度|年度|法治|依法|推进|开展|贯彻|有关|工作|履行)"
)
_OWN_TITLE = re.compile(rf"(?:编制|形成|撰写)了?《(?P<name>{_NAME})(?=20\d\d年)")
_TOWNSHIP = re.compile(r"[\u3400-\u9fff]{2,9}?(?:镇|乡|街道|苏木)$")
_RANKED = re.compile(r"^(?:省|市|县|区|州|旗|盟|自治[区州县旗])(?:委|政府|人民政府)$")
_PARTY_COMMITTEE = re.compile(r"^(?:中共)?[\u3400-\u9fff]{0,16}?[省市县区州旗盟]委$")
_OFFICES = {"街道": "办事处"}
_GOVERNMENT = "人民政府"
_DEPARTMENT = re.compile(r"^(?!各|有关|相关|全|上级|基层|执法).{2,}(?:局|厅|委员会)$")


def speakers(text: str, rules: OrganRules, gazetteer: Gazetteer) -> tuple[Organ, ...]:
    """Return who speaks in a text: governments and party committees that lead together, or one body.

    What the text calls by its rank alone (县委、县政府, 区教育局) is returned so, without its place.
    """
    for names in _candidates(text, rules):
        parts = [part.removeprefix("原") for part in _AND.split(names) if part]
        found = [_body(part, text, rules, gazetteer) for part in parts]
        organs = [organ for organ in found if organ is not None]
        if organs and len(organs) == len(found):
            return tuple(organs)
    return ()


def _candidates(text: str, rules: OrganRules) -> Iterator[str]:
    for match in rules.speaker.finditer(text[:_OPENING]):
        yield match["names"]
    for pattern in (_LEAD, _OWN_TITLE):
        for match in pattern.finditer(text[:_HEAD]):
            yield match["name"]


def _body(name: str, text: str, rules: OrganRules, gazetteer: Gazetteer) -> Organ | None:
    """Return the body that a name stands for, None where it is the name of nobody that reports."""
    if _SELF.match(name):
        return None
    organ = read_organ(name, rules, gazetteer)
    placed_leader = _PARTY_COMMITTEE.match(name) or organ.duty == "政府"
    if _RANKED.match(name) or (placed_leader and organ.placed):
        return read_organ(_official(name), rules, gazetteer)
    if not organ.duty or _TOWNSHIP.match(name):
        return _government(organ, text, rules, gazetteer)
    known = organ.placed or rules.rank.match(name) is not None or _DEPARTMENT.search(name) is not None
    return organ if known and is_organ(name, rules) else None


def _official(name: str) -> str:
    """Return the full form of a body that is called by its rank: 县委 is 中共县委, 县政府 is 县人民政府."""
    if name.endswith("委"):
        return "中共" + name.removeprefix("中共")
    return name if name.endswith(_GOVERNMENT) else name.removesuffix("政府") + _GOVERNMENT


def _government(place: Organ, text: str, rules: OrganRules, gazetteer: Gazetteer) -> Organ | None:
    """Return the government of a place; a township must be in the list, or be named by the text again."""
    name = place.name
    if _TOWNSHIP.match(name):
        if text[:_HEAD].count(name) < 2 and not gazetteer.townships(place.township or name):
            return None
    elif place.zone or not place.chain or place.chain[-1].weak:
        return None
    office = next((duty for end, duty in _OFFICES.items() if name.endswith(end)), _GOVERNMENT)
    return read_organ(name + office, rules, gazetteer)
