"""Each check refuses the night that breaks its rule, and names what broke it."""

from pathlib import Path

import pytest

from tests.warehouse.staged_nights import CODES, capture, document, night_after, rows_of, write_night
from warehouse.errors import CheckError
from warehouse.loading import load


def broken(part: str, **facts):
    page = document()
    page[part][0] |= facts
    return page


@pytest.mark.parametrize(
    ("check", "page"),
    [
        ("enumerations", document(kind="novel")),
        ("enumerations", document(level="village")),
        ("enumerations", broken("sections", role="prologue")),
        ("enumerations", broken("indicators", qualifier="perhaps")),
        ("enumerations", broken("indicators", nature="dream")),
        ("keys_unique", document(sections=document()["sections"][:1] * 2, indicators=[], citations=[])),
        ("keys_unique", document(indicators=document()["indicators"][:1] * 2)),
        ("offsets_quote_text", broken("indicators", start_char=0, end_char=2)),
        ("offsets_quote_text", broken("indicators", start_char=9000, end_char=9002)),
        ("offsets_quote_text", broken("citations", start_char=3)),
        ("orphans", broken("indicators", code="no_such_code")),
        ("values_in_range", broken("indicators", value=float("inf"))),
        ("values_in_range", broken("indicators", year=24)),
        ("values_in_range", broken("sections", end_char=100_000)),
        ("values_in_range", document(year=12024)),
        ("values_in_range", document(text="", indicators=[], sections=[], citations=[])),
    ],
)
def test_a_broken_night_is_refused(tmp_path: Path, check, page):
    with pytest.raises(CheckError, match=rf"^nothing was loaded.*{check}: \d+ rows, as "):
        load(tmp_path / "w.duckdb", write_night(tmp_path / "n", documents=[page], indicator_codes=CODES))
    assert not (tmp_path / "w.duckdb").exists()


def test_an_unknown_outcome_of_a_capture_is_refused(tmp_path):
    night = write_night(
        tmp_path / "n", captures=[capture("https://x.example.cn/", night_after(0), "vanished")]
    )
    with pytest.raises(CheckError, match=r"enumerations: 1 rows, as place='captures.outcome'"):
        load(tmp_path / "w.duckdb", night)


def test_a_night_that_loses_much_of_the_last_is_refused(tmp_path):
    warehouse = tmp_path / "w.duckdb"
    pages = [
        document(f"https://x.example.cn/{number}.html", title=f"第{number}号报告", sections=[], indicators=[])
        for number in range(1200)
    ]
    load(warehouse, write_night(tmp_path / "first", documents=pages))
    rejects = [
        {"capture_id": page["capture_id"], "url": page["url"], "stage": "kind", "reason": "other"}
        for page in pages[:400]
    ]

    with pytest.raises(
        CheckError, match=r"counts_hold: 1 rows, as place='reports', last_night=1200, tonight=800"
    ):
        load(warehouse, write_night(tmp_path / "second", rejects=rejects))
    assert rows_of(warehouse, "SELECT count(*) FROM reports") == [(1200,)]
