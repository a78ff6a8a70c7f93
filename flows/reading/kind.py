"""What kind of document a page holds: told by its title, and by its build where the title is silent.

Kinds are those of the reading contract. Reports of one officer on the same duty (述法报告,
履行推进法治建设第一责任人职责情况报告) count as annual reports: the 党政主要负责人履行推进法治建设
第一责任人职责规定 asks for them beside the government's report, for the same year. A notice that carries a
plan or a report is of that kind.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flows.reading.organs import alternatives
from flows.reading.shapes import Kind, Reject

# Why a page is no report: the reasons of stage `kind`.
NEWS = "news"
NOTICE = "notice"
NOT_A_REPORT = "not_a_report"
TOO_SHORT = "too_short"
BODY_IN_ATTACHMENT = "body_in_attachment"

_TAGS = re.compile(r"^(?:[【\[][^】\]]{1,12}[】\]])+")
_SUFFIX = re.compile(r"(?:[(][^()]{1,30}[)]|【[^】]{1,12}】|全文|公开版|[。.…]+)+$")
_QUOTED = re.compile(r"《[^》]*》?")
_HEAD = 1500
_LEAD = 400
_NUMBERED = re.compile(r"^[一二三四五六七八九]、[^\n。]{4,40}", re.MULTILINE)
_BLANK_MARKS = "xX×＊*"
_BLANKS = 3  # so many blanks left to fill in make a text a model


@dataclass(frozen=True, slots=True)
class KindRules:
    """The words of titles and texts by which kinds differ."""

    subject: re.Pattern[str]
    plan_subject: re.Pattern[str]
    interpretation: re.Pattern[str]
    disclosure: re.Pattern[str]
    work_report: re.Pattern[str]
    about_work_report: re.Pattern[str]
    report_form: re.Pattern[str]
    report_end: re.Pattern[str]
    plan_form: re.Pattern[str]
    report_before_plan: re.Pattern[str]
    carries: re.Pattern[str]
    notice_end: re.Pattern[str]
    notice: re.Pattern[str]
    news: re.Pattern[str]
    headline: re.Pattern[str]
    unrelated: re.Pattern[str]
    reporter: re.Pattern[str]
    lead: re.Pattern[str]
    headings: tuple[re.Pattern[str], ...]
    own_headings: tuple[re.Pattern[str], ...]
    opening: re.Pattern[str]
    disclosure_headings: tuple[re.Pattern[str], ...]
    assembly: re.Pattern[str]
    model_title: re.Pattern[str]
    blank: re.Pattern[str]
    task: re.Pattern[str]
    shortest: Mapping[str, int]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "KindRules":
        """Compile the section `kind` of metadata.yaml."""
        listed = ("headings", "own_headings", "disclosure_headings")
        fields: dict[str, Any] = {
            name: re.compile("|".join(words) if isinstance(words, list) else words)
            for name, words in data.items()
            if name not in (*listed, "shortest")
        }
        fields["report_end"] = re.compile(rf"{alternatives(data['report_form'])}$")
        fields["notice_end"] = re.compile(rf"{alternatives(data['notice_end'])}$")
        for name in listed:
            fields[name] = tuple(map(re.compile, data[name]))
        return cls(**fields, shortest=dict(data["shortest"]))


def squeeze(text: str) -> str:
    """Return `text` in half-width forms without white space, as titles are compared and matched."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def kind_of_title(title: str, rules: KindRules) -> Kind | Reject | None:
    """Return the kind that a title states, a reject where it is that of no report, None if it is silent."""
    whole = squeeze(title)
    words = _SUFFIX.sub("", _TAGS.sub("", whole))
    on_law = rules.subject.search(words) is not None
    if rules.unrelated.search(words) and not (on_law and rules.report_end.search(words)):
        return Reject("kind", NOT_A_REPORT, title)
    if rules.interpretation.search(whole):
        return "interpretation" if _on_topic(whole, rules) else Reject("kind", NOT_A_REPORT, title)
    if _is_headline(_QUOTED.sub("", words), rules):
        return Reject("kind", NEWS, title)
    return _kind_on_law(words, title, rules) if on_law else _neighbour(words, title, rules)


def _neighbour(words: str, title: str, rules: KindRules) -> Kind | Reject | None:
    """Return the kind of a title that does not speak of law-based government."""
    if rules.disclosure.search(words) and not rules.plan_form.search(words):
        return _unless_notice("disclosure_report", words, title, rules)
    if rules.work_report.search(words):
        return _kind_of_work_report(words, title, rules)
    if rules.plan_subject.search(words) and rules.plan_form.search(words):
        return _unless_notice("work_plan", words, title, rules)
    return Reject("kind", NOTICE, title) if rules.notice_end.search(words) else None


def _on_topic(words: str, rules: KindRules) -> bool:
    return any(
        pattern.search(words)
        for pattern in (rules.subject, rules.plan_subject, rules.disclosure, rules.work_report)
    )


def _is_headline(words: str, rules: KindRules) -> bool:
    if rules.news.search(words):
        return True
    formal = rules.report_end.search(words) or rules.plan_form.search(words)
    return formal is None and rules.headline.search(words) is not None


def _kind_on_law(words: str, title: str, rules: KindRules) -> Kind | Reject | None:
    if rules.notice.search(words) and not rules.carries.search(words):
        return Reject("kind", NOTICE, title)
    outer = _QUOTED.sub("", words)
    report = rules.report_form.search(words)
    # A report may name a plan (工作要点落实情况报告, 总结及2024年工作计划), no plan ends as a report does.
    plan = None if rules.report_end.search(outer) else rules.plan_form.search(words)
    if rules.disclosure.search(outer) and not plan:
        return _unless_notice("disclosure_report", words, title, rules)
    kind: Kind | None = None
    if plan and not (report and rules.report_before_plan.search(words[: plan.start()])):
        kind = "work_plan"
    elif report:
        kind = "annual_report"
    if kind is None:
        return Reject("kind", NOTICE, title) if rules.notice_end.search(words) else None
    return _unless_notice(kind, words, title, rules)


def _unless_notice(kind: Kind, words: str, title: str, rules: KindRules) -> Kind | Reject:
    """A notice is of the kind of what it carries; one that carries nothing only asks or announces."""
    ended = rules.notice_end.search(_SUFFIX.sub("", words))
    form = rules.plan_form if kind == "work_plan" else rules.report_end
    if ended is None or any(match.end() == len(words) for match in form.finditer(words)):
        return kind
    return kind if rules.carries.search(words) else Reject("kind", NOTICE, title)


def _kind_of_work_report(words: str, title: str, rules: KindRules) -> Kind | Reject:
    if not rules.about_work_report.search(words):
        return "work_report"
    if rules.plan_form.search(words):
        return "work_plan"
    return Reject("kind", NOT_A_REPORT, title)


def kind_of_text(text: str, rules: KindRules, title: str = "") -> Kind | None:
    """Return the kind that a text shows by its build, None where it is not built like any of them.

    A report leads over to itself (现将…情况报告如下) or has the genre's headings, on the genre's subject; one
    whose `title` is that of a report on something else (司法局2025年工作总结) must name the subject there.
    a disclosure report has the six parts of the Regulations on Open Government Information; a work report
    addresses an assembly; a plan names who answers for its tasks.
    """
    head = text[:_HEAD]
    if _told(text, rules.disclosure_headings) >= 4 and "信息公开" in head:
        return "disclosure_report"
    if rules.assembly.search(text[:_LEAD]):
        return "work_report"
    subject = rules.subject.search(head[:_LEAD])
    if subject is None:
        return None
    if len(rules.task.findall(text)) >= 3:
        return "work_plan"
    return (
        "annual_report" if not reads_as_news(text, rules) and _built_as_report(text, title, rules) else None
    )


def _built_as_report(text: str, title: str, rules: KindRules) -> bool:
    lead = rules.lead.search(text[:_HEAD])
    if rules.report_end.search(_SUFFIX.sub("", squeeze(title))):
        return lead is not None and rules.subject.search(lead.group()) is not None
    parts = _told(text, rules.headings)
    if (lead is not None and parts > 0) or parts >= 3:
        return True
    headings = "\n".join(_NUMBERED.findall(text))
    return rules.opening.match(text) is not None and _told(headings, rules.own_headings) > 0


def is_model(titles: Sequence[str], text: str, rules: KindRules) -> bool:
    """Whether this is a model to copy from (范文): nobody's report, with blanks for names and numbers."""
    if any(rules.model_title.search(squeeze(title)) for title in titles):
        return True
    if not any(mark in text for mark in _BLANK_MARKS):
        return False
    blanks = rules.blank.finditer(text)
    return sum(1 for _ in islice(blanks, _BLANKS)) == _BLANKS


def reads_as_news(text: str, rules: KindRules) -> bool:
    """Whether the text opens as a reporter's."""
    return rules.reporter.search(text[:80]) is not None


def _told(text: str, patterns: Sequence[re.Pattern[str]]) -> int:
    return sum(pattern.search(text) is not None for pattern in patterns)
