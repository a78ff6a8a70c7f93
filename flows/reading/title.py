"""The title of a report: the page's headline, or the document's own where that says more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.reading.kind import squeeze
from flows.reading.organs import alternatives

_CUT = re.compile(r"(?:\.{2,}|…+|。{2,})$")
_DATE_TAIL = re.compile(r"\s*(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}$")
_TAGS = re.compile(r"^(?:[【\[〔][^】\]〕]{1,12}[】\]〕]\s*)+")
_ABOUT = "关于"
_EDGES = " 的:：,，—"
_YEAR = re.compile(r"(?:19|20)\d{2}|二[〇○零]")
_QUOTE = re.compile(r"《([^《》]+)")


@dataclass(frozen=True, slots=True)
class TitleRules:
    """The words of titles: where site names hang on, and where issuer and place end."""

    site_tail: re.Pattern[str]
    stop: re.Pattern[str]
    verbs: re.Pattern[str]
    leading_year: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TitleRules":
        """Compile the section `title` of metadata.yaml."""
        return cls(
            site_tail=re.compile(data["site_tail"]),
            stop=re.compile("|".join(data["stop"])),
            verbs=re.compile(rf"^(?:对|将|公开)?{alternatives(data['verbs'])}"),
            leading_year=re.compile(r"^(?:\d{4}|二[〇○零0O][一二三四五六七八九〇○零]{2})\s*年?度?\s*"),
        )


@dataclass(frozen=True, slots=True)
class TitleParts:
    """What a title says of its issuer.

    `who` is what stands before 关于 or before the year (organs, or a place); `about` the place that opens
    the matter (关于印发《甲区…》), `quoted` what opens a title within the title.
    """

    who: str
    about: str
    quoted: str


def pick_title(headline: str | None, listed: str | None, own: str | None, rules: TitleRules) -> str | None:
    """Choose the title to record.

    `headline` is the page's, `listed` that of the list that led here, `own` the document's, read from its
    lines. A cut one (…) is completed by any that goes on from it; the document's own counts where it
    holds the whole headline and more, or names a year where the headline names nothing.
    """
    head = clean_title(headline, rules) if headline else None
    candidates = [clean_title(other, rules) for other in (own, listed) if other]
    if head is None:
        return next((title for title in candidates if not _CUT.search(title)), None)
    if _CUT.search(head):
        start = squeeze(_CUT.sub("", head))
        return next((title for title in candidates if squeeze(title).startswith(start)), head)
    if own and (_extends(candidates[0], head) or (_is_bare(head, rules) and _YEAR.search(candidates[0]))):
        return candidates[0]
    return head


def clean_title(title: str, rules: TitleRules) -> str:
    """Return a title with single blanks and without the site name and date that portals hang behind it."""
    words = " ".join(title.split())
    return _DATE_TAIL.sub("", rules.site_tail.sub("", words)) or words


def _is_bare(headline: str, rules: TitleRules) -> bool:
    """Whether a headline names neither a year nor anyone: it is the column's (法治政府建设年度报告)."""
    return not _YEAR.search(headline) and read_parts(headline, rules) == TitleParts("", "", "")


def _extends(own: str, headline: str) -> bool:
    whole, part = squeeze(own), squeeze(headline)
    return len(part) < len(whole) <= 3 * len(part) and whole.endswith(part)


def read_parts(title: str, rules: TitleRules) -> TitleParts:
    """Take a title apart at 关于, at its year, or where the matter begins."""
    words = _TAGS.sub("", " ".join(title.split()))
    quoted = _QUOTE.search(words)
    inner = _lead(quoted.group(1), rules) if quoted else ""
    outer = words[: words.find("《")] if quoted else words
    who, about, matter = outer.partition(_ABOUT)
    if not about:
        return TitleParts(_lead(outer, rules), "", inner)
    matter = rules.verbs.sub("", matter.strip())
    return TitleParts(_clean_lead(who, rules), _lead(matter, rules), inner)


def _lead(words: str, rules: TitleRules) -> str:
    """Return what stands before the matter of `words`: organs, or a place."""
    before, about, _ = words.partition(_ABOUT)
    if about and before:
        return _clean_lead(before, rules)
    words = _clean_lead(words.removeprefix(_ABOUT), rules)
    stop = rules.stop.search(words)
    return (words[: stop.start()] if stop else words).strip(_EDGES)


def _clean_lead(words: str, rules: TitleRules) -> str:
    """Drop a motto (开创新局面——甲县…), the year in front and loose marks."""
    return rules.leading_year.sub("", words.rpartition("——")[2].strip(_EDGES)).strip(_EDGES)
