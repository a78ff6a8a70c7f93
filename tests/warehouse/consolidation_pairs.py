"""Labelled pages for consolidation: every labelled report as several copies, and its hardest lookalikes.

Copies are made as portals make them and read by the reader, so that their metadata vary as they do in life.
Lookalikes have the same wording and, but for names and years, the same figures.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from docx import Document
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from crawlers.archive import Capture
from flows.attachments import attachment_text, format_of
from flows.reading.read import Rules, read_page
from flows.reading.shapes import Page, Report
from flows.staging import document_row, sha256

GOLD = Path(__file__).parents[1] / "gold"
EVENING = datetime(2026, 3, 1, 20, tzinfo=UTC)
PARTS: Mapping[str, list[Any]] = {"sections": [], "indicators": [], "tasks": [], "citations": []}
FOR_THEIR_YEAR = ("work_plan", "work_report")
FEWEST_CHARS = 200
"""A page of some lines, as under a picture, holds too little to be known again by."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A staged page and the name of the report that is on it."""

    report: str
    row: Row


def labelled_pages(rules: Rules) -> Iterator[Labelled]:
    """Yield copies and lookalikes of every labelled report."""
    for path in sorted([*GOLD.glob("*/*.txt"), *GOLD.glob("*/*.html")]):
        original = read(path.read_bytes(), path.stem, "original", rules)
        if original is None or len(original.text) < FEWEST_CHARS:
            continue
        signed = f"{original.text}\n{original.metadata.issuers[0]}\n{signing_day(original)}"
        for name, (title, text) in copies(original, signed).items():
            report = read(f"{title}\n{text}".encode(), path.stem, name, rules)
            if report is not None:
                yield Labelled(path.stem, row_of(report, path.stem, name))
        for name, made in (("word", word_file), ("pdf", pdf_file)):
            report = read(made(original.metadata.title, signed), path.stem, name, rules)
            if report is not None:
                yield Labelled(path.stem, row_of(report, path.stem, name))
        for name, row in lookalikes(row_of(original, path.stem, "original")).items():
            yield Labelled(f"{path.stem} {name}", row)


def read(payload: bytes, stem: str, name: str, rules: Rules) -> Report | None:
    """Read a page, or an attachment by its text as a harvest does."""
    if format_of(payload) is not None:
        text = attachment_text(payload)
        assert isinstance(text, str), text
        payload = text.encode()
    mime = "text/html" if payload.lstrip().startswith(b"<") else "text/plain"
    found = read_page(Page(payload=payload, url=url_of(stem, name), mime=mime), rules)
    return found if isinstance(found, Report) else None


def url_of(stem: str, name: str) -> str:
    """Copies of one report are on portals of their own."""
    return f"https://{name}.{stem.split('-', maxsplit=1)[0]}.example.cn/{stem}.html"


def row_of(report: Report, stem: str, name: str) -> Row:
    url = url_of(stem, name)
    capture = Capture(
        sha256(url.encode())[:24],
        None,
        None,
        url,
        EVENING,
        200,
        None,
        None,
        b"",
        "article",
        None,
        None,
        "new",
        "",
    )
    return dict(document_row(capture, report)) | PARTS


def signing_day(original: Report) -> str:
    """The day under the text: a plan or a speech is signed in the year it is for, a report in the next."""
    year = original.metadata.year or 2024
    return f"{year if str(original.metadata.kind) in FOR_THEIR_YEAR else year + 1}年1月20日"


def copies(original: Report, signed: str) -> dict[str, tuple[str, str]]:
    """Title and text of the report as other portals carry it."""
    title = original.metadata.title
    order = f"现将《{title}》印发给你们，请结合实际抓好落实。"
    notice = f"各乡镇人民政府，各有关单位：\n{order}\n{signing_day(original)}\n"
    return {
        "exact": (title, original.text),
        "signed": (title, signed),
        "retitled": (retitled(title), signed),
        "yearless": (re.sub(r"20\d\d\s?年度?", "", title), signed),
        "wrapped": (f"关于印发《{title}》的通知", notice + signed),
        "edited": (title, edited(original.text)),
        "reworded": (retitled(title), edited(signed)),
        "typeset": (title, typeset(signed)),
    }


def word_file(title: str, text: str) -> bytes:
    """The report as the Word file beside its page."""
    document, file = Document(), BytesIO()
    for line in [title, *text.split("\n")]:
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def pdf_file(title: str, text: str) -> bytes:
    """The report as the PDF beside its page: lines cut at the margin, pages one after another."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, wordWrap="CJK")
    lines = [Paragraph(escape(title), style)]
    lines += [Paragraph("\u3000\u3000" + escape(line), style) for line in text.split("\n")]
    file = BytesIO()
    SimpleDocTemplate(file, invariant=1).build(lines)
    return file.getvalue()


def retitled(title: str) -> str:
    """A title with the small differences that list pages and portals make."""
    swapped = title.replace("年度", "年") if "年度" in title else re.sub(r"(20\d\d)年", r"\1年度", title)
    if "工作情况" in swapped:
        return swapped.replace("工作情况", "情况")
    return (
        swapped.replace("情况", "工作情况") if "情况" in swapped else swapped.replace("建设", "建设工作", 1)
    )


EDITS = (
    ("认真", "切实"),
    ("进一步", "不断"),
    ("扎实", "深入"),
    ("，", ","),
    ("积极", "主动"),
    ("不断", "持续"),
)


def edited(text: str) -> str:
    """The text with words of every twelfth sentence changed, as a second editor does."""
    sentences = re.split(r"(?<=[。；])", text)
    for place in range(3, len(sentences), 12):
        for old, new in EDITS:
            if old in sentences[place]:
                sentences[place] = sentences[place].replace(old, new, 1)
                break
        else:
            sentences[place] = sentences[place].replace("。", "，取得成效。", 1)
    return "".join(sentences)


FULL_WIDTH = str.maketrans("0123456789,:;()", "０１２３４５６７８９，：；（）")


def typeset(text: str) -> str:
    """The text in full-width forms and with the blanks of another editor."""
    return "\n".join("　　" + line.translate(FULL_WIDTH) for line in text.split("\n"))


def lookalikes(row: Row) -> dict[str, Row]:
    """Reports of the same wording that are others: staged rows by what tells them apart."""
    made: dict[str, Callable[[Row], Row | None]] = {
        "year before": lambda row: of_year(row, -1),
        "year after": lambda row: of_year(row, 1),
        "parent": of_parent,
        "sister": lambda row: of_sister(row, "甲"),
        "second sister": lambda row: of_sister(row, "乙"),
        "other organ": of_other_organ,
    }
    found = {
        name: with_own_figures(other, row) for name, make in made.items() if (other := make(row)) is not None
    }
    return {
        name: other
        | {"capture_id": sha256(f"{row['url']}{name}".encode())[:24]}
        | {"url": row["url"].replace(".html", f"-{sha256(name.encode())[:6]}.html")}
        | {"content_sha256": sha256(other["text"].encode())}
        for name, other in found.items()
    }


def with_own_figures(other: Row, row: Row) -> Row:
    """The lookalike, with figures of its own if its text names neither place nor year.

    Nobody could tell it from a copy of the original otherwise.
    """
    if other["text"] != row["text"]:
        return other
    places = count()

    def own(figure: re.Match[str]) -> str:
        return str(int(figure[0]) + 3) if next(places) % 3 == 0 else figure[0]

    return other | {"text": re.sub(r"[0-9]{1,4}", own, other["text"])}


def of_year(row: Row, step: int) -> Row | None:
    """The neighbouring year's report: every year in it moved, all else kept."""
    if row["year"] is None:
        return None

    def moved(text: str) -> str:
        return re.sub(r"20[12]\d(?=年)", lambda year: str(int(year[0]) + step), text)

    return row | {"year": row["year"] + step, "title": moved(row["title"]), "text": moved(row["text"])}


UPWARD = {"township": "county", "county": "city", "city": "province"}


def of_parent(row: Row) -> Row | None:
    """The report of the government above, in the words of this one."""
    above = UPWARD.get(row["level"])
    if above is None or row[row["level"]] is None or row[above] is None:
        return None
    codes = {"township": row["region_code"], "county": f"{row['region_code'][:4]}00"}
    place = {row["level"]: None, "township_code": None, "level": above}
    place["region_code"] = codes.get(row["level"], f"{row['region_code'][:2]}0000")
    return renamed(row, row[row["level"]], row[above]) | place


def of_sister(row: Row, sign: str) -> Row | None:
    """The report of a neighbour under the same government, on the same template."""
    own = row.get(row["level"] or "")
    if not own or row["level"] not in UPWARD:
        return None
    sister = sign + own[1:]
    code = row["region_code"]
    if row["level"] != "township":
        step = 1 + "甲乙".index(sign)
        code = f"{int(code) + (step if row['level'] == 'county' else 100 * step)}"
    return renamed(row, own, sister) | {row["level"]: sister, "region_code": code, "township_code": None}


def renamed(row: Row, old: str, new: str) -> Row:
    """The row with one place's name in the place of another's, everywhere."""
    short_old, short_new = old[:2], new[:2]

    def changed(text: str) -> str:
        return text.replace(old, new).replace(short_old, short_new)

    issuers = [changed(issuer) for issuer in row["issuers"]]
    if issuers == row["issuers"]:
        issuers = [f"{new}人民政府"]
    title = changed(row["title"])
    if title == row["title"]:
        title = f"{new}{title}"
    return row | {"issuers": issuers, "title": title, "text": changed(row["text"])}


def of_other_organ(row: Row) -> Row | None:
    """The report of another organ of the same place, which took over the wording."""
    if row["kind"] == "interpretation":  # a text about a report: whoever posts it, it is the same text
        return None
    place = row.get(row["level"] or "") or "国家"
    organ = f"{place}林业和草原局" if row["level"] != "township" else f"{place}综合行政执法队"
    return row | {"issuers": [organ], "department": True, "title": f"{organ}{row['title'][-18:]}"}
