"""The administrative divisions of China as a text names them.

A `Gazetteer` answers which places a name may mean, which names stand in a text, and what lies above a
place. It is built from rows (see `flows.gazetteer`) and never guesses: choosing among namesakes is the
work of `flows.reading.placing`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from flows.reading.host_names import Hosted, HostNames, Spelt
from flows.reading.shapes import Level, Place

# The 55 nationalities as they close the names of autonomous places, longest first where one holds another.
_NATIONALITIES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|"
    "京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_AUTONOMOUS = re.compile(
    rf"^(?P<base>..+?)(?:(?:{_NATIONALITIES})族|蒙古|哈萨克|柯尔克孜)*(?P<kind>自治州|自治县|自治旗)$"
)
_ETHNIC_TOWNSHIP = re.compile(rf"^(?P<base>.+?)(?:(?:{_NATIONALITIES})族)+(?:民族)?乡$")
_ETHNIC_DISTRICT = re.compile(r"^(?P<base>..+?)(?:回|达斡尔)族区$")
_PROVINCE_TAIL = re.compile(r"(?:维吾尔|壮族|回族)?(?:特别行政区|自治区|省|市)$")
_UPPER_TAIL = re.compile(r"(?:地区|林区|特区|新区|市|县|区|旗|盟)$")


class NameRow(NamedTuple):
    """One name of a division; `standing` is current, former, abolished, corps, zone or short.

    `latin` is the name in letters, a syllable a character with its readings (chang/zhang zhi shi); None of
    townships and of names that no host is called by.
    """

    region_code: str
    name: str
    level: Level
    parent_code: str | None
    standing: str
    latin: str | None = None


@dataclass(frozen=True, slots=True)
class Sense:
    """One place that a name may mean.

    `name` is the name to record: today's official one, or the former one where the text uses that.
    `weak` marks a bare form without its 省/市/县 (静海), which is a place only where one is expected.
    `zone` marks a new area of the state's plan (雄安新区) that has no adcode of its own.
    """

    code: str
    name: str
    level: Level
    weak: bool = False
    zone: bool = False


class Named(NamedTuple):  # cheaper to make than a dataclass, and many are made
    """A name found in a text at `start`..`end` with the places that it may mean."""

    start: int
    end: int
    senses: tuple[Sense, ...]

    @property
    def weak(self) -> bool:
        """Whether no full name of a place is printed here."""
        return all(sense.weak for sense in self.senses)


class Gazetteer:
    """An index of divisions by name and code; immutable once built.

    Rows come as `regions.parquet` holds them: today's names first, then the other names of their codes.
    """

    def __init__(self, rows: Iterable[NameRow]) -> None:
        self._current: dict[str, NameRow] = {}
        self._townships: dict[str, list[str]] = defaultdict(list)
        upper: dict[str, list[Sense]] = defaultdict(list)
        spelt = []
        for row in rows:
            if row.latin is not None:
                spelt.append(row)
            if row.standing in ("current", "abolished"):
                self._current[row.region_code] = row
            if row.level == "township":
                self._add_township(row)
            else:
                self._add_upper(row, upper)
        self._senses = [_meant(senses) for senses in upper.values()]
        self._by_name: Mapping[str, tuple[Sense, ...]] = dict(zip(upper, self._senses, strict=True))
        self._automaton = AhoCorasick(list(upper), matchkind=MatchKind.LeftmostLongest)
        self._latin = tuple(spelt)

    def _add_township(self, row: NameRow) -> None:
        self._townships[row.name].append(row.region_code)
        if row.name.endswith("族乡"):
            ethnic = _ETHNIC_TOWNSHIP.match(row.name)
            if ethnic:
                self._townships[ethnic["base"] + "乡"].append(row.region_code)

    def _add_upper(self, row: NameRow, upper: dict[str, list[Sense]]) -> None:
        official = self._current.get(row.region_code, row)
        name = row.name if row.standing == "former" else official.name
        for form, weak in _forms(row):
            sense = Sense(row.region_code, name, row.level, weak, row.standing == "zone")
            if not weak:  # 沙县 is the former name of 沙县区, and no short form of it
                upper[form] = [known for known in upper[form] if known.code != sense.code or not known.weak]
            if all(known.code != sense.code for known in upper[form]):
                upper[form].append(sense)

    def __contains__(self, code: object) -> bool:
        return code in self._current

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return the codes from the place itself up to its province; empty for an unknown code."""
        codes = []
        row = self._current.get(code)
        while row is not None:
            codes.append(row.region_code)
            row = self._current.get(row.parent_code) if row.parent_code else None
        return tuple(codes)

    def senses(self, name: str) -> tuple[Sense, ...]:
        """Return the counties and higher units that `name`, printed alone, may mean."""
        return self._by_name.get(name, ())

    def townships(self, name: str) -> tuple[str, ...]:
        """Return the codes of all townships called `name` (a 民族乡 also answers to its short form)."""
        return tuple(self._townships.get(name, ()))

    def find(self, text: str) -> Iterator[Named]:
        """Yield the names of counties and higher units in `text`, leftmost and longest first."""
        for pattern, start, end in self._automaton.find_matches_as_indexes(text):
            yield Named(start, end, self._senses[pattern])

    def hosted(self, url: str) -> Hosted:
        """Return the counties and higher units that the host of an address may name."""
        return self._hosts.named(url)

    @cached_property
    def _hosts(self) -> HostNames:
        return HostNames(_spelt(self._latin), self.lineage)

    def chain(self, text: str) -> tuple[Named, ...]:
        """Return the names that open `text` without a gap, each below the one before (湖南省 常德市 澧县)."""
        names: list[Named] = []
        for named in self.find(text):
            if named.start != (names[-1].end if names else 0):
                break
            if names and not self._below(named, names[-1]):
                break
            names.append(named)
        return tuple(names)

    def _below(self, lower: Named, upper: Named) -> bool:
        above = {sense.code for sense in upper.senses}
        if any(above.intersection(self.lineage(sense.code)[1:]) for sense in lower.senses):
            return True
        # 第八师石河子市: one code under two names.
        return any(sense.code in above and not sense.weak for sense in lower.senses)

    def place(self, code: str, name: str | None = None) -> Place:
        """Return the place of `code` with all names above it; `name` replaces its own (a former name)."""
        names: dict[str, str] = {}
        for step in self.lineage(code):
            row = self._current[step]
            names[row.level] = name if name and step == code else row.name
        county_or_higher = code if len(code) == 6 else self._upper_code(code)
        return Place(
            province=names.get("province"),
            city=names.get("city"),
            county=names.get("county"),
            township=names.get("township"),
            region_code=county_or_higher,
            township_code=code if len(code) == 9 else None,
        )

    def _upper_code(self, code: str) -> str | None:
        row = self._current.get(code)
        return row.parent_code if row else None


def _meant(senses: list[Sense]) -> tuple[Sense, ...]:
    """Return the places that a form means: a full name goes before bare ones (巴州 is no 巴州区)."""
    full = tuple(sense for sense in senses if not sense.weak)
    return full or tuple(senses)


def _spelt(rows: Iterable[NameRow]) -> Iterator[Spelt]:
    for row in rows:
        syllables = tuple(tuple(readings.split("/")) for readings in (row.latin or "").split())
        yield Spelt(row.region_code, syllables, len(_bare(row)))


def _bare(row: NameRow) -> str:
    """Return a name without what tells its rank."""
    if row.level == "province":
        return _PROVINCE_TAIL.sub("", row.name)
    autonomous = _AUTONOMOUS.match(row.name)
    return autonomous["base"] if autonomous else _UPPER_TAIL.sub("", row.name)


def _forms(row: NameRow) -> Iterator[tuple[str, bool]]:
    """Yield the ways to print the name of a county or higher unit, each with whether it is weak."""
    yield row.name, False
    if row.standing in ("corps", "zone", "short"):
        return
    if row.level == "province":
        yield _PROVINCE_TAIL.sub("", row.name), True
        return
    autonomous = _AUTONOMOUS.match(row.name)
    if autonomous:
        yield autonomous["base"] + autonomous["kind"][-1], False
        yield autonomous["base"] + autonomous["kind"], False
        yield autonomous["base"], True
        return
    ethnic = _ETHNIC_DISTRICT.match(row.name)
    if ethnic:
        yield ethnic["base"] + "区", False
    bare = _UPPER_TAIL.sub("", row.name)
    if len(bare) >= 2 and row.standing == "current":
        yield bare, True
