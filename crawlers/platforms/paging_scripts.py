"""How a list goes on by what its script knows: how many pages there are, and how their addresses are made."""

import re
from collections.abc import Iterator

from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.paging import page_number, page_parameter, total_pages

_COMMENTS = re.compile(r"(?:^|(?<=[\s>;]))//.*$", re.MULTILINE)
# createPageHTML(20, 0, "index", "html") of TRS counts from 0; with the id of a box in front it counts from 1.
_CREATE_PAGE = re.compile(
    r"create\w*Page\w*\(\s*(?P<box>['\"][\w#.-]*['\"]\s*,)?\s*(?P<count>\d{1,9})\s*,\s*(?P<current>\d{1,9})\s*,"
    r"\s*['\"](?P<name>[\w./-]+)['\"]\s*,\s*['\"]\.?(?P<ext>\w+)['\"]",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:countPage|m_nPageCount|pageCount|totalPages?)\s*=\s*(?:parseInt\()?['\"]?(\d{1,9})", re.IGNORECASE
)
_RECORDS = re.compile(
    r"\b(?:m_nRecordCount|recordCount|totalRecord)\s*=\s*(?:parseInt\()?['\"]?(\d{1,9})", re.IGNORECASE
)
_SIZE = re.compile(r"\b(?:m_nPageSize|pageSize|perPage)\s*=\s*(?:parseInt\()?['\"]?(\d{1,9})", re.IGNORECASE)
_CURRENT = re.compile(
    r"\b(?:currentPage|m_nCurrPage|currPage)\s*=\s*(?:parseInt\()?['\"]?(\d{1,9})", re.IGNORECASE
)
_INDEX = re.compile(r"\b(?:pageIndex|pageNow|nowPage|curPage)\s*=\s*['\"]?(\d{1,9})", re.IGNORECASE)
_NAME = re.compile(r"\b(?:m_sPageName|pageName)\s*=\s*['\"]([\w-]+)", re.IGNORECASE)
_EXTENSION = re.compile(
    r"\b(?:m_sPageExt|pageExt)\s*=\s*['\"]\.?(\w+)|['\"]\.?['\"]?\s*\+?\s*['\"]?(s?html?|jsp|aspx?)\s*\\?['\"]",
    re.IGNORECASE,
)
# laypage({pages: 5, curr: 1, jump: … location.href = "?cid=3&page=" + o.curr …}), and its like.
_PAGES_OPTION = re.compile(
    r"[\"']?\b(?:pages|pageCount|totalPages?|page_count|countPage)[\"']?\s*[:=]\s*[\"']?(\d{1,9})",
    re.IGNORECASE,
)
_COUNT_OPTION = re.compile(
    r"[\"']?\b(?:count|total|totalCount|totalRecord)[\"']?\s*:\s*[\"']?(\d{1,9})", re.IGNORECASE
)
_LIMIT_OPTION = re.compile(
    r"[\"']?\b(?:limit|pageSize|perPage|rows)[\"']?\s*:\s*[\"']?(\d{1,9})", re.IGNORECASE
)
_TEMPLATE = re.compile(
    r"[\"'](?P<head>[^\"'\s<>]*[?&]\w*=)[\"']\s*\+\s*[\w.$\[\]]+(?:\s*\+\s*[\"'](?P<tail>[^\"'\s<>]*)[\"'])?"
)


def by_script(page: Page) -> list[PageRequest]:
    """Count up as the script of a static list would, from `index.html` to `index_1.html` and on."""
    script = _COMMENTS.sub("", page.text)
    made = _CREATE_PAGE.search(script)
    if made:
        base = 1 if made["box"] else 0
        count, current, name, ext = int(made["count"]), int(made["current"]) - base, made["name"], made["ext"]
    else:
        named, extension = _NAME.search(script), _EXTENSION.search(script)
        # An index may be of anything, unless the name of a list's files stands beside it.
        counted, now = _page_count(script), _CURRENT.search(script) or (named and _INDEX.search(script))
        if counted is None or now is None:
            return []
        base, count, current, name = 0, counted, int(now[1]), named[1] if named else "index"
        ext = (extension[1] or extension[2]) if extension else "html"
    stem = name.rpartition("/")[2]
    in_url = re.search(rf"(?:^|/){re.escape(stem)}_(\d{1, 9})\.\w+$", page.path)
    position = int(in_url[1]) - base if in_url else current
    if position + 1 >= count:
        return []
    url = page.resolve(f"{name}_{position + 1 + base}.{ext}")
    return [PageRequest(url)] if url else []


def _page_count(script: str) -> int | None:
    if counted := _COUNT.search(script):
        return int(counted[1])
    records, size = _RECORDS.search(script), _SIZE.search(script)
    return -(-int(records[1]) // int(size[1])) if records and size and int(size[1]) else None


def by_template(page: Page) -> list[PageRequest]:
    """Count up in the address that a script puts together with the number of the page."""
    pages = _option_count(page.text) or total_pages(page)
    number = page_number(page)
    if pages is None or number >= pages:
        return []
    for head, tail in _templates(page.text):
        url = page.resolve(f"{head}{number + 1}{tail}")
        if url and page_parameter(url):
            return [PageRequest(url)]
    return []


def _option_count(script: str) -> int | None:
    if pages := _PAGES_OPTION.search(script):
        return int(pages[1])
    count, limit = _COUNT_OPTION.search(script), _LIMIT_OPTION.search(script)
    return -(-int(count[1]) // int(limit[1])) if count and limit and int(limit[1]) else None


def _templates(script: str) -> Iterator[tuple[str, str]]:
    for found in _TEMPLATE.finditer(script):
        yield found["head"], found["tail"] or ""
