"""From a homepage alone to the column of reports."""

import json

import pytest

from tests.crawlers.loopback import Crawl, LoopbackPortal, Reply

TITLE = "某县人民政府关于2024年度法治政府建设情况的报告"
ARTICLE = f"<h1>{TITLE}</h1><p>{'全县依法行政能力稳步提升。' * 60}</p>"
ROW = '<ul><li><a href="{url}">' + TITLE + "</a><span>2025-03-28</span></li></ul>"


def menu(**links: str) -> str:
    return "".join(f'<li><a href="{url}">{name}</a></li>' for name, url in links.items())


@pytest.mark.parametrize(
    "way",
    [
        {"/": menu(首页="/", 法治政府建设年度报告="/fz/")},
        {
            "/": menu(政务公开="/zwgk/", 新闻中心="/news/"),
            "/zwgk/": menu(法定主动公开内容="/fd/"),
            "/fd/": menu(法治政府建设="/fz/"),
        },
        {
            "/": menu(走进某县="/zj/", 政府信息公开="/xx.html"),
            "/xx.html": menu(其他法定信息="/qt/"),
            "/qt/": menu(依法行政="/fz/", 预算决算="/ys/"),
        },
        {
            "/": '<map><area href="/dir/" title="信息公开目录"></map>',
            "/dir/": menu(工作总结="/zj/", 法治建设="/fz/"),
        },
    ],
)
def test_finds_the_column_of_reports(portal: LoopbackPortal, crawl: Crawl, way: dict[str, str]) -> None:
    portal.pages |= {**way, "/fz/": ROW.format(url="/fz/t_1001.html"), "/fz/t_1001.html": ARTICLE}
    crawled = crawl()
    assert crawled.summary["columns"] == [f"{portal.url}/fz/"]
    assert [line["list_title"] for line in crawled.lines("article", "new")] == [TITLE]
    assert crawled.summary["problems"] == []


def test_finds_the_category_in_the_tree_of_gkmlpt(portal: LoopbackPortal, crawl: Crawl) -> None:
    tree = [
        {
            "id": 1,
            "name": "法定主动公开",
            "children": [{"id": 3874, "name": "法治政府建设年度报告", "post_count": 1}],
        }
    ]
    article = {
        "title": TITLE,
        "url": "/gkmlpt/content/3/3874/post_3874985.html",
        "display_publish_time": "2025-03-28",
    }
    portal.pages |= {
        "/": menu(政府信息公开="/gkmlpt/index"),
        "/gkmlpt/index": f"<script>window._CONFIG = {{ SID: '26', TREE: {json.dumps(tree)} }}</script>",
        "/gkmlpt/api/all/3874?page=1&sid=26": json.dumps(
            {"classify": {"post_count": 1}, "articles": [article]}
        ),
        article["url"]: ARTICLE,
    }
    crawled = crawl()
    assert crawled.summary["platform"] == "gkmlpt"
    assert [line["list_title"] for line in crawled.lines("article", "new")] == [TITLE]


def test_reports_in_other_lists_on_the_way_are_fetched_too(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages |= {
        "/": menu(通知公告="/tz/") + ROW.format(url="/t_1001.html"),
        "/t_1001.html": ARTICLE,
        "/tz/": ROW.format(url="/tz/t_1002.html"),
        "/tz/t_1002.html": ARTICLE,
    }
    crawled = crawl()
    assert len(crawled.lines("article", "new")) == 2


def test_the_search_keeps_to_its_budget_and_says_what_it_missed(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages["/"] = menu(**{f"政务公开{number}": f"/zw/{number}/" for number in range(30)})
    portal.pages |= {f"/zw/{number}/": menu(政府信息公开=f"/zw/{number}/x/") for number in range(30)}
    crawled = crawl(settings={"DISCOVERY_BUDGET": 10})
    assert len(crawled.lines("list")) == 10
    assert "name its columns in the registry" in crawled.summary["problems"][0]


def test_menu_items_that_lead_to_one_page_are_read_once(portal: LoopbackPortal, crawl: Crawl) -> None:
    to_column = Reply(status=302, headers={"Location": "/fz/"})
    portal.pages |= {
        "/": menu(法治政府建设年度报告="/a/", 法治政府建设="/b/", 依法行政="/fz/", 法治建设="/c/"),
        "/a/": to_column,
        "/b/": to_column,
        "/c/": ROW.format(url="/c/t_1002.html"),
        "/fz/": ROW.format(url="/fz/t_1001.html"),
        "/fz/t_1001.html": ARTICLE,
        "/c/t_1002.html": ARTICLE,
    }
    crawled = crawl()
    assert sorted(crawled.summary["columns"]) == [f"{portal.url}/c/", f"{portal.url}/fz/"]
    assert len(crawled.lines("article", "new")) == 2


PAGES = {"/fz/": ROW.format(url="/fz/t_1001.html"), "/fz/t_1001.html": ARTICLE}


TREE = '<script>var nodes=[{"id":1,"name":"法治政府建设","url":"\\/fz\\/"}]</script>'
OTHERS = menu(新闻="/n/", 图片="/t/", 视频="/s/", 概况="/g/")


@pytest.mark.parametrize(
    "way",
    [
        # The homepage only sends on, by script or by meta tag.
        {"/": "<script>location.href='/a/index.html'</script>", "/a/index.html": menu(法治建设="/fz/")},
        {"/": '<meta http-equiv="refresh" content="0;url=/a/">', "/a/": menu(法治建设="/fz/")},
        # Menus of pictures, of click handlers, of a tree that a script draws, in a frame.
        {"/": '<a href="/fz/"><img src="a.png" alt="法治政府建设"></a>'},
        {"/": "<div onclick=\"window.open('/fz/')\">法治政府建设</div>" + OTHERS},
        {"/": menu(政务公开="/zw/"), "/zw/": TREE},
        {
            "/": menu(政务公开="/zw/"),
            "/zw/": '<iframe src="/b.html"></iframe>',
            "/b.html": menu(依法行政="/fz/"),
        },
    ],
)
def test_menus_come_in_many_dresses(portal: LoopbackPortal, crawl: Crawl, way: dict[str, str]) -> None:
    portal.pages |= {**way, **PAGES}
    crawled = crawl()
    assert crawled.summary["columns"] == [f"{portal.url}/fz/"]


def test_a_folder_tells_by_its_initials_what_a_menu_does_not_say(
    portal: LoopbackPortal, crawl: Crawl
) -> None:
    row = ROW.format(url="/zwgk/fzzfjsndbg/t_1001.html")
    portal.pages |= {"/": menu(更多="/zwgk/fzzfjsndbg/", 动态="/zwgk/gzdt/"), "/zwgk/fzzfjsndbg/": row}
    assert crawl().summary["columns"] == [f"{portal.url}/zwgk/fzzfjsndbg/"]


def test_a_sitemap_is_read_where_the_menu_says_nothing(portal: LoopbackPortal, crawl: Crawl) -> None:
    listed = f"<url><loc>{portal.url}/a/fzzfjs/202503/t20250328_1001.html</loc></url>"
    portal.pages |= {
        "/": menu(新闻中心="/news/", 走进某县="/zj/"),
        "/sitemap.xml": f"<urlset><url><loc>{portal.url}/news/</loc></url>{listed}</urlset>",
        "/a/fzzfjs/": ROW.format(url="/a/fzzfjs/202503/t20250328_1001.html"),
        "/a/fzzfjs/202503/t20250328_1001.html": ARTICLE,
    }
    crawled = crawl()
    assert crawled.summary["columns"] == [f"{portal.url}/a/fzzfjs/"]
    assert portal.times_asked("/news/") == 0


def test_a_column_may_be_known_by_its_meta_tag_alone(portal: LoopbackPortal, crawl: Crawl) -> None:
    named = '<meta name="ColumnName" content="法治政府建设年度报告">'
    portal.pages |= {
        **PAGES,
        "/": menu(其他法定信息="/qt/"),
        "/qt/": named + ROW.format(url="/fz/t_1001.html"),
    }
    assert crawl().summary["columns"] == [f"{portal.url}/qt/"]


def test_a_list_of_another_name_is_read_on_when_nothing_better_is_found(
    portal: LoopbackPortal, crawl: Crawl
) -> None:
    more = '<a href="/tz/index_2.html">下一页</a>'
    portal.pages |= {
        **PAGES,
        "/": menu(通知公告="/tz/"),
        "/tz/": ROW.format(url="/fz/t_1001.html") + more,
        "/tz/index_2.html": ROW.format(url="/fz/t_1002.html"),
        "/fz/t_1002.html": ARTICLE,
    }
    crawled = crawl()
    assert crawled.summary["columns"] == [f"{portal.url}/tz/"]
    assert crawled.summary["new"] == 2


def test_columns_that_are_gone_are_searched_for_anew(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages |= {**PAGES, "/": menu(法治政府建设="/fz/"), "/old/": "<p>栏目已调整</p>"}
    crawled = crawl(["/old/", "/older/"])
    assert f"{portal.url}/fz/" in crawled.summary["columns"]
    assert crawled.summary["new"] == 1
    assert any("no given column lists anything" in problem for problem in crawled.summary["problems"])


def test_a_lead_that_asks_for_a_browser_does_not_end_the_search(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages |= {
        **PAGES,
        "/": menu(法治政府建设情况报告="/guarded/", 政务公开="/zw/"),
        "/guarded/": Reply("<script>challenge()</script>", 403),
        "/zw/": menu(法治政府建设="/fz/"),
    }
    assert crawl().summary["columns"] == [f"{portal.url}/fz/"]
