"""What an answer is worth: a page, or one of the ways in which portals fail."""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from crawlers.decoding import decode_markup
from crawlers.wording import AnswerWording

_GONE = frozenset({404, 410})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MARKUP = frozenset({None, "text/html", "application/xhtml+xml", "text/plain"})
_LARGEST_NOTICE = 16_000
_HEAD = 4_000
"""Bytes in which the title stands; of larger pages than a notice nothing else is looked at."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is judged; `payload` is unpacked, `location` the target of a redirect."""

    status: int
    mime: str | None
    charset: str | None
    payload: bytes
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why an answer is no page: an outcome of the captures, and the reason in words."""

    outcome: str
    detail: str


def judge(answer: Answer, wording: AnswerWording, *, of_document: bool) -> Verdict | None:
    """Return why an answer is no page; None for a page (also for 304, which has no text to judge).

    `of_document` tells that an article was asked for: only then may a page of few words be a notice, since
    lists have few words and quote anything.
    """
    status = answer.status
    if status in _REDIRECTS and answer.location:
        return Verdict("skipped", f"redirects to {answer.location}")
    if _is_challenge(answer, wording):
        return Verdict("blocked", f"HTTP {status}: challenge page")
    if status >= 400 or status < 200:
        return Verdict("missing" if status in _GONE else "error", f"HTTP {status}")
    if status == 304 or answer.mime not in _MARKUP:
        return None
    return _judge_text(answer, wording, of_document=of_document)


def _is_challenge(answer: Answer, wording: AnswerWording) -> bool:
    """Whether a refusal asks for a browser: by its status, or by the script that it brings along."""
    if answer.status in wording.challenge_status:
        return True
    if answer.status not in {403, 503} or b"<script" not in answer.payload[:_LARGEST_NOTICE].lower():
        return False
    text = decode_markup(answer.payload, answer.charset)
    return answer.status == 403 or any(mark in text for mark in wording.challenge_marks)


def _judge_text(answer: Answer, wording: AnswerWording, *, of_document: bool) -> Verdict | None:
    """Judge an answer that claims success: only a notice, or a title that says so, is no page."""
    whole = len(answer.payload) <= _LARGEST_NOTICE
    # Cut behind a tag: a torn character would make the head look like another charset.
    head_ends = answer.payload.rfind(b">", 0, _HEAD) + 1
    text = decode_markup(answer.payload if whole else answer.payload[:head_ends], answer.charset)
    challenge = next((mark for mark in wording.challenge_marks if mark in text), None)
    missing = next((mark for mark in wording.missing_marks if mark in text), None)
    login = next((mark for mark in wording.login_marks if mark in text), None)
    if not (challenge or missing or login):
        return None
    tree = LexborHTMLParser(text)
    titled = tree.css_first("title")
    title = titled.text(strip=True) if titled else ""
    asks_password = tree.css_first("input[type=password]") is not None
    tree.strip_tags(["script", "style", "noscript", "title"])
    said = "".join((tree.body.text(deep=True) if tree.body else "").split())
    brief = whole and len(said) <= wording.longest_notice
    if challenge and brief and not tree.css_first("a[href]"):
        return Verdict("blocked", f"challenge page ({challenge})")
    if missing and (missing in title or (of_document and brief and missing in said)):
        return Verdict("missing", f"says {missing!r} with HTTP {answer.status}")
    # Portals show a login box on every page, so only a page named after it is one.
    if asks_password and login and login in title:
        return Verdict("skipped", "login page")
    return None
