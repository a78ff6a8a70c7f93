import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.demo.typesetting import font_runs, heading, relative_to, shorten


@pytest.mark.parametrize(
    ("paragraph", "bold"),
    [
        ("一、主要工作情况", "一、主要工作情况"),
        ("(二)规范行政执法。全面落实三项制度。", "(二)规范行政执法"),
        ("（三）加强基层治理", "（三）加强基层治理"),
        ("12.加强培训。每年不少于2次。", "12.加强培训"),
        (")强化监督", ")强化监督"),
        ("2024年,全县共办理案件123件。", ""),
        ("一是深入学习。", ""),
    ],
)
def test_editors_set_a_numbered_heading_bold(paragraph: str, bold: str) -> None:
    assert heading(paragraph) == bold


def test_word_changes_the_font_at_western_characters() -> None:
    assert font_runs("办理2024年案件123件") == ["办理", "2024", "年案件", "123", "件"]


@given(st.text())
def test_font_runs_lose_nothing(text: str) -> None:
    assert "".join(font_runs(text)) == text


@given(st.text())
def test_a_bold_heading_begins_its_paragraph(paragraph: str) -> None:
    assert paragraph.startswith(heading(paragraph))


def test_a_cut_title_ends_in_an_ellipsis() -> None:
    assert shorten("关于报送材料的通知", 4) == "关于报送…"
    assert shorten("通知", 4) == "通知"


@pytest.mark.parametrize(
    ("path", "page", "link"),
    [
        ("/a/b/202501/t1.html", "/a/b/", "./202501/t1.html"),
        ("/jd/202501/t2.html", "/a/b/", "../../jd/202501/t2.html"),
        ("/a/", "/a/b/202501/t1.html", "../../"),
        ("/a/b/", "/a/b/index_1.html", "./"),
        ("/", "/", "./"),
    ],
)
def test_trs_links_are_relative_to_the_page(path: str, page: str, link: str) -> None:
    assert relative_to(path, page) == link
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), link)) == posixpath.normpath(path)
