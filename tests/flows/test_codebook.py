from flows.codebook import PAGE, codebook_page, codebook_rows
from flows.vocabulary import read_data
from warehouse.staging import STAGED

DATA = read_data("codebook")


def test_rows_have_the_staged_columns():
    rows = codebook_rows(DATA)
    assert {tuple(row) for row in rows} == {tuple(STAGED["indicator_codes"].names)}
    assert len({row["code"] for row in rows}) == len(rows)


def test_counts_are_added_and_rates_averaged():
    by_code = {row["code"]: row for row in codebook_rows(DATA)}
    assert by_code["penalties"] == {
        "code": "penalties",
        "area": "enforcement",
        "name_zh": "行政处罚案件数",
        "name_en": "Administrative penalty cases",
        "unit": "件",
        "units": ["件", "起", "宗", "例", "个", "件次", "次"],
        "aggregation": "sum",
    }
    assert {row["aggregation"] for row in by_code.values() if row["unit"] == "%"} == {"mean"}
    assert {row["aggregation"] for row in by_code.values() if row["unit"] != "%"} == {"sum"}


def test_the_page_is_made_from_the_data_as_it_stands():
    assert PAGE.read_text("utf-8") == codebook_page(DATA), "run `python -m flows.codebook`"


def test_the_page_says_of_each_code_what_it_counts_and_leaves_out():
    page = codebook_page(DATA)
    for row in codebook_rows(DATA):
        line = next(line for line in page.splitlines() if line.startswith(f"| `{row['code']}` |"))
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[1:4] == [row["name_zh"], row["name_en"], row["unit"]]
        assert all(cells[5:7])
