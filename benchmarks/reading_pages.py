"""The pages that reading is measured on: the five real reports in full, set as real portals set them.

Menus, breadcrumb, share bar, related lists and footer stand around the text; the text itself is set in one of
two ways that make up most of what portals publish: `styled` paragraphs with an inline style and two spans
(TRS, Hanweb and their editors), and the `word` soup of text pasted from a word processor (a MsoNormal style
for every paragraph, a span and font for every run of some forty characters, empty paragraphs between).
`portal` is the styled text in the whole skin of a portal as they are served (`reading_portal.html`): scripts,
styles, menus that fold out to 150 links, disclosure table, lists and footer.
"""

import json
from collections.abc import Iterator
from html import escape
from itertools import chain
from pathlib import Path
from string import Template

import yaml

from flows.reading.shapes import Page

REPORTS = Path(__file__).parents[1] / "tests" / "gold" / "real"
SETTINGS = ("styled", "word", "portal")

# fmt: off
_COLUMNS = [
    "首页", "要闻动态", "政务公开", "政务服务", "互动交流", "数据发布", "走进本地", "专题专栏", "通知公告",
    "部门动态", "乡镇动态", "政策文件", "政策解读", "规划计划", "统计信息", "财政信息", "重点领域",
    "行政执法公示", "权责清单", "双随机一公开", "公共资源", "社会救助", "教育信息", "医疗卫生", "环境保护",
    "安全生产", "食品药品", "应急管理", "人事信息", "招考录用", "建议提案", "领导信箱", "在线访谈",
    "民意征集", "网上调查", "政府公报", "政府会议", "领导之窗", "机构设置", "法治政府建设", "信息公开指南",
    "信息公开制度", "信息公开年报", "依申请公开", "法定主动公开内容", "基层政务公开", "营商环境",
    "乡村振兴",
]
_RELATED = [
    "关于印发2024年度重点工作任务分工方案的通知", "2024年部门预算公开", "关于开展规范性文件清理工作的公告",
    "2023年政府信息公开工作年度报告", "行政执法人员名单公示", "关于公布权责清单的通知",
    "2023年度法治建设要点解读",
]
# fmt: on
_HEAD_STYLE = "".join(
    f".{name}{{width:{width}px;margin:0 auto;padding:10px 0;background:url(/images/{name}.png) no-repeat}}"
    for name, width in zip(
        ("top", "nav", "crumb", "main", "side", "share", "foot", "qr"), range(940, 1180, 30), strict=True
    )
)
_SCRIPT = (
    "<script>$(function(){$('.nav li').hover(function(){$(this).find('ul').show();},function(){$(this)"
    ".find('ul').hide();});var ua=navigator.userAgent.toLowerCase();if(/mobile|android|iphone/.test(ua))"
    "{$('body').addClass('m');}$('.font a').click(function(){$('#zoom p').css('font-size','18px');});});"
    "</script>"
)
_PARAGRAPH = "text-align: justify; text-indent: 2em; line-height: 2; margin: 0px 0px 10px; font-family: 宋体;"
_SPAN = "font-size: 16px; font-family: 宋体, SimSun;"
_WORD = "text-autospace:ideograph-numeric;text-align:justify;text-indent:32.0000pt;line-height:28.0000pt;"
_WORD_SPAN = "mso-spacerun:'yes';font-family:仿宋_GB2312;font-size:16.0000pt;mso-font-kerning:1.0000pt;"
_WORD_RUN = 40


def pages(setting: str) -> list[Page]:
    """Return the five reports as pages of one of `SETTINGS`."""
    setter = _word if setting == "word" else _styled
    page = _portal if setting == "portal" else _page
    found = []
    for path in sorted(REPORTS.glob("*.txt")):
        title = json.loads(path.with_suffix(".json").read_text("utf-8"))["title"]
        lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
        html = "".join(page(escape(title), "\n".join(setter(lines))))
        url = f"http://www.{path.stem}.gov.cn/zwgk/fzzf/202403/t20240312_{len(lines)}.html"
        found.append(Page(html.encode(), url, "text/html", "utf-8"))
    return found


def _styled(lines: list[str]) -> Iterator[str]:
    for line in lines:
        half = len(line) // 2
        yield (
            f'<p style="{_PARAGRAPH}"><span style="{_SPAN}">&emsp;&emsp;{escape(line[:half])}</span>'
            f'<span style="{_SPAN}">{escape(line[half:])}</span></p>'
        )


def _word(lines: list[str]) -> Iterator[str]:
    for line in lines:
        runs = [line[at : at + _WORD_RUN] for at in range(0, len(line), _WORD_RUN)]
        spans = "".join(
            f'<span style="{_WORD_SPAN}"><font face="仿宋_GB2312">{escape(run)}</font></span>' for run in runs
        )
        yield f'<p class="MsoNormal" style="{_WORD}">{spans}<o:p></o:p></p>'
        yield '<p class="MsoNormal"><span>&nbsp;</span></p>'


def _page(title: str, body: str) -> Iterator[str]:
    yield (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="UTF-8">'
        f"<title>{title}_县人民政府门户网站</title>"
        '<meta name="SiteName" content="县人民政府门户网站"><meta name="ColumnName" content="法治政府建设">'
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2024-03-12 10:21">'
        f'<meta name="ContentSource" content="县司法局"><style>{_HEAD_STYLE}</style>{_SCRIPT}</head><body>'
        '<div class="top"><a href="/login">登录</a> <a href="/wza">无障碍</a> <a href="/m">手机版</a></div>'
        '<ul class="nav">'
    )
    for number, name in enumerate(_COLUMNS):
        href = f"/col/col{number}/index.html"
        yield f'<li class="nav-item"><a href="{href}" target="_blank" title="{name}">{name}</a></li>\n'
    yield (
        '</ul><div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 法治'
        f'</div><div class="main"><h1 class="title">{title}</h1><div class="info">'
        "<span>发布时间：2024-03-12 10:21</span> <span>来源：县司法局</span> <span>浏览次数：128</span>"
        '<span class="font">字体：[<a>大</a> <a>中</a> <a>小</a>]</span></div>'
        f'<div id="zoom" class="TRS_Editor">{body}</div>'
        '<div class="share bdsharebuttonbox">分享到：<a>微信</a><a>微博</a> 打印本页 关闭窗口</div>'
        '<p>上一篇：<a href="1.html">关于召开听证会的公告</a></p><p>下一篇：无</p></div>'
        '<div class="side"><h3>相关信息</h3><ul>'
    )
    for number, name in enumerate(_RELATED):
        href = f"/art/2024/3/1/art_{number}.html"
        yield f'<li><a href="{href}" target="_blank">{name}</a><span>2024-03-0{number + 1}</span></li>'
    yield (
        '</ul></div><div class="foot">主办：县人民政府办公室 承办：县大数据中心 湘ICP备05000000号 '
        "网站标识码：4307230001 湘公网安备43072302000000号 联系我们 网站地图</div>"
        f'<div class="qr">扫一扫在手机打开当前页</div>{_SCRIPT}</body></html>'
    )


def _portal(title: str, body: str) -> Iterator[str]:
    folder = Path(__file__).parent
    skin = Template((folder / "reading_portal.html").read_text("utf-8"))
    words = yaml.safe_load((folder / "reading_portal.yaml").read_text("utf-8"))
    yield skin.substitute(
        title=title,
        body=body,
        number=f"{len(body) % 100:03}",
        menus="".join(chain.from_iterable(_menu(*menu) for menu in enumerate(words["menus"].items()))),
        side="".join(_side(words["side"])),
        related="".join(_related(words["related"])),
    )


def _menu(number: int, menu: tuple[str, dict[str, list[str]]]) -> Iterator[str]:
    """One entry of the navigation with what folds out below it, blanks as templates leave them."""
    heading, groups = menu
    href = f"/m{number}/"
    yield f'        <li>\n            <a href="{href}" class="navList" target="_blank">{heading}<i></i></a>\n'
    yield '            <div class="mega">\n'
    for group, names in groups.items():
        yield f"                <dl>\n                    <dt>{group}</dt>\n"
        for place, name in enumerate(names):
            href = f"../../../m{number}/c{place}/"
            yield f'                    <dd><a href="{href}" target="_blank" title="{name}">{name}</a></dd>\n'
        yield "                </dl>\n"
    yield "            </div>\n        </li>\n"


def _side(names: list[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        link = f'<a href="../c{number}/" title="{name}">{name}</a>'
        yield f'            <li id="sub_{6980 + number}">{link}</li>\n'


def _related(names: list[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        href = f"./t202403{number + 1:02}_14060{number}.html"
        link = f'<a href="{href}" target="_blank" title="{name}">{name}</a>'
        yield f"            <li>{link}<span>2024-03-{number + 1:02}</span></li>\n"
