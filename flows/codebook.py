"""The codebook for readers: the rows of `indicator_codes` and the page `docs/codebook.md`.

`python -m flows.codebook` writes the page anew.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flows.reading.coding_rules import code_entries
from flows.vocabulary import read_data

PAGE = Path(__file__).parents[1] / "docs" / "codebook.md"

_INTRODUCTION = """# The codebook

Each number of a report that an analyst would put in one of these columns carries its code. This page is
made from `flows/vocabulary/codebook.yaml` by `python -m flows.codebook`; the words by which a number is
known to be one of them stand there.

- A rate is stored on a scale of 0 to 100, money in yuan (元).
- Where a report states a total and its parts (其中…), only the total takes the code; a part takes one only
  where it is another column in its own right (受理123件，其中审结98件).
- A number about something narrower than the column, a change (同比增长12%) and a number that holds for
  every one of many (每村1名) take no code. What is planned takes its code with nature `target`, which
  `indicator_panel` leaves out.
- In `indicator_panel` counts of parallel rows are added and rates averaged, as the last column says.
"""

_HEADER = "| code | 中文 | English | unit | also printed as | counts | leaves out | in the panel |"
_PANEL = {"sum": "added", "mean": "averaged"}


def aggregation(entry: Mapping[str, Any]) -> str:
    """Return how parallel values of one issuer and year become one: rates by `mean`, counts by `sum`."""
    return "mean" if entry["unit"] == "%" else "sum"


def codebook_rows(data: Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the rows of `indicator_codes` for the data of `codebook.yaml`, in its order."""
    areas = {code: area for area, codes in data["areas"].items() for code in codes}
    return [
        {
            "code": code,
            "area": areas[code],
            "name_zh": entry["zh"],
            "name_en": entry["en"],
            "unit": entry["unit"],
            "units": [entry["unit"], *entry.get("also", ()), *entry.get("further", ())],
            "aggregation": aggregation(entry),
        }
        for code, entry in code_entries(data)
    ]


def codebook_page(data: Mapping[str, Any]) -> str:
    """Return the page that tells an analyst what each code counts and what it leaves out."""
    return "\n".join([_INTRODUCTION, *_areas(data)]) + "\n"


def _areas(data: Mapping[str, Any]) -> Iterator[str]:
    for area, codes in data["areas"].items():
        yield f"## {area}\n"
        yield _HEADER
        yield "| --- " * (_HEADER.count("|") - 1) + "|"
        for code, entry in codes.items():
            yield _line(code, entry)
        yield ""


def _line(code: str, entry: Mapping[str, Any]) -> str:
    printed = " ".join([*entry.get("also", ()), *entry.get("further", ())])
    cells = (
        f"`{code}`",
        entry["zh"],
        entry["en"],
        entry["unit"],
        printed,
        entry["counts"],
        entry["leaves_out"],
        _PANEL[aggregation(entry)],
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(codebook_page(read_data("codebook")), "utf-8")
