"""What is known of the pages around articles, compiled once from `flows/vocabulary/article.yaml`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flows.reading.shapes import META_KEYS


@dataclass(frozen=True, slots=True)
class Absence:
    """How a page looks that answers something else than an article; None where a sign says nothing of it."""

    reason: str
    text: re.Pattern[str] | None
    title: re.Pattern[str] | None
    markup: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class LineRules:
    """What single lines are: portal noise, labelled fields, trails, the end of the article."""

    noise_words: frozenset[str]  # whole lines, without white space and the brackets around them
    noise: re.Pattern[str]  # fullmatch, on the line without white space
    noise_marks: re.Pattern[str]  # search: only a line with one of these may match `noise_within`
    noise_within: re.Pattern[str]  # fullmatch, as `noise`
    tail_cut: re.Pattern[str]  # search
    label: re.Pattern[str]  # a label with its colon or closing bracket; group 1 is the label
    label_tail: re.Pattern[str]  # buttons after the last field
    buttons: re.Pattern[str]
    fields: Mapping[str, str]  # label without white space -> key of META_KEYS, "" for one that is not kept
    disclosure: frozenset[str]  # keys that only disclosure tables have
    crumb_line: re.Pattern[str]
    crumb_home: re.Pattern[str]
    crumb_separator: re.Pattern[str]
    crumb_ends: frozenset[str]
    site_name: re.Pattern[str]
    keeper: re.Pattern[str]  # the name of a site or of an organ that keeps one
    kept_by: re.Pattern[str]  # a footer's words for who keeps the site, in group 1
    runs_on: re.Pattern[str]  # two lines, the second of which goes on with the title in the first
    menu_words: frozenset[str]
    abstract_end: re.Pattern[str]
    entry_date: re.Pattern[str]
    dated_end: re.Pattern[str]
    name_and_date: re.Pattern[str]  # fullmatch; group 1 is the date


class Claims(NamedTuple):
    """What the names of a box claim: whether it is furniture, whether the article's container.

    `key` is its id and classes in lower case.
    """

    key: str
    furniture: bool
    container: bool


@dataclass(frozen=True, slots=True)
class BoxRules:
    """The names by which boxes tell what they hold."""

    containers: frozenset[str]  # `tag`, `#id`, `.class`, in lower case
    furniture: re.Pattern[str]
    furniture_tags: frozenset[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "BoxRules":
        """Compile `containers`, `furniture` and `furniture_tags` of article.yaml."""
        return cls(
            containers=frozenset(data["containers"]),
            furniture=_word_start(data["furniture"]),
            furniture_tags=frozenset(data["furniture_tags"]),
        )

    def claims(self, tag: str, identity: str | None, classes: str | None) -> Claims:
        """Return what an element's names claim of it."""
        key = f"{identity or ''} {classes or ''}".strip().lower()
        furniture = tag in self.furniture_tags or (key != "" and self.furniture.search(key) is not None)
        tokens = [tag, *([f"#{identity.lower()}"] if identity else ())]
        tokens += [f".{name}" for name in (classes or "").lower().split()]
        return Claims(key, furniture, not self.containers.isdisjoint(tokens))


@dataclass(frozen=True, slots=True)
class ArticleRules:
    """Everything that finding an article must know; made by `from_data`."""

    lines: LineRules
    boxes: BoxRules
    markers: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    crumb_box: re.Pattern[str]
    headline_box: re.Pattern[str]
    meta_tags: Mapping[str, str]
    files: tuple[str, ...]  # how the addresses of attached files end
    absences: tuple[Absence, ...]
    document: re.Pattern[str]  # a word that names a document, in a headline
    carried_text: re.Pattern[str]  # the JSON key of an article's markup, up to the opening quote
    carried_fields: Mapping[str, str]  # JSON key -> key of META_KEYS

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "ArticleRules":
        """Compile the content of article.yaml.

        Raises:
            ValueError: a label or meta tag fills a field that is not in META_KEYS.
        """
        unknown = {*data["labels"], *data["meta_tags"].values(), *data["carried_fields"].values()} - {
            *META_KEYS,
            "",
        }
        if unknown:
            raise ValueError(f"article.yaml fills unknown fields: {sorted(unknown)}")
        return cls(
            lines=_line_rules(data),
            boxes=BoxRules.from_data(data),
            markers=tuple(
                (re.compile(begin, re.IGNORECASE), re.compile(end, re.IGNORECASE))
                for begin, end in data["markers"]
            ),
            crumb_box=_word_start(data["crumb_boxes"]),
            headline_box=_word_start(data["headline_boxes"]),
            meta_tags=dict(data["meta_tags"]),
            files=tuple(data["files"]),
            absences=tuple(_absence(reason, signs) for reason, signs in data["absences"].items()),
            document=re.compile(data["document_words"]),
            carried_text=re.compile(rf'"(?:{"|".join(data["carried_text"])})"\s*:\s*(?=")'),
            carried_fields=dict(data["carried_fields"]),
        )


def _line_rules(data: Mapping[str, Any]) -> LineRules:
    fields = {label: key for key, labels in data["labels"].items() for label in labels}
    return LineRules(
        noise_words=frozenset(data["noise_words"]),
        noise=_any_of(data["noise_lines"]),
        noise_marks=re.compile(data["noise_marks"]),
        noise_within=_any_of(data["noise_within"]),
        tail_cut=_any_of(data["tail_cuts"]),
        label=_labels(fields),
        label_tail=re.compile(data["label_tail"]),
        buttons=re.compile(data["button_words"]),
        fields=fields,
        disclosure=frozenset(data["disclosure_fields"]),
        crumb_line=re.compile(data["crumb_line"]),
        crumb_home=re.compile(data["crumb_home"]),
        crumb_separator=re.compile(data["crumb_separator"]),
        crumb_ends=frozenset(data["crumb_ends"]),
        site_name=re.compile(data["site_names"]),
        keeper=re.compile(data["keepers"]),
        kept_by=re.compile(data["kept_by"]),
        runs_on=_any_of(data["runs_on"]),
        menu_words=frozenset(data["menu_words"]),
        abstract_end=re.compile(data["abstract_end"], re.IGNORECASE),
        dated_end=re.compile(rf"\s(?:{data['entry_date']})$"),
        name_and_date=re.compile(data["name_and_date"]),
        entry_date=re.compile(data["entry_date"]),
    )


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _word_start(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("(?<![a-z])(?:" + "|".join(patterns) + ")")


def _labels(labels: Iterable[str]) -> re.Pattern[str]:
    """A pattern of all labels, the longest first, with blanks in them (`来 源：`, `[来源]`)."""
    longest_first = sorted(labels, key=len, reverse=True)
    spaced = "|".join(r"\s{0,4}".join(map(re.escape, label)) for label in longest_first)
    return re.compile(rf"({spaced})\s*[:：\]】]")


def _absence(reason: str, signs: Mapping[str, str]) -> Absence:
    compiled = {sign: re.compile(pattern, re.IGNORECASE) for sign, pattern in signs.items()}
    return Absence(reason, compiled.get("text"), compiled.get("title"), compiled.get("markup"))
