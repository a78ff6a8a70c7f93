"""Until when a task is due: the last day of the span that the plan names."""

import re
from calendar import monthrange
from datetime import date

_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}


def read_due(words: str, year: int | None, pattern: re.Pattern[str]) -> date | None:
    """Return the last date that `words` name (2024年10月底前, 第三季度, 年底前), None where they name none.

    `year` is the year of the plan, for words that give none. 长期坚持, 每季度 and impossible days are None.
    """
    found: date | None = None
    for match in pattern.finditer(words.replace(" ", "")):
        stated = match["year"] or match["only"]
        due_year = int(stated) if stated else year
        if due_year is not None:
            found = _last_day(match, due_year) or found
    return found


def _last_day(match: re.Match[str], year: int) -> date | None:
    if match["quarter"]:
        month = _QUARTERS[match["quarter"]]
    elif match["half"]:
        month = 6 if match["half"] == "上" else 12
    elif match["month"]:
        month = int(match["month"])
    else:
        month = 12
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    day = int(match["day"]) if match["day"] else last
    return date(year, month, day) if 1 <= day <= last else None
