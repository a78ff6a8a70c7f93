"""The crawl's judgement of words: may this entry be a report, does this menu item lead to reports."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import yaml

Patterns = re.Pattern[str]

_SUBJECT_NAMED = 8
_TELLING_FOLDER = 8
_PAGE_OF_A_LIST = re.compile(r"^(?:index|list|default|\d+)\w*(?:\.\w+)?$")


def _any_of(patterns: Iterable[object]) -> Patterns:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _weighed(weights: Mapping[str, float]) -> tuple[tuple[Patterns, float], ...]:
    ordered = sorted(weights.items(), key=lambda item: -item[1])
    return tuple((re.compile(pattern), weight) for pattern, weight in ordered)


def _heaviest(weights: tuple[tuple[Patterns, float], ...], name: str) -> float:
    return next((weight for pattern, weight in weights if pattern.search(name)), 0)


def _folders(url: str) -> list[str]:
    return [folder for folder in urlsplit(url).path.lower().split("/") if folder]


@dataclass(frozen=True, slots=True)
class EntryWording:
    """What titles of list entries tell."""

    subjects: Patterns
    forms: Patterns
    weak_forms: Patterns
    news: Patterns
    orders: Patterns
    others: Patterns
    cut_subjects: Patterns
    cut_reports: Patterns
    bare: Patterns
    cut_marks: tuple[str, ...]

    def is_cut(self, title: str) -> bool:
        """Whether a list shows the title cut short."""
        return title.rstrip().endswith(self.cut_marks)

    def may_be_report(self, title: str, *, in_report_column: bool) -> bool:
        """Whether an entry of this title may be a report or plan of the genre; leniently.

        `in_report_column` tells that the list's own name is about the genre: there the title need not
        name the subject again.
        """
        if self.orders.search(title):
            return False
        formed = bool(self.forms.search(title))
        weakly = bool(self.weak_forms.search(title)) and not self.news.search(title)
        if self.subjects.search(title):
            return formed or weakly or self.is_cut(title) or self._says_no_more(title)
        if self.others.search(title):
            return False
        if self.is_cut(title):
            if in_report_column and not self.news.search(title):
                return True
            return bool(self.cut_subjects.search(title) or self.cut_reports.search(title))
        return in_report_column and (formed or weakly or bool(self.bare.search(title)))

    def names_report(self, title: str) -> bool:
        """Whether a title names subject and form: what tells a column of reports from a list of news."""
        return (
            bool(self.subjects.search(title) and self.forms.search(title))
            and not self.orders.search(title)
            and not self.news.search(title)
        )

    def _says_no_more(self, title: str) -> bool:
        # `某镇法治政府建设`: the subject ends the title, so it names a document, not an event.
        ends = [match.end() for match in self.subjects.finditer(title)]
        return bool(ends) and ends[-1] >= len(title.rstrip()) - 2 and not self.news.search(title)


@dataclass(frozen=True, slots=True)
class ColumnWording:
    """What names of columns and menu items tell."""

    reports: tuple[tuple[Patterns, float], ...]
    ways: tuple[tuple[Patterns, float], ...]
    folders: tuple[tuple[Patterns, float], ...]
    parts: Patterns
    headlines: Patterns
    never: Patterns

    def has_parts(self, name: str) -> bool:
        """Whether a column of this name is about the genre, so that parts of it hold reports as well."""
        return self.report_weight(name) >= _SUBJECT_NAMED

    def is_part(self, name: str) -> bool:
        """Whether a link of this name, on the page of a column of reports, leads to a part of it."""
        return bool(self.parts.search(name))

    def holds_reports(self, name: str, url: str = "") -> bool:
        """Whether a column of this name, or at this address, holds reports of the genre."""
        folders = [folder for folder in _folders(url) if not _PAGE_OF_A_LIST.search(folder)]
        return self.report_weight(name) >= 5 or bool(
            folders and _heaviest(self.folders, folders[-1]) >= _TELLING_FOLDER
        )

    def report_weight(self, name: str) -> float:
        """Return how surely a column of this name holds reports; 0 for not at all."""
        weight = 0 if self.headlines.search(name) else _heaviest(self.reports, name)
        # 法治政府建设年报 is looked for, 政府信息公开年报 is not: the subject outweighs words that warn.
        return weight if weight >= _SUBJECT_NAMED or not self.never.search(name) else 0

    def way_weight(self, name: str) -> float:
        """Return how likely a menu item of this name leads towards reports; 0 for not at all."""
        if self.never.search(name) or self.headlines.search(name):
            return 0
        return _heaviest(self.ways, name)

    def folder_weight(self, url: str) -> float:
        """Return how surely the folders of an address lead to reports; 0 for not at all."""
        return max((_heaviest(self.folders, folder) for folder in _folders(url)), default=0)


@dataclass(frozen=True, slots=True)
class AnswerWording:
    """What the text of an answer tells of its worth."""

    challenge_status: frozenset[int]
    challenge_marks: tuple[str, ...]
    missing_marks: tuple[str, ...]
    login_marks: tuple[str, ...]
    longest_notice: int


@dataclass(frozen=True, slots=True)
class Wording:
    """All words of the crawl, compiled once."""

    entry: EntryWording
    columns: ColumnWording
    answers: AnswerWording
    attachments: frozenset[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Wording":
        """Compile the content of `wording.yaml`."""
        entry = {name: _any_of(words) for name, words in data["entry"].items() if name != "bare"}
        answers = data["answers"]
        return cls(
            entry=EntryWording(
                **entry, bare=re.compile(data["entry"]["bare"]), cut_marks=tuple(data["cut_marks"])
            ),
            columns=ColumnWording(
                reports=_weighed(data["columns"]["reports"]),
                ways=_weighed(data["columns"]["ways"]),
                folders=tuple(
                    (re.compile(rf"^(?:{pattern})"), weight)
                    for pattern, weight in data["columns"]["folders"].items()
                ),
                parts=_any_of(data["columns"]["parts"]),
                headlines=_any_of(data["columns"]["headlines"]),
                never=_any_of(data["columns"]["never"]),
            ),
            answers=AnswerWording(
                challenge_status=frozenset(answers["challenge_status"]),
                challenge_marks=tuple(answers["challenge_marks"]),
                missing_marks=tuple(answers["missing_marks"]),
                login_marks=tuple(answers["login_marks"]),
                longest_notice=answers["longest_notice"],
            ),
            attachments=frozenset(data["attachments"]),
        )


@cache
def load_wording() -> Wording:
    """Return the wording that ships."""
    text = (files("crawlers") / "wording.yaml").read_text("utf-8")
    return Wording.from_data(yaml.safe_load(text))
