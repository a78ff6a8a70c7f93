"""Scores what was read against gold labels, figure by figure.

A label never holds offsets: it quotes the document, and the quote is looked for in the text that was
read, with white space and width folded away. Counts come in two forms: right of total, and
true positives with false positives and negatives for things that may be missed or invented.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.reading.shapes import Indicator, Reject, Report

Label = Mapping[str, Any]
_PLACES = ("province", "city", "county", "township")
_HEADING_KEY = 12


def folded(text: str | None) -> str:
    """Width and white space folded away; other characters kept."""
    return "".join(
        character for character in unicodedata.normalize("NFKC", text or "") if not character.isspace()
    )


def bare(text: str | None) -> str:
    """Letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text or "") if c.isalnum())


@dataclass(slots=True)
class Tally:
    """Counts per figure, and a line for everything that was wrong."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def check(self, figure: str, doc: str, got: object, want: object) -> None:
        self.total[figure] += 1
        if got == want:
            self.right[figure] += 1
        else:
            self.misses.append(f"{doc}: {figure}: got {got!r}, want {want!r}")

    def compare(self, figure: str, doc: str, got: Iterable[Any], want: Iterable[Any]) -> None:
        held, wanted = Counter(got), Counter(want)
        self.hits[figure] += (held & wanted).total()
        self.extra[figure] += (held - wanted).total()
        self.missed[figure] += (wanted - held).total()
        self.misses += [f"{doc}: {figure}: extra {item}" for item in (held - wanted).elements()]
        self.misses += [f"{doc}: {figure}: missed {item}" for item in (wanted - held).elements()]

    def figures(self) -> dict[str, float]:
        """Every figure in per cent."""
        found = {name: 100 * self.right[name] / total for name, total in self.total.items()}
        for name in self.hits.keys() | self.extra.keys() | self.missed.keys():
            hits, extra, missed = self.hits[name], self.extra[name], self.missed[name]
            found[f"{name}.precision"] = 100 * hits / max(1, hits + extra)
            found[f"{name}.recall"] = 100 * hits / max(1, hits + missed)
            found[f"{name}.f1"] = 200 * hits / max(1, 2 * hits + extra + missed)
        return {name: round(value, 1) for name, value in sorted(found.items())}


def load_labels(folder: Path) -> list[tuple[Path, Label]]:
    """Return (document, label) pairs of a folder: every `*.json` with the file it names."""
    labels = [(path, json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))]
    return [(path.parent / label["source_file"], label) for path, label in labels]


def score(tally: Tally, label: Label, read: Report | Reject) -> None:
    """Add one document to the tally."""
    doc = label["doc"]
    if label["kind"] == "other":
        tally.check("kept_out", doc, isinstance(read, Reject) or read.metadata.kind == "other", True)
        return
    tally.check("found", doc, isinstance(read, Report) or f"rejected: {read.reason}", True)
    if isinstance(read, Report):
        _score_metadata(tally, doc, label, read)
        _score_text(tally, doc, label, read.text)
        _score_sections(tally, doc, label, read)
        _score_indicators(tally, doc, label, read)
        _score_tasks(tally, doc, label, read)
        if label.get("citations") is not None:
            got = {bare(citation.title) for citation in read.citations}
            tally.compare("citations", doc, got, {bare(title) for title in label["citations"]})


def _score_metadata(tally: Tally, doc: str, label: Label, read: Report) -> None:
    metadata = read.metadata
    for name in ("kind", "level", "year", "doc_number", "source"):
        if name in label:
            tally.check(f"meta.{name}", doc, getattr(metadata, name), label[name])
    for name in ("published_on", "signed_on"):
        if name in label:
            got = getattr(metadata, name)
            tally.check(f"meta.{name}", doc, got and got.isoformat(), label[name])
    tally.check("meta.department", doc, metadata.department, label.get("department", False))
    if label.get("title"):
        tally.check("meta.title", doc, bare(metadata.title), bare(label["title"]))
    if label.get("region_code"):
        tally.check("meta.region_code", doc, metadata.place.region_code, label["region_code"])
    for name in _PLACES if label.get("region") else ():
        tally.check("meta.region", f"{doc} {name}", getattr(metadata.place, name), label["region"].get(name))
    for name in ("issuers", "addressees"):
        if label.get(name):
            got = sorted(map(bare, getattr(metadata, name)))
            tally.check(f"meta.{name}", doc, got, sorted(map(bare, label[name])))


def _score_text(tally: Tally, doc: str, label: Label, text: str) -> None:
    whole = folded(text)
    if label.get("body_first"):
        tally.check("text.start", doc, 0 <= whole.find(folded(label["body_first"])) <= 160, True)
    if label.get("body_last"):
        last = folded(label["body_last"])
        at = whole.rfind(last)
        tally.check("text.end", doc, at >= 0 and len(whole) - at - len(last) <= 80, True)
    for noise in label.get("noise") or ():
        tally.check("text.noise", f"{doc} {noise}", folded(noise) in whole, False)


def _score_sections(tally: Tally, doc: str, label: Label, read: Report) -> None:
    if label.get("sections") is None:
        return
    got = {(bare(s.label), bare(s.heading)[:_HEADING_KEY]): s for s in read.sections}
    want = {
        (bare(s["label"]), bare(s["heading"])[:_HEADING_KEY]): s for s in label["sections"] if s["heading"]
    }
    tally.compare("sections", doc, got.keys(), want.keys())
    for key in got.keys() & want.keys():
        where = f"{doc} {key}"
        tally.check("sections.path", where, got[key].path, want[key]["path"])
        tally.check("sections.role", where, got[key].role, want[key]["role"])
        tally.check("sections.heading", where, bare(got[key].heading), bare(want[key]["heading"]))


def _score_indicators(tally: Tally, doc: str, label: Label, read: Report) -> None:
    if label.get("indicators") is None:
        return
    left = list(read.indicators)
    for indicator in left:
        printed = read.text[indicator.start_char : indicator.end_char]
        tally.check(
            "indicators.traceable", doc, bool(printed) and folded(printed) in folded(indicator.quote), True
        )
    for want in label["indicators"]:
        what = f"{want['number']}{want['unit']} in {want['quote']}"
        got = _take(left, want, _span(read.text, want))
        tally.hits["indicators"] += got is not None
        tally.missed["indicators"] += got is None
        if got is None:
            tally.misses.append(f"{doc}: indicators: missed {what}")
            tally.missed["indicators.coded"] += bool(want.get("code"))
            continue
        tally.check("indicators.unit", f"{doc} {what}", folded(got.unit), folded(want["unit"]))
        for name in ("qualifier", "nature", "year"):
            if want.get(name) is not None:
                tally.check(f"indicators.{name}", f"{doc} {what}", getattr(got, name), want[name])
        _score_code(tally, f"{doc} {what}", got.code, want.get("code"))
    for indicator in left:
        tally.extra["indicators"] += 1
        tally.extra["indicators.coded"] += bool(indicator.code)
        tally.misses.append(
            f"{doc}: indicators: extra {indicator.value}{indicator.unit} in {indicator.quote}"
        )


def _score_code(tally: Tally, where: str, got: str | None, want: str | None) -> None:
    if got == want:
        tally.hits["indicators.coded"] += bool(got)
        return
    tally.extra["indicators.coded"] += bool(got)
    tally.missed["indicators.coded"] += bool(want)
    tally.misses.append(f"{where}: code: got {got}, want {want}")


def _span(text: str, want: Label) -> tuple[int, int] | None:
    """Where the labelled number stands in the text: found by its quote, white space and width folded."""
    characters, origin = [], []
    for index, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character):
            if not one.isspace():
                characters.append(one)
                origin.append(index)
    quote, number = folded(want["quote"]), folded(want["number"])
    at, inner = "".join(characters).find(quote), quote.find(number)
    if at < 0 or inner < 0:
        return None
    return origin[at + inner], origin[at + inner + len(number) - 1] + 1


def _take(left: list[Indicator], want: Label, span: tuple[int, int] | None) -> Indicator | None:
    """Take from `left` the indicator at the label's place with the label's value."""
    if span is None:
        return None
    for indicator in left:
        overlaps = indicator.start_char < span[1] and indicator.end_char > span[0]
        if overlaps and abs(indicator.value - want["value"]) <= 1e-9 * max(1, abs(want["value"])):
            left.remove(indicator)
            return indicator
    return None


def _score_tasks(tally: Tally, doc: str, label: Label, read: Report) -> None:
    got = {task.number: task for task in read.tasks}
    for want in label.get("tasks") or ():
        task = got.get(want["number"])
        for side in ("lead", "responsible"):
            bodies = sorted(map(bare, getattr(task, side))) if task else []
            tally.check(
                f"tasks.{side}", f"{doc} {want['number']}", bodies, sorted(map(bare, want.get(side) or []))
            )
