"""Who answers for a task: the statements in which a plan names the bodies, and the names in them.

Three forms are usual: labels before colons (牵头单位：…；责任单位：…), verbs after the bodies
(某局牵头，某局配合) and table cells. All end in the same two lists.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.reading.task_due import read_due

_COLON = re.compile("[:：]")
# A statement without labels stands in brackets that close its line.
_OPENING, _CLOSING = "〔﹝［\\[【{｛<＜〈", "〕﹞］\\]】}｝>＞〉"
_CLOSING_BRACKET = re.compile(rf"[)）{_CLOSING}][。；;]?(?=\n|$)")
_BRACKET = re.compile(rf"[()（）{_OPENING}]")
_VALUE_MARK = re.compile(rf"[。\n()（）{_CLOSING}]")
_LONGEST_LABEL = 14
_LONGEST_VALUE = 400


@dataclass(slots=True)
class Bodies:
    """The bodies named for one task, in the order of the text, each once."""

    lead: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    due_on: date | None = None

    def add(self, other: "Bodies") -> None:
        """Take over what another statement names; the first due date stays."""
        self.lead += [name for name in other.lead if name not in self.lead]
        self.responsible += [name for name in other.responsible if name not in self.responsible]
        self.due_on = self.due_on or other.due_on


@dataclass(frozen=True, slots=True)
class BodyRules:
    """The words of statements, compiled from tasks.yaml."""

    label: re.Pattern[str]
    label_end: re.Pattern[str]
    verb: re.Pattern[str]
    name: re.Pattern[str]
    joined: re.Pattern[str]
    etcetera: re.Pattern[str]
    etcetera_mark: str
    not_a_body: re.Pattern[str]
    time_words: re.Pattern[str]
    due: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "BodyRules":
        """Compile `labels`, `verbs`, the marks between bodies and `due`."""
        separators = re.escape(data["separators"])
        return cls(
            label=re.compile(f"(?=[{data['label_starts']}])(?:{_named(data['labels'])}) ?$"),
            label_end=re.compile(f"[:：](?:(?<=[{data['label_ends']}].)|(?<=[{data['label_ends']}] .))"),
            # 区政协办公室 holds a verb; one that is meant ends its clause.
            verb=re.compile(f"(?=[{data['verb_starts']}])(?:{_named(data['verbs'])})(?=$|[{separators}])"),
            name=re.compile(rf"(?:[(（][^()（）]*[)）]|[^{separators}])+"),
            joined=re.compile(data["joined"]),
            etcetera=re.compile(data["etcetera"]),
            etcetera_mark=data["etcetera_mark"],
            not_a_body=re.compile(data["not_a_body"]),
            time_words=re.compile(data["time_words"]),
            due=re.compile(data["due"].replace(" ", "")),
        )


def _named(patterns: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{name}>{pattern.replace(' ', '')})" for name, pattern in patterns.items())


def statements(text: str, year: int | None, rules: BodyRules) -> Iterator[tuple[int, Bodies]]:
    """Yield every statement of `text` with its position; `year` completes due dates that give none."""
    labels = _labels(text, rules)
    for index, label in enumerate(labels):
        following = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        start = label.end() + 1
        value = text[start : _value_end(text, start, min(following, start + _LONGEST_VALUE))]
        yield label.start(), bodies_of(value, label.lastgroup or "", year, rules)
    for bracket in _CLOSING_BRACKET.finditer(text):
        start = _bracket_start(text, bracket.start())
        words = text[start : bracket.start()]
        if words and not _COLON.search(words) and rules.verb.search(words):
            yield start, bodies_of(words, "", year, rules)


def _labels(text: str, rules: BodyRules) -> list[re.Match[str]]:
    """Return the label words that stand before colons; few colons, so they are looked at first."""
    labels: list[re.Match[str]] = []
    place = 0
    for colon in rules.label_end.finditer(text):
        label = rules.label.search(text, max(place, colon.start() - _LONGEST_LABEL), colon.start())
        if label is not None:
            labels.append(label)
            place = colon.end()
    return labels


def _bracket_start(text: str, end: int) -> int:
    """Return where the words of the bracket that closes at `end` begin; `end` where nothing opens it."""
    lowest = max(0, end - _LONGEST_VALUE + 1)
    line = text.rfind("\n", lowest, end) + 1
    depth = 0
    for mark in reversed(list(_BRACKET.finditer(text, line or lowest, end))):
        if mark[0] in ")）":
            depth += 1
        elif depth == 0:
            return mark.end()
        else:
            depth -= 1
    return end


def _value_end(text: str, start: int, limit: int) -> int:
    """Return where the bodies after a label end: at a stop, the line's end or the bracket around them."""
    depth = 0
    for mark in _VALUE_MARK.finditer(text, start, limit):
        if mark[0] in "(（":
            depth += 1
        elif mark[0] in ")）" and depth > 0:
            depth -= 1
        else:
            return mark.start()
    return limit


def bodies_of(value: str, role: str, year: int | None, rules: BodyRules) -> Bodies:
    """Return the bodies in one value: `role` is what its label said ('' for none), verbs in it go first.

    With the role `due` the value is a time; with `person` it names nobody that counts.
    """
    bodies = Bodies()
    if role == "due":
        bodies.due_on = read_due(value, year, rules.due)
        return bodies
    if role == "person":
        return bodies
    place = 0
    for verb in rules.verb.finditer(value):
        names = body_names(value[place : verb.start()], rules)
        (bodies.lead if verb.lastgroup == "lead" else bodies.responsible).extend(names)
        place = verb.end()
    rest = value[place:]
    if role:
        (bodies.lead if role == "lead" else bodies.responsible).extend(body_names(rest, rules))
    if "前" in rest:
        bodies.due_on = read_due(rest, year, rules.due)
    return bodies


def body_names(words: str, rules: BodyRules) -> list[str]:
    """Split a list of bodies at its marks, brackets kept whole: 各镇(街道、园区)、区司法局等 → two names."""
    names: list[str] = []
    for part in rules.name.findall(words):
        for joined in rules.joined.split(part):
            name = joined.strip(" :：.")
            if rules.etcetera_mark in name:
                name = rules.etcetera.sub("", name)
            if not name or rules.not_a_body.match(name) or rules.time_words.search(name):
                continue
            if name not in names:
                names.append(name)
    return names
