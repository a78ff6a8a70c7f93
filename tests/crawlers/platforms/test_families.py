"""Each family by its mechanism, in differing skins."""

import json
from datetime import date

import pytest

from crawlers.platforms.platform import platforms
from tests.crawlers.platforms.skins import DAY, REPORT, PageRequest, detect, only_entry, page, urls

SITE = "http://www.mou.gov.cn"

TRS_ROW = (
    f'<li><a href="./202503/t20250328_6583952.html" title="{REPORT}">某县…</a><span>2025-03-28</span></li>'
)
VSB_ROW = f'<li id="line_u9_0"><a href="../info/1041/28731.htm">{REPORT}</a><span>2025-03-28</span></li>'
HANWEB_RECORD = (
    f"<record><![CDATA[<li><a href='/art/2025/3/28/art_1229_5678.html' title='{REPORT}'>"
    "某县…</a><b>2025-03-28</b></li>]]></record>"
)


@pytest.mark.parametrize(
    ("at", "body", "following"),
    [
        (
            "/fzzf/",
            f'<ul>{TRS_ROW}</ul><script>createPageHTML(20, 0, "index", "html");</script>',
            "/fzzf/index_1.html",
        ),
        (
            "/fzzf/index_1.html",
            f"{TRS_ROW}<script>createPageHTML(3,1,'index','html')</script>",
            "/fzzf/index_2.html",
        ),
        ("/fzzf/index_2.html", f"{TRS_ROW}<script>createPageHTML(3,2,'index','html')</script>", None),
        (
            "/fzzf/",
            TRS_ROW + "<script>//createPageHTML(9, 0, 'x', 'htm');\nvar currentPage = 0;//从0开始\n"
            "var countPage = 20\n"
            'document.write("<a href=\\"index_" + 1 + "."+"shtml\\">")</script>',
            "/fzzf/index_1.shtml",
        ),
        ("/fzzf/", TRS_ROW + '<a class="next" href="index_1.html">下一页</a>', "/fzzf/index_1.html"),
    ],
)
def test_trs(at: str, body: str, following: str | None) -> None:
    listed = page(SITE + at, body)
    platform = detect(listed)
    assert platform.name == "trs"
    entry = only_entry(platform, listed)
    assert (entry.title, entry.published_on) == (REPORT, DAY)
    assert entry.url == f"{SITE}/fzzf/202503/t20250328_6583952.html"
    assert urls(platform.next_pages(listed)) == ([SITE + following] if following else [])
    assert platform.is_article(page(entry.url, ""))


@pytest.mark.parametrize(
    ("at", "paging", "following"),
    [
        (
            "/xxgk/fzzf.htm",
            '<span class="p_next p_fun"><a href="fzzf/12.htm">下页</a></span>',
            "/xxgk/fzzf/12.htm",
        ),
        ("/xxgk/fzzf/12.htm", '<a href="11.htm" class="Next">下页</a>', "/xxgk/fzzf/11.htm"),
        ("/xxgk/fzzf/1.htm", '<span class="p_next_d p_fun_d">下页</span>', None),
        ("/xxgk/fzzf.htm", "<td>共240条 1/13</td><a href='javascript:;'>下页</a>", "/xxgk/fzzf/12.htm"),
        ("/xxgk/1041.htm", "<td>共240条 1/13</td><a href='javascript:;'>下页</a>", "/xxgk/1041/12.htm"),
        ("/xxgk/1041/12.htm", "<td>共240条 2/13</td><a href='javascript:;'>下页</a>", "/xxgk/1041/11.htm"),
    ],
)
def test_vsb(at: str, paging: str, following: str | None) -> None:
    listed = page(SITE + at, f"<ul>{VSB_ROW}</ul>{paging}<!--_vsl/--><div id='vsb_content'></div>")
    platform = detect(listed)
    assert platform.name == "vsb"
    assert only_entry(platform, listed).title == REPORT
    assert urls(platform.next_pages(listed)) == ([SITE + following] if following else [])


def test_hanweb_follows_the_group_that_the_datastore_names() -> None:
    group = (
        "<nextgroup><![CDATA[<a href='/module/web/jpage/dataproxy.jsp?page=1&amp;token=Zm9v'>"
        "</a>]]></nextgroup>"
    )
    listed = page(
        f"{SITE}/col/col1229/index.html",
        (
            f'<script type="text/xml"><datastore>{group}<recordset>{HANWEB_RECORD}</recordset>'
            "</datastore></script>"
        ),
    )
    platform = detect(listed)
    assert platform.name == "hanweb"
    entry = only_entry(platform, listed)
    assert (entry.title, entry.published_on, entry.url) == (
        REPORT,
        DAY,
        f"{SITE}/art/2025/3/28/art_1229_5678.html",
    )
    following = f"{SITE}/module/web/jpage/dataproxy.jsp?page=1&token=Zm9v"
    assert platform.next_pages(listed) == (PageRequest(following),)
    answer = page(following, f"<datastore><recordset>{HANWEB_RECORD}</recordset></datastore>")
    assert only_entry(platform, answer).title == REPORT
    assert platform.next_pages(answer) == ()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_hanweb_counts_records_where_only_the_paging_script_tells(method: str) -> None:
    script = (
        "$('#c').jpage({totalRecord:120, perPage:1, proxyUrl:'/module/web/jpage/dataproxy.jsp', "
        f"ajaxParam:{{columnid:1229, unitid:'55', webid:7}}, type:'{method.lower()}'}})"
    )
    listed = page(
        f"{SITE}/col/col1229/index.html",
        f"<datastore><recordset>{HANWEB_RECORD * 3}</recordset></datastore><script>{script}</script>",
    )
    platform = platforms()["hanweb"]
    (request,) = platform.next_pages(listed)
    query = request.url.partition("?")[2]
    assert request.method == method
    # What is counted goes into the address, also of what is posted.
    given, counted = "columnid=1229&unitid=55&webid=7", "startrecord=4&endrecord=6&perpage=1"
    assert (query, request.body) == ((counted, given) if method == "POST" else (f"{given}&{counted}", ""))
    answer = page(request.url, f"<recordset>{HANWEB_RECORD * 3}</recordset>", asked=request)
    (further,) = platform.next_pages(answer)
    assert "startrecord=7&endrecord=9" in further.url
    short = page(further.url, f"<recordset>{HANWEB_RECORD}</recordset>", asked=further)
    assert platform.next_pages(short) == ()


def test_a_line_pinned_above_a_page_of_hanweb_is_not_counted() -> None:
    script = "$('#c').jpage({totalRecord:9, perPage:2, proxyUrl:'/dataproxy.jsp', ajaxParam:{columnid:1}})"
    listed = page(
        f"{SITE}/col/col1/index.html", f"<recordset>{HANWEB_RECORD * 3}</recordset><script>{script}</script>"
    )
    (request,) = platforms()["hanweb"].next_pages(listed)
    assert "startrecord=3" in request.url


def test_hanweb_reads_records_of_table_rows() -> None:
    record = (
        "<record><![CDATA[<tr><td><a href='/art/2025/3/28/art_1_2.html'>"
        f"{REPORT}</a></td><td>2025-03-28</td></tr>]]></record>"
    )
    other = (
        "<record><![CDATA[<tr><td><a href='/art/2024/1/2/art_1_1.html'>关于另一件事的通知</a>"
        "</td><td>2024-01-02</td></tr>]]></record>"
    )
    listed = page(f"{SITE}/col/col1/index.html", f"<datastore>{record}{other}</datastore>")
    assert [entry.published_on for entry in detect(listed).entries(listed)] == [DAY, date(2024, 1, 2)]


def test_hanweb_jpaas_fills_its_list_from_units() -> None:
    shell = page(
        f"{SITE}/zcfb/index.html",
        (
            '<script url="/api-gateway/jpaas-publish-server/front/page/build/unit" '
            "queryData=\"{'webId':'8f','pageId':'e1'}\">"
            "</script>"
        ),
    )
    platform = detect(shell)
    assert platform.name == "hanweb"
    (request,) = platform.next_pages(shell)
    assert request.url.startswith(
        f"{SITE}/api-gateway/jpaas-publish-server/front/page/build/unit?webId=8f&pageId=e1&paramJson="
    )
    markup = (
        f'<ul><li><a href="/zcfb/art/2025/art_027a967d7c4243f5.html">{REPORT}</a>'
        ' 2025-03-28</li></ul><div count="2"></div>'
    )
    answer = page(request.url, json.dumps({"data": {"html": markup}}), asked=request)
    assert only_entry(platform, answer).title == REPORT
    (further,) = platform.next_pages(answer)
    assert "pageNo%22%3A2" in further.url
    assert platform.next_pages(page(further.url, json.dumps({"data": {"html": markup}}), asked=further)) == ()


CHANNEL = "968ab2bbec419e354fb39592867cdc93"


@pytest.mark.parametrize(
    "script",
    [
        f"<script>var channelId = '{CHANNEL}';</script><div id='UCAP-CONTENT'></div>",
        f"<script>$.get('/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page='+p)</script>",
        (
            f"<div class='pages_content' data-channelid=\"{CHANNEL}\"></div>"
            f"<meta name='channelId' content='{CHANNEL}'>"
        ),
    ],
)
def test_kaipu_asks_for_the_channel_that_its_shell_names(script: str) -> None:
    shell = page(f"{SITE}/gpszf/c100235/common_list.shtml", script)
    platform = detect(shell)
    assert platform.name == "kaipu"
    request, *others = platform.next_pages(shell)
    # Where only the channel is told, its service is one of two.
    assert bool(others) == request.tentative == ("/search/" not in script)
    assert request.url.startswith(
        f"{SITE}/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=20&_template=index"
    )
    assert request.url.endswith("page=1")


def test_kaipu_reads_json_to_the_last_page() -> None:
    result = {
        "title": f"<em>{REPORT}</em>",
        "url": "/c100028/202503/0123456789abcdef/content.shtml",
        "publishedTimeStr": "2025-03-28 10:00:00",
    }
    body = json.dumps({"data": {"total": 3, "rows": 2, "page": 1, "results": [result]}})
    first = page(f"{SITE}/common/search/{CHANNEL}?page=1&_pageSize=2&_isJson=true", body)
    platform = detect(first)
    entry = only_entry(platform, first)
    assert (platform.name, entry.title, entry.published_on) == ("kaipu", REPORT, DAY)
    (second,) = platform.next_pages(first)
    assert second.url == f"{SITE}/common/search/{CHANNEL}?page=2&_pageSize=2&_isJson=true"
    assert platform.next_pages(page(second.url, body)) == ()


def test_kaipu_static_lists_are_paged_by_their_script() -> None:
    row = f'<li><a href="/c100028/202503/0123456789abcdef/content.shtml">{REPORT}</a>2025-03-28</li>'
    listed = page(
        f"{SITE}/c1/common_list.shtml",
        row + "<script>createPageHTML('page_div',25, 1,'common_list','shtml',375);</script>",
    )
    platform = detect(listed)
    assert platform.name == "kaipu"
    assert urls(platform.next_pages(listed)) == [f"{SITE}/c1/common_list_2.shtml"]


TREE = '[{"id":1,"name":"机构","children":[]},{"id":2,"name":"法定主动公开","children":[{"id":3874,"name":"法治政府建设年度报告","children":[],"post_count":3}]},{"id":9,"name":"外链","jump_url":"http://x"}]'


@pytest.mark.parametrize(
    "config",
    [
        f"window._CONFIG = {{ SID: '2660', TREE: {TREE} }};",
        f'window._CONFIG={{"SITE":"a","SID":"2660","TREE":{TREE},"X":1}}',
        f"var _CONFIG = {{\n  SID : 2660,\n  TREE : {TREE},\n}}",
    ],
)
def test_gkmlpt_names_its_categories_and_lists_the_one_in_the_fragment(config: str) -> None:
    shell = page(f"{SITE}/gkmlpt/index#3874", f"<script>{config}</script>")
    platform = detect(shell)
    assert platform.name == "gkmlpt"
    wanted = f"{SITE}/gkmlpt/api/all/3874?page=1&sid=2660"
    assert urls(platform.next_pages(shell)) == [wanted]
    assert {column.name: column.request.url for column in platform.sub_columns(shell)}[
        "法治政府建设年度报告"
    ] == wanted
    assert "外链" not in {column.name for column in platform.sub_columns(shell)}


def test_gkmlpt_reads_json_until_all_posts_are_seen() -> None:
    article = {
        "title": REPORT,
        "url": f"{SITE}/gkmlpt/content/3/3874/post_3874985.html",
        "display_publish_time": "2025-03-28",
    }
    body = json.dumps(
        {
            "classify": {"post_count": 3},
            "articles": [article, {**article, "url": "/gkmlpt/content/3/3/post_2.html"}],
        }
    )
    first = page(f"{SITE}/gkmlpt/api/all/3874?page=1&sid=2660", body)
    platform = detect(first)
    assert [entry.published_on for entry in platform.entries(first)] == [DAY, DAY]
    (second,) = platform.next_pages(first)
    assert second.url == f"{SITE}/gkmlpt/api/all/3874?page=2&sid=2660"
    assert platform.next_pages(page(second.url, body)) == ()


@pytest.mark.parametrize(
    ("at", "body", "following"),
    [
        (
            "/list.asp?cid=12",
            (
                f'<td><a href="show.asp?id=345">{REPORT}</a></td><td>2025-03-28</td>'
                '<a href="list.asp?cid=12&page=2">下一页</a>'
            ),
            "/list.asp?cid=12&page=2",
        ),
        (
            "/news.jsp;jsessionid=A1?lm=3",
            (
                f'<p><a href="view.jsp;jsessionid=A1?newsid=88">{REPORT}</a>(2025-03-28)</p>'
                '<a href="news.jsp;jsessionid=A1?lm=3&page=2">下页</a>'
            ),
            "/news.jsp?lm=3&page=2",
        ),
        (
            "/class.php?id=7&page=2",
            (
                f'<li><a href="article.php?id=88&PHPSESSID=1">{REPORT}</a>2025-03-28</li>'
                '<a href="?id=7&page=1">1</a><b>2</b><a href="?id=7&page=3">3</a>'
            ),
            "/class.php?id=7&page=3",
        ),
    ],
)
def test_legacy(at: str, body: str, following: str) -> None:
    rows = "".join(
        f'<a href="{name}?id={number}0">栏目</a>' for number, name in enumerate(["a.asp", "b.jsp", "c.php"])
    )
    listed = page(SITE + at, f"<table><tr>{body}</tr></table>{rows}")
    platform = detect(listed)
    assert platform.name == "legacy"
    entry = next(entry for entry in platform.entries(listed) if entry.title == REPORT)
    assert entry.published_on == DAY
    assert "sess" not in entry.url.lower()
    assert urls(platform.next_pages(listed)) == [SITE + following]


def test_a_page_of_no_known_family_is_read_generically() -> None:
    listed = page(
        f"{SITE}/zwgk/", f'<ul><li><a href="content_2048080.html">{REPORT}</a> 2025-03-28</li></ul>'
    )
    assert detect(listed).name == "generic"
    assert only_entry(detect(listed), listed).title == REPORT


def test_epoint_turns_to_the_file_of_the_next_number() -> None:
    folder, turn = f"{SITE}/zwgk/002006/002006004/", "ShowAjaxNewPage(window.location.pathname,'box',{})"
    calls = "".join(
        f'<a href="javascript:void(0);" onclick="{turn.format(number)}">x</a>' for number in (2, 5)
    )
    first = page(f"{folder}moreinfo.html", f'<ul class="ewb-list"></ul>{calls}<span>1/5</span>')
    assert detect(first).name == "epoint"
    assert urls(detect(first).next_pages(first)) == [f"{folder}2.html"]
    last = page(f"{folder}5.html", f'<ul class="ewb-list"></ul>{calls}<span>5/5</span>')
    assert detect(last).next_pages(last) == ()


def test_a_hanweb_shell_without_records_asks_for_the_first_group() -> None:
    script = (
        "$('#u').jpage({ proxyUrl : '/module/web/jpage/dataproxy.jsp', perPage : 20, groupSize : 3, "
        'totalRecord : 115, ajaxParam : { "columnid":"1229498", "unitid":"44", "webid":"3185" } });'
    )
    shell = page(f"{SITE}/col/col1229498/index.html", f"<div id='u'></div><script>{script}</script>")
    (request,) = detect(shell).next_pages(shell)
    assert request.url.partition("?")[2] == "startrecord=1&endrecord=60&perpage=20"
    assert (request.method, request.body) == ("POST", "columnid=1229498&unitid=44&webid=3185")


def test_a_kaipu_channel_may_be_told_by_a_meta_element_alone() -> None:
    channel = "5b1cf2a8d7e94f0ab3c6e5d4a3b2c1f0"
    head = f'<meta name="channelid" content="{channel}">'
    shell = page(f"{SITE}/mou/c103517/xxgk_list.shtml", "<ul></ul>", head=head)
    assert detect(shell).name == "kaipu"
    asked = [request.url.partition("?")[0] for request in detect(shell).next_pages(shell)]
    assert asked == [f"{SITE}/common/search/{channel}", f"{SITE}/searchList/{channel}"]
