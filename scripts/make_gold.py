"""Turns one annotated document into a gold pair: the document as published, and its label.

    python scripts/make_gold.py ANNOTATED.txt … --to tests/gold/own

An annotated document is YAML front matter between `---` lines, then the text with these marks:

    {{1:一、|主要工作情况|achievements}}   a heading: depth : label | words | role; printed without the marks
    [[7万余份|70000|份|approx publicity_materials|发放宣传资料]]
        a number: printed | value | unit | flags | name. Flags, any of: approx at_least at_most, target,
        y2023 (year, if not the report's), n=… (the number as printed, if not the leading numerals),
        and a code of the codebook.
    ^ line      stands before or after the body (title, addressee, signature)
    ~ line      noise of the portal
    《-…》      a title in brackets that is no citation

Front matter holds the label's other fields (gold-format), `tasks` among them, and optionally `skin`: the
name of an HTML file beside the annotated one with $title $body $head $noise in it. Lines become paragraphs.
"""

import argparse
import html
import json
import re
import sys
import unicodedata
from pathlib import Path
from string import Template
from typing import Any

import yaml

HEADING = re.compile(r"\{\{(\d):([^|}]*)\|([^|}]*)\|([a-z]+)\}\}")
NUMBER = re.compile(r"\[\[([^|\]]+)\|([^|\]]+)\|([^|\]]*)\|([^|\]]*)\|([^|\]]*)\]\]")
NUMERALS = re.compile(
    r"(?:百分之)?[0-9０-９.,．，\s零〇一二三四五六七八九十百千两半]*[0-9０-９零〇一二三四五六七八九十百千两半]\s?[万亿]?"
)
QUALIFIERS = {"approx", "at_least", "at_most"}
MARKS = re.compile(r"\{\{\d:([^|}]*)\|([^|}]*)\|[a-z]+\}\}|\[\[([^|\]]+)\|[^\]]*\]\]|《-")


def plain(line: str) -> str:
    """The line as printed."""
    printed = MARKS.sub(lambda m: m[3] or ("《" if m[0] == "《-" else f"{m[1]}{m[2]}"), line)
    if "{{" in printed or "[[" in printed:
        sys.exit(f"a mark is not well formed: {line}")
    return printed


def sections_of(lines: list[str]) -> list[dict[str, str]]:
    counts: list[int] = []
    sections = []
    for depth, label, heading, role in (found for line in lines for found in HEADING.findall(line)):
        counts = [*counts, 0][: int(depth)]
        counts += [0] * (int(depth) - len(counts))
        counts[-1] += 1
        path = ".".join(map(str, counts))
        sections.append({"path": path, "label": label, "heading": heading, "role": role})
    return sections


def quote_of(body: str, at: int, end: int) -> str:
    """The shortest stretch of 8 characters or more around the number that stands once in the body."""
    start = at
    while end - start < 8 or body.count(body[start:end]) > 1:
        if start and body[start - 1] != "\n":
            start -= 1
        elif end < len(body) and body[end] != "\n":
            end += 1
        else:
            break
    return body[start:end]


def indicators_of(lines: list[str], year: int | None) -> list[dict[str, Any]]:
    body = "\n".join(map(plain, lines))
    found, offset = [], 0
    for line in lines:
        for match in NUMBER.finditer(line):
            at = offset + len(plain(line[: match.start()]))
            found.append(indicator(match.groups(), quote_of(body, at, at + len(match[1])), year))
        offset += len(plain(line)) + 1
    return found


def indicator(fields: tuple[str, ...], quote: str, year: int | None) -> dict[str, Any]:
    printed, value, unit, flags, name = fields
    words = flags.split()
    leading = NUMERALS.match(printed)
    number = next((word[2:] for word in words if word.startswith("n=")), leading and leading[0].strip())
    if not number:
        sys.exit(f"[[{printed}|…]]: no numeral at its beginning; give it as n=…")
    years = [int(word[1:]) for word in words if re.fullmatch(r"y\d{4}", word)]
    codes = [w for w in words if w not in QUALIFIERS | {"target"} and not re.fullmatch(r"y\d{4}|n=.*", w)]
    return {
        "quote": quote,
        "number": number,
        "value": float(value) if "." in value else int(value),
        "unit": unit,
        "qualifier": next((word for word in words if word in QUALIFIERS), "exact"),
        "nature": "target" if "target" in words else "actual",
        "code": codes[0] if codes else None,
        "name": name,
        "year": years[0] if years else year,
    }


def citations_of(lines: list[str]) -> list[str]:
    """Outermost titles in 《》, each once."""
    titles: dict[str, str] = {}
    for line in lines:
        text, depth, start = HEADING.sub(r"\2\3", NUMBER.sub(r"\1", line)), 0, 0
        for index, character in enumerate(text):
            if character == "《":
                depth += 1
                start = index + 1 if depth == 1 else start
            elif character == "》" and depth:
                depth -= 1
                title = text[start:index]
                if not depth and not title.startswith("-"):
                    titles.setdefault(unicodedata.normalize("NFKC", "".join(title.split())), title)
    return list(titles.values())


def label_of(meta: dict[str, Any], lines: list[str], source: str) -> dict[str, Any]:
    body = [line for line in lines if line[:1] not in "^~"]
    printed = [plain(line) for line in body]
    is_report = meta["kind"] != "other"
    meta.pop("skin", None)
    return {
        **meta,
        "source_file": source,
        "body_first": printed[0][:15] if is_report else None,
        "body_last": printed[-1][-15:] if is_report else None,
        "noise": [line[1:].strip() for line in lines if line[:1] == "~"],
        "sections": sections_of(body) if is_report else None,
        "indicators": indicators_of(body, meta.get("year")) if is_report else None,
        "citations": citations_of(body) if is_report else None,
    }


def page_of(skin: Path, meta: dict[str, Any], lines: list[str]) -> str:
    def paragraphs(mark: str) -> str:
        chosen = [line for line in lines if (line[:1] if line[:1] in "^~" else "") == mark]
        return "\n".join(f"<p>{html.escape(plain(line.lstrip('^~ ')))}</p>" for line in chosen)

    inside = [line for line in lines if line[:1] != "~"]
    body = "\n".join(f"<p>{html.escape(plain(line.lstrip('^ ')))}</p>" for line in inside)
    title = html.escape(meta["title"] or "")
    return Template(skin.read_text("utf-8")).substitute(
        title=title, body=body, head=paragraphs("^"), noise=paragraphs("~")
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("annotated", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    for path in options.annotated:
        _, front, text = path.read_text("utf-8").split("---\n", 2)
        meta = yaml.safe_load(front)
        lines = [line.rstrip() for line in text.splitlines() if line.strip()]
        meta.setdefault("doc", path.stem)
        skin = meta.get("skin")
        source = f"{path.stem}.{'html' if skin else 'txt'}"
        if skin:
            page = page_of(path.parent / skin, meta, lines)
        else:
            page = "\n".join(plain(line.removeprefix("^ ").removeprefix("~ ")) for line in lines) + "\n"
        (options.to / source).write_text(page, "utf-8")
        label = label_of(meta, lines, source)
        rendered = json.dumps(label, ensure_ascii=False, indent=1, default=str)
        (options.to / f"{path.stem}.json").write_text(rendered + "\n", "utf-8")


if __name__ == "__main__":
    main()
