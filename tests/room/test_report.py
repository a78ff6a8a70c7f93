"""The page of a report, asked for as readers ask: everything leads to the text, and the text is whole."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from lxml import html
from starlette.testclient import TestClient

from crawlers.archive_writer import ArchiveWriter, Exchange
from flows.command.serve import payload_reader
from room.app import create_app
from room.database import Database
from room.reports.rows import read_head
from room.reports.years import Value, compare_years, read_comparison, read_siblings, read_values
from room.room import Room
from tests.room.conftest import GONE_URL, HOSTILE_TITLE, HOSTILE_URL, LONG_LINE
from tests.warehouse.staged_nights import (
    CODES,
    LATER_TEXT,
    OWN_URL,
    TEXT,
    capture,
    document,
    night_after,
    rows_of,
    write_night,
)
from warehouse.loading import load

OWN = f"url = '{OWN_URL}'"
HOSTILE = f"url = '{HOSTILE_URL}'"
GONE = f"url = '{GONE_URL}'"


def report_with(shelf: Path, condition: str) -> str:
    return str(rows_of(shelf, f"SELECT report_id FROM reports WHERE {condition} ORDER BY report_id")[0][0])


def page_of(visitor: TestClient, address: str) -> html.HtmlElement:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def words_in(page: html.HtmlElement, selector: str) -> str:
    return " ".join(" ".join(element.text_content() for element in page.cssselect(selector)).split())


def printed_text(page: html.HtmlElement) -> str:
    """The text as the page prints it: its paragraphs, parts of long ones joined, without their numbers."""
    paragraphs: list[str] = []
    for element in page.cssselect(".text .printed, .text tr"):
        for place in element.cssselect(".place"):
            place.drop_tree()
        if "continued" in element.get("class", ""):
            paragraphs[-1] += element.text_content()
        else:
            paragraphs.append(element.text_content())
    return "\n".join(paragraphs)


def test_the_page_prints_every_character_of_every_text_and_marks_every_number(visitor, shelf):
    reports = rows_of(shelf, "SELECT report_id, text FROM reports ORDER BY report_id")
    assert len(reports) > 40
    numbers = rows_of(
        shelf,
        """SELECT report_id,
            list({id: indicator_id, printed: substr(text, start_char + 1, end_char - start_char)})
        FROM indicators JOIN reports USING (report_id) GROUP BY report_id""",
    )
    numbers_of = dict(numbers)
    for report_id, text in reports:
        page = page_of(visitor, f"/reports/{report_id}")
        assert printed_text(page) == text
        named = {element.get("id"): element for element in page.xpath("//*[@id]")}
        for number in numbers_of.get(report_id, []):
            mark, entry = named[f"i-{number['id']}"], named[f"n-{number['id']}"]
            assert mark.text_content() == number["printed"]
            assert mark.get("href") == f"#n-{number['id']}"
            assert entry.xpath("a[@class='jump']/@href") == [f"#i-{number['id']}"]


def test_a_number_tells_what_it_is(visitor, shelf):
    page = page_of(visitor, f"/reports/{report_with(shelf, OWN)}")
    (entry,) = [row for row in page.cssselect(".mentions li") if "99" in row.text_content()]
    said = " ".join(entry.text_content().split())
    assert "99 %" in said
    assert "目标" in said
    assert "确数" in said
    assert "mediation_success_rate" in said


def test_problems_are_one_click_away(visitor, shelf):
    report_id = report_with(shelf, OWN)
    whole = page_of(visitor, f"/reports/{report_id}")
    (link,) = whole.cssselect(".roles a.role-problems")
    part = page_of(visitor, link.get("href"))

    assert [p.text_content() for p in part.cssselect(".text .printed a.place + *, .text .gap")]
    assert "执法力量不足。" in printed_text(part)
    assert "调解矛盾纠纷" not in printed_text(part)
    assert part.cssselect(".mentions li") == []
    assert len(part.cssselect(".text .gap")) == 2


def test_hostile_text_is_text_and_leads_nowhere(visitor, shelf):
    report_id = report_with(shelf, HOSTILE)
    page = page_of(visitor, f"/reports/{report_id}")

    assert page.cssselect("h1")[0].text_content().strip() == HOSTILE_TITLE
    assert [script.get("src") for script in page.cssselect("script") if not script.get("src")] == []
    assert page.cssselect("img, style, [style]") == []
    assert [name for element in page.iter() for name in element.attrib if name.startswith("on")] == []
    links = {link.get("href") for link in page.cssselect("a[href]")}
    assert [link for link in links if not link.startswith(("/", "#", "?", "http"))] == []
    assert HOSTILE_URL in words_in(page, "#copies")


def test_a_text_of_one_endless_line_comes_in_parts_a_browser_can_bear(visitor, shelf):
    page = page_of(visitor, f"/reports/{report_with(shelf, 'chars > 500000')}")
    parts = page.cssselect(".text .continued")
    assert sum(len(part.text_content()) for part in parts) > len(LONG_LINE) - 5000
    assert max(len(part.text_content()) for part in parts) <= 4000


def test_what_is_not_there_is_said_in_a_friendly_way(visitor, shelf):
    known = report_with(shelf, OWN)
    for address in ("/reports/nothing", "/reports/nothing.json", "/reports/nothing/original"):
        assert visitor.get(address).status_code == 404
    assert "没有这份报告" in visitor.get("/reports/nothing").text
    assert "没有这个版本" in visitor.get(f"/reports/{known}/versions/7").text
    assert visitor.get(f"/reports/{known}/versions/1?against=x").status_code == 400
    assert visitor.get(f"/reports/{known}?role=villains").status_code == 400
    assert visitor.get(f"/reports/{known}/indicators.exe").status_code == 404
    assert visitor.get("/reports/'; DROP TABLE reports; --").status_code == 404


def test_a_withdrawn_report_says_so(visitor, shelf):
    page = page_of(visitor, f"/reports/{report_with(shelf, GONE)}")
    assert "已撤下" in words_in(page, ".withdrawn")


def test_copies_tell_how_alike_they_are(visitor, shelf):
    page = page_of(visitor, f"/reports/{report_with(shelf, OWN)}")
    rows = [" ".join(row.text_content().split()) for row in page.cssselect("#copies tbody tr")]
    assert len(rows) == 2
    assert all("100.0%" in row for row in rows)
    link = page.cssselect("#copies a[target=_blank]")[0]
    assert {"noreferrer", "noopener"} <= set(link.get("rel").split())


def test_what_changed_between_versions_can_be_read(visitor, shelf):
    report_id = report_with(shelf, OWN)
    page = page_of(visitor, f"/reports/{report_id}")
    (link,) = page.cssselect("#versions a")
    change = page_of(visitor, link.get("href"))
    assert [element.text_content() for element in change.cssselect("del")] == ["120"]
    assert [element.text_content() for element in change.cssselect("ins")] == ["121"]
    assert len(change.cssselect(".changes .changed")) == 1
    assert len(change.cssselect(".changes .printed")) == len(TEXT.split("\n"))


def test_numbers_are_downloaded_with_what_is_needed_to_quote_them(visitor, shelf, tmp_path):
    report_id = report_with(shelf, OWN)
    sheet = visitor.get(f"/reports/{report_id}/indicators.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [row["value"] for row in rows] == ["121", "98", "35", "99"]
    assert {LATER_TEXT[int(row["start_char"]) : int(row["end_char"])] for row in rows} >= {"121件", "98%"}

    (tmp_path / "numbers.parquet").write_bytes(
        visitor.get(f"/reports/{report_id}/indicators.parquet").content
    )
    table = pq.read_table(tmp_path / "numbers.parquet")
    assert table.column("value").to_pylist() == [121.0, 98.0, 35.0, 99.0]


def test_the_same_in_json(visitor, shelf):
    report_id = report_with(shelf, OWN)
    said = visitor.get(f"/reports/{report_id}.json").json()
    assert said["report_id"] == report_id
    assert said["text"] == LATER_TEXT
    assert said["published_on"] == "2025-02-20"
    assert [row["value"] for row in said["indicators"]] == [121.0, 98.0, 35.0, 99.0]
    assert [row["version"] for row in said["versions"]] == [1]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of one county, a plan, and the same county's bureau."""
    folder = tmp_path_factory.mktemp("years")
    texts = {2022: TEXT.replace("120件", "100件"), 2023: TEXT.replace("120件", "110件"), 2024: TEXT}
    documents = [
        document(
            f"https://www.lixian.example.cn/{year}.html", text=text, year=year, title=f"澧县{year}年度报告"
        )
        for year, text in texts.items()
    ]
    for row in documents:
        row["indicators"] = [number | {"year": row["year"]} for number in row["indicators"]]
    plan = document(
        "https://www.lixian.example.cn/plan.html", kind="work_plan", year=2023, text=TEXT + "计划"
    )
    bureau = document(
        "https://www.lixian.example.cn/bureau.html", issuers=["澧县司法局"], department=True, year=2023
    )
    night = write_night(folder / "night", documents=[*documents, plan, bureau], indicator_codes=CODES)
    load(folder / "w.duckdb", night)
    return folder / "w.duckdb"


def test_numbers_are_held_against_the_years_beside_them(years):
    (report_id,) = rows_of(years, "SELECT report_id FROM reports WHERE year = 2023 AND title LIKE '%2023%'")[
        0
    ]
    database = Database(years)
    with database.reading() as reading:
        head = read_head(reading, report_id)
        assert head is not None
        found = read_comparison(reading, head, read_siblings(reading, head))
    database.close()
    assert found is not None
    assert found.years == (2022, 2023, 2024)
    mediated = next(row for row in found.developments if row.code == "disputes_mediated")
    assert [value.value if value else None for value in mediated.values] == [100, 110, 120]
    assert (mediated.change, mediated.percent) == (10, 10)


def test_the_values_of_an_issuer_are_those_of_the_panel(years, shelf):
    columns = ("year", "code", "value", "qualifier", "report_id")
    for warehouse in (years, shelf):
        panel = rows_of(
            warehouse, f"SELECT issuer, region_code, {', '.join(columns)} FROM indicator_panel ORDER BY ALL"
        )
        reports = rows_of(
            warehouse,
            """SELECT any_value(report_id) FROM reports WHERE withdrawn_at IS NULL
            GROUP BY issuer, region_code, coalesce(township_code, township)""",
        )
        database = Database(warehouse)
        found: list[tuple[Any, ...]] = []
        with database.reading() as reading:
            for (report_id,) in reports:
                head = read_head(reading, report_id)
                assert head is not None
                rows = read_values(reading, read_siblings(reading, head))
                found += [(head.issuer, head.region_code, *(row[name] for name in columns)) for row in rows]
        database.close()
        assert sorted(found, key=repr) == sorted(panel, key=repr)


def test_a_change_from_nothing_has_no_per_cent():
    values = {year: Value(year, value, "exact", "r", ("n",)) for year, value in ((2023, 0.0), (2024, 5.0))}
    found = compare_years(2024, {"code": values}, {"code": (None, None, None)})
    assert found is not None
    assert (found.developments[0].change, found.developments[0].percent) == (5.0, None)
    assert compare_years(2020, {"code": values}, {"code": (None, None, None)}) is None


PAGE = '<html><head><meta charset="gb2312"><script>alert(1)</script></head><body>澧县报告</body></html>'


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, str]]:
    """A reader at a room with an archive, and the id of a report whose page and attachment lie there."""
    folder = tmp_path_factory.mktemp("archived")
    writer = ArchiveWriter(folder / "archive", "r1", "0", "baogao-test")
    page = archive(writer, OWN_URL, PAGE.encode("gb18030"), mime="text/html")
    attachment = archive(
        writer, "https://www.changde.example.cn/b/2.pdf", b"%PDF-1.7 \xff", mime="application/pdf"
    )
    writer.close()
    documents = [document(OWN_URL), document(str(attachment["url"]), published_on=date(2025, 3, 5))]
    captures = [page, attachment]
    load(folder / "w.duckdb", write_night(folder / "night", documents=documents, captures=captures))
    room = Room(folder / "w.duckdb", payload=payload_reader(folder / "archive"))
    with TestClient(create_app(room), base_url="http://127.0.0.1") as client:
        yield client, report_with(folder / "w.duckdb", "true")
    room.database.close()


def archive(writer: ArchiveWriter, url: str, payload: bytes, mime: str) -> dict[str, Any]:
    """Write an exchange and return its capture, as the crawler logs it."""
    name, offset = writer.write(
        Exchange(
            url=url,
            fetched_at=night_after(0),
            method="GET",
            request_headers=(),
            request_body=b"",
            status=200,
            response_headers=((b"Content-Type", mime.encode()),),
            response_body=payload,
            ip_address=None,
            notes={},
        )
    )
    return capture(url, night_after(0), mime=mime, warc_file=name, warc_offset=offset)


def test_the_archived_original_is_shown_and_can_do_nothing(archived):
    client, report_id = archived
    answer = client.get(f"/reports/{report_id}/original")
    assert answer.content.decode("gb18030") == PAGE
    assert answer.headers["content-type"] == "text/html; charset=gb18030"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "script-src" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_archived_attachment_is_saved_not_opened(archived):
    client, report_id = archived
    page = html.document_fromstring(client.get(f"/reports/{report_id}").text)
    links = [link.get("href") for link in page.cssselect('#copies a[href*="/original"]')]
    answers = [client.get(link) for link in links]
    (attachment,) = [answer for answer in answers if answer.content.startswith(b"%PDF")]
    assert attachment.headers["content-type"] == "application/pdf"
    assert re.fullmatch(
        r'attachment; filename="[0-9a-f]+-[0-9a-f]+\.pdf"', attachment.headers["content-disposition"]
    )


def test_only_pages_of_the_report_are_taken_from_the_archive(archived, visitor, shelf):
    client, report_id = archived
    assert client.get(f"/reports/{report_id}/original?capture=other").status_code == 404
    assert visitor.get(f"/reports/{report_with(shelf, OWN)}/original").status_code == 404
