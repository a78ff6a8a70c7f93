"""The scorer scores: a perfect reading gets 100, and each kind of error costs its own figure."""

from dataclasses import replace

from flows.reading.shapes import Citation, Indicator, Metadata, Place, Reject, Report, Section
from tests.scoring import Tally, bare, folded, score

TEXT = "一、主要成效\n全年共办理行政复议案件１２３件,依据《行政复议法》纠错2件。"
LABEL = {
    "doc": "d",
    "kind": "annual_report",
    "title": "某县2024年法治政府建设年度报告",
    "issuers": ["某县人民政府"],
    "year": 2024,
    "region": {"province": "湖南省", "city": None, "county": None, "township": None},
    "body_first": "一、主要成效",
    "noise": ["上一条"],
    "sections": [{"path": "1", "label": "一、", "heading": "主要成效", "role": "achievements"}],
    "indicators": [
        {
            "quote": "办理行政复议案件123件",
            "number": "123",
            "value": 123,
            "unit": "件",
            "qualifier": "exact",
            "nature": "actual",
            "code": "reconsideration_received",
            "year": 2024,
        }
    ],
    "citations": ["行政复议法"],
}


def indicator(printed: str, value: float, code: str | None) -> Indicator:
    start = TEXT.index(printed)
    quote = "全年共办理行政复议案件１２３件" if printed in "１２３件" else "纠错2件"
    return Indicator(
        "1", code, "案件", value, "件", "exact", "actual", 2024, quote, start, start + len(printed)
    )


def report(**changes: object) -> Report:
    metadata = Metadata(
        kind="annual_report",
        title="某县2024年法治政府建设年度报告",
        issuers=("某县人民政府",),
        department=False,
        level="county",
        place=Place(province="湖南省"),
        year=2024,
        published_on=None,
        signed_on=None,
        doc_number=None,
        source=None,
        addressees=(),
    )
    right = Report(
        metadata=metadata,
        text=TEXT,
        sections=(Section("1", None, 1, 1, "一、", "主要成效", "achievements", 0, len(TEXT), TEXT),),
        indicators=(indicator("１２３件", 123, "reconsideration_received"),),
        tasks=(),
        citations=(Citation("1", "行政复议法", None, TEXT.index("行政复议法"), TEXT.index("》")),),
    )
    return replace(right, **changes)


def figures(read: Report | Reject) -> dict[str, float]:
    tally = Tally()
    score(tally, LABEL, read)
    return tally.figures()


def test_a_perfect_reading_scores_a_hundred_everywhere() -> None:
    assert set(figures(report()).values()) == {100.0}


def test_an_invented_number_costs_precision_and_a_lost_one_recall() -> None:
    invented = report(indicators=(*report().indicators, indicator("2件", 2, None)))
    assert figures(invented)["indicators.precision"] == 50.0
    assert figures(report(indicators=()))["indicators.recall"] == 0.0


def test_a_wrong_code_costs_both_ways() -> None:
    wrong = figures(report(indicators=(indicator("１２３件", 123, "litigation_cases"),)))
    assert (wrong["indicators.coded.precision"], wrong["indicators.coded.recall"]) == (0.0, 0.0)


def test_noise_in_the_text_is_noticed() -> None:
    assert figures(report(text=TEXT + "\n上一条"))["text.noise"] == 0.0


def test_a_reject_of_a_report_is_not_found() -> None:
    assert figures(Reject("kind", "not_a_report"))["found"] == 0.0


def test_folding() -> None:
    assert folded("１２３ 件\u3000") == "123件"
    assert bare("(2021—2025年)") == "20212025年"
