"""Lists that a script asks a service for: the call read out of the script, the rows out of the answer."""

import json

import pytest

from crawlers.platforms.generic import PLATFORM
from crawlers.platforms.services import by_service, script_files
from tests.crawlers.platforms.skins import DAY, REPORT, Entry, Page, PageRequest, page, urls

SITE = "http://www.mou.gov.cn"
SHELL = f"{SITE}/column/35.html"


VUE = """
const categoryId = '35';
new Vue({ data: { pageNum: 1, pageSize: 15 }, methods: { load() {
  axios.get('/api/list', {
    params: { categoryId: categoryId, pageNum: this.pageNum, pageSize: this.pageSize } })
    .then(r => { this.rows = r.data.rows; }); } } });"""
JQUERY = """
var code = "fzzf";
function load(n) {
  $.ajax({ type: "get", url: "/list.do", data: { code: code, pageNum: n, rows: 10 },
    success: function (d) { draw(d, { top: 1 }); } }); }"""
JSONP = '$.ajax({ url: "/p.do", dataType: "jsonp", jsonp: "cb", data: { lm: 3, pageNo: no } });'


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (VUE, "/api/list?categoryId=35&pageNum=1&pageSize=15"),
        (JQUERY, "/list.do?code=fzzf&pageNum=1&rows=10"),
        (JSONP, "/p.do?lm=3&pageNo=1&cb=jsonp"),
        ("fetch(`/api/news/${id}?page=${page}`); let id = 'c35';", "/api/news/c35?page=1"),
        ('$.getJSON("/json/list?lm=3&page=" + n, function (d) {});', "/json/list?lm=3&page=1"),
    ],
)
def test_a_call_that_asks_for_a_page_of_rows_is_read(script: str, expected: str) -> None:
    shell = page(SHELL, f"<div id='app'></div><script>{script}</script>")
    assert urls(by_service(shell)) == [SITE + expected]


@pytest.mark.parametrize(
    "script",
    [
        "$.get('/inc/header.html', function (h) {});",
        "$.ajax({ url: '/visit/count.do', data: { id: 35 } });",
        "axios.get('http://api.example.com/list', { params: { page: 1 } });",
        "axios.get(base + '/list', { params: { page: 1 } });",
    ],
)
def test_other_calls_are_left_alone(script: str) -> None:
    assert by_service(page(SHELL, f"<script>{script}</script>")) == []


def test_what_is_posted_goes_as_the_script_sends_it() -> None:
    form = '$.ajax({ type: "POST", url: "/q.do", data: { lm: "3", page: p } });'
    (request,) = by_service(page(SHELL, f"<script>{form}</script>"))
    assert (request.method, request.body) == ("POST", "lm=3&page=1")
    sent = 'axios({ method: "post", url: "/q", data: JSON.stringify({ lm: "3", page: 1 }), headers: {} });'
    row = "<a :href=\"'/d/' + row.id\">"
    (request,) = by_service(page(SHELL, f"{row}<script>{sent}</script>"))
    assert json.loads(request.body) == {"lm": "3", "page": "1"}
    answer = page(f"{SITE}/q", _answer(total=12), asked=request)
    (further,) = PLATFORM.next_pages(answer)
    assert json.loads(further.body) == {"lm": "3", "page": "2"}


@pytest.mark.parametrize(
    "template",
    [
        "<a :href=\"'/detail/' + item.id + '.html'\">{{ item.title }}</a>",
        '<a href="/detail/{{item.id}}.html">',
        '<script>h += `<a href="/detail/${v.id}.html">${v.title}</a>`</script>',
        '<script>h += "<a href=\'/detail/" + v.id + ".html\' title=\'" + v.title + "\'>"</script>',
    ],
)
def test_rows_without_an_address_get_it_from_the_template_of_the_page(template: str) -> None:
    shell = page(SHELL, f"{template}<script>axios.get('/api/list', {{params: {{pageNo: 1}}}})</script>")
    (request,) = PLATFORM.next_pages(shell)
    answer = page(request.url, _answer(total=1), asked=request)
    assert PLATFORM.entries(answer) == [Entry(f"{SITE}/detail/7.html", REPORT, DAY)]


@pytest.mark.parametrize(
    ("told", "goes_on"),
    [
        ({"total": 11}, True),
        ({"total": 10}, False),
        ({"totalPages": 1}, False),
        ({"pages": 2}, True),
        ({}, True),
    ],
)
def test_an_answer_tells_whether_there_is_more(told: dict[str, int], goes_on: bool) -> None:
    request = PageRequest(f"{SITE}/api/list?pageNum=1&pageSize=10", row_address="/d/{id}.html")
    following = PLATFORM.next_pages(page(request.url, _answer(**told), asked=request))
    assert urls(following) == ([f"{SITE}/api/list?pageNum=2&pageSize=10"] if goes_on else [])


def test_an_answer_may_be_handed_to_a_function() -> None:
    answer = Page(f"{SITE}/p.do?pageNo=1", f"jsonp({_answer(total=1)});")
    assert answer.data["total"] == 1


def test_script_files_of_the_portal_are_named_and_libraries_are_not() -> None:
    head = (
        '<script src="/js/jquery-1.12.min.js"></script><script src="/static/js/top.js"></script>'
        '<script src="list.js?v=3"></script><script src="http://cdn.example.com/list.js"></script>'
        '<script src="/static/app.5f2c91ab.js"></script>'
    )
    assert urls(script_files(page(SHELL, "", head=head))) == [
        f"{SITE}/column/list.js?v=3",
        f"{SITE}/static/js/top.js",
    ]


def _answer(**told: int) -> str:
    return json.dumps({**told, "rows": [{"id": 7, "title": REPORT, "publishTime": "2025-03-28 08:30:00"}]})
