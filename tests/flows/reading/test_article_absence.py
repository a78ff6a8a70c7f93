import pytest

from flows.reading.article import ArticleRules, find_article
from flows.reading.article_absence import REASONS
from flows.reading.shapes import Article, Reject
from flows.vocabulary import read_data

RULES = ArticleRules.from_data(read_data("article"))
MENU = '<div class="nav"><a href="/">首页</a><a href="/a">政务公开</a><a href="/b">政务服务</a></div>'
FOOTER = '<div class="footer"><p>主办单位：白石县人民政府办公室</p><p>网站标识码：43000 湘ICP备05号</p></div>'


def reason(markup: str) -> str:
    found = find_article(markup, "https://www.example.gov.cn/", RULES)
    assert isinstance(found, Reject), found
    assert found.reason in REASONS
    return found.reason


def page(body: str, title: str = "白石县人民政府") -> str:
    return f"<html><head><title>{title}</title></head><body>{MENU}{body}{FOOTER}</body></html>"


def entries(count: int, form: str) -> str:
    return "".join(form.format(n=n, year=2010 + n) for n in range(1, count + 1))


@pytest.mark.parametrize(
    "body",
    [
        '<div class="err"><h2>404</h2><p>抱歉，您访问的页面不存在或已被删除！</p><p>3秒后返回</p></div>',
        "<div>对不起，该信息不存在或已下线。</div>",
        "<p>您要查看的文章不存在！</p>",
        "<p>404 Not Found</p>",
        "<p>文件未找到，请检查地址是否正确。</p>",
        "<div>很抱歉，没有找到您要访问的页面，请联系管理员。</div>",
    ],
)
def test_soft_404(body: str) -> None:
    assert reason(page(body)) == "soft_404"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (
            '<form><input name="u"><input type="password"><span>请输入用户名和密码</span></form>',
            "统一身份认证平台",
        ),
        ('<form>账号<input>口令<input type="PASSWORD"><a>注册</a></form>', "白石县"),
        ("<p>请先登录后再查看</p>", "用户登录"),
    ],
)
def test_login_page(body: str, title: str) -> None:
    assert reason(page(body, title)) == "login_page"


@pytest.mark.parametrize(
    "markup",
    [
        '<html><head><script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=1;</script></head><body></body></html>',
        "<html><script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script></html>",
        "<script>var arg1='A1B2C3D4E5F60718293A4B5C6D7E8F9001122334';function setCookie(){}</script>",
        "<title>Just a moment...</title><h1>Checking your browser</h1><p>Please enable JavaScript</p>",
        "<title>安全验证</title><div>请完成安全验证后继续访问</div><div>拖动滑块完成拼图</div>",
    ],
)
def test_challenge_page(markup: str) -> None:
    assert reason(markup) == "challenge_page"


@pytest.mark.parametrize(
    "markup",
    [
        "<html><title>502 Bad Gateway</title><body><center><h1>502 Bad Gateway</h1></center></body></html>",
        "<title>403 Forbidden</title><h1>Forbidden</h1><p>You don't have permission to access this.</p>",
        "<title>出错</title><h1>“/”应用程序中的服务器错误。</h1><p>未将对象引用设置到对象的实例。</p>",
        "<p>系统繁忙，请稍后再试。</p>",
    ],
)
def test_error_page(markup: str) -> None:
    assert reason(markup) == "error_page"


ROWS = "<tr><td><a href={n}.htm>白石县{year}年度报告全文</a><td>03-0{n}</tr>"
LINKS = "<p><a href={n}.htm>白石县{year}年法治政府建设年度报告</a></p>"
DATED = "<li><a href={n}.htm>白石县{year}年法治政府建设年度报告</a><span>2024-01-0{n}</span></li>"
PAIRS = "<dl><dt><a href={n}.htm>白石县{year}年法治政府建设年度报告</a></dt><dd>{year}-03-01</dd></dl>"
ABSTRACTS = (
    "<h4><a href={n}.htm>白石县召开第{n}次法治建设推进会</a></h4><p>日前，白石县召开第{n}次推进会，"
    "总结上半年工作，县长出席会议并讲话，各部门主要负责人参加会议…</p><a href={n}.htm>[详细]</a>"
)

UNLINKED = "<p>白石县某局{year}年度法治政府建设工作总结 {year}-03-0{n}</p>"
TEASERS = (
    "<li><a href={n}.htm>白石县{year}年法治政府建设年度报告</a><p>今年以来，全县深入推进依法行政，"
    "法治政府建设取得明显成效，现将有关情况报告如下</p><span>2024-01-0{n}</span></li>"
)


@pytest.mark.parametrize(
    "body",
    [
        f"<ul>{entries(8, TEASERS)}</ul>",
        f"<div>{entries(6, UNLINKED)}</div>",
        f"<ul>{entries(2, DATED)}</ul>",
        f"<table>{entries(9, ROWS)}</table>",
        f"<div id=zoom>{entries(9, LINKS)}</div>",
        f"<div class=list>{entries(4, ABSTRACTS)}</div>",
        f"<div class=TRS_Editor></div><div>栏目介绍：本栏目公开本县年报。</div>{entries(8, PAIRS)}",
    ],
)
def test_list_page(body: str) -> None:
    assert reason(page(body, "法治政府建设-白石县人民政府")) == "list_page"


def test_search_page() -> None:
    hit = (
        "<h3><a href={n}.htm>{year}年年度报告</a></h3><p>……全面推进<em>法治政府</em>建设，取得明显成效……</p>"
    )
    hits = entries(7, hit)
    assert reason(page(f"<div>共找到相关结果 128 条</div>{hits}", "搜索结果")) == "search_page"
    assert reason(page("<p>抱歉，没有找到与“法治”相关的结果</p>", "站内检索")) == "search_page"


@pytest.mark.parametrize(
    "markup", ['{"code":200,"data":[]}', "just words", "<?xml version='1.0'?><rss><channel/></rss>"]
)
def test_not_html(markup: str) -> None:
    assert reason(markup) == "not_html"


@pytest.mark.parametrize(
    "markup",
    [
        "",
        " \n ",
        "<html><body><div id=app></div><script src=a.js></script></body></html>",
        page("<div></div>"),
    ],
)
def test_empty(markup: str) -> None:
    assert reason(markup) == "empty"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>关于系统升级维护的公告</h1><p>发布时间：2024-05-01</p><p>系统升级，暂停登录，敬请谅解。</p>",
        "<h1>县公安局年度报告</h1><p>时间：2024-05-01</p><p>办理案件404件，搜索结果准确。</p>",
        "<h1>县民政局年度报告</h1><p>2024-05-01</p><p>报告全文见附件。</p><a href=a.pdf>年度报告.pdf</a>",
    ],
)
def test_a_short_article_with_such_words_is_one(body: str) -> None:
    assert isinstance(find_article(page(body), "https://www.example.gov.cn/", RULES), Article)
