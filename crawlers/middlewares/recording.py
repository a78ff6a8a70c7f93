"""The record of every exchange: archived as it came over the wire, judged, logged.

It sits next to the downloader, inside redirects and retries, so that each of them is recorded; and it does
Scrapy's HttpCompressionMiddleware's work itself, because only before unpacking is the body what was sent.
Scrapy has then undone the transfer coding and spelt header names its own way; all else is kept.
"""

import hashlib
from dataclasses import dataclass
from typing import Protocol, cast
from urllib.parse import urljoin, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawlers.archive import charset_of, mime_of
from crawlers.archive_writer import ArchiveWriter, Earlier, Exchange
from crawlers.capture_log import ROBOTS, Aim, CaptureLog, LoggedAnswer
from crawlers.content_coding import OFFERED, CodingError, unpack
from crawlers.known import KnownPage, KnownPages
from crawlers.verdict import Answer, Verdict, judge
from crawlers.wording import Wording

NOT_MODIFIED = 304
_CONDITIONS = (b"If-None-Match", b"If-Modified-Since")
_DOCUMENTS = frozenset({"article", "attachment"})


@dataclass(frozen=True, slots=True)
class CrawlRecord:
    """Where a crawl writes what happens, and by what it judges it; the spider carries it as `record`."""

    writer: ArchiveWriter
    log: CaptureLog
    known: KnownPages
    wording: Wording
    homepage: str


def aim_of(request: Request) -> Aim:
    """Return why a request is made; requests that Scrapy makes itself are for robots.txt."""
    aim: Aim = request.meta.get("aim", ROBOTS)
    return aim


class Recorded(Protocol):
    """A spider whose exchanges are recorded."""

    record: CrawlRecord


def _record_of(spider: object) -> CrawlRecord:
    return cast("Recorded", spider).record


class RecordingMiddleware:
    """Archives, judges and logs each answer; passes it on unpacked, its outcome in `meta["outcome"]`."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._record = _record_of(crawler.spider)
        self._limit = settings.getint("DOWNLOAD_MAXSIZE")
        crawler.signals.connect(self.count, signal=signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RecordingMiddleware":
        """Make the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Offer only codings that readers of the archive undo, and conditions only on what is held.

        A redirect carries the conditions of the old address to the new one, of which nothing is held yet.
        """
        request.headers[b"Accept-Encoding"] = OFFERED
        if self._record.known.find(request.url) is None:
            for condition in _CONDITIONS:
                request.headers.pop(condition, None)

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive and log the answer; return it unpacked. Raises IgnoreRequest if it cannot be unpacked."""
        coding = (response.headers.get(b"Content-Encoding") or b"").decode("latin-1")
        try:
            payload, verdict = unpack(response.body, coding, self._limit), None
        except CodingError as error:
            payload, verdict = b"", Verdict("error", str(error))
        outcome = self._keep(request, response, payload, verdict)
        if verdict:
            self._record.log.count(aim_of(request), outcome)
            request.meta["recorded"] = True
            raise IgnoreRequest(verdict.detail)
        request.meta["outcome"] = outcome
        if not coding:
            return response
        unpacked: Response = response.replace(body=payload)
        del unpacked.headers[b"Content-Encoding"]
        return unpacked

    def count(self, response: Response, request: Request) -> None:
        """Count an answer that is final: what is redirected or asked for again does not come this far."""
        if outcome := response.meta.get("outcome"):
            self._record.log.count(aim_of(request), outcome)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Log a robots.txt that brought no answer; what becomes of other requests their errback logs."""
        if "aim" not in request.meta and not request.meta.get("recorded"):
            self._record.log.failed(request.url, ROBOTS, "error", f"{type(exception).__name__}: {exception}")

    def _keep(self, request: Request, response: Response, payload: bytes, failure: Verdict | None) -> str:
        content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        answer = Answer(
            status=response.status,
            mime=mime_of(content_type),
            charset=charset_of(content_type),
            payload=payload,
            location=_target(request, response),
        )
        of_document = aim_of(request).role in _DOCUMENTS
        verdict = (
            failure
            or self._unasked(request, response)
            or judge(answer, self._record.wording.answers, of_document=of_document)
            or self._astray(request, response)
        )
        known = self._record.known.find(request.url)
        digest = _digest(response.status, payload, known)
        outcome = verdict.outcome if verdict else _freshness(response.status, known, digest)
        self._write(request, response, answer, digest, (outcome, verdict.detail if verdict else None), known)
        return outcome

    def _unasked(self, request: Request, response: Response) -> Verdict | None:
        """Recognise a page that is said not to have changed although none is held."""
        if response.status == NOT_MODIFIED and self._record.known.find(request.url) is None:
            return Verdict("error", "HTTP 304 to a request without conditions")
        return None

    def _astray(self, request: Request, response: Response) -> Verdict | None:
        """Recognise a document that was answered with the home page."""
        led = request.meta.get("redirect_urls")
        if aim_of(request).role not in _DOCUMENTS or not led or response.status != 200:
            return None
        home = urlsplit(self._record.homepage).path or "/"
        if urlsplit(request.url).path in {"/", home, "/index.html", "/index.htm"}:
            return Verdict("missing", "redirected to the home page")
        return None

    def _write(
        self,
        request: Request,
        response: Response,
        answer: Answer,
        digest: str,
        judged: tuple[str, str | None],
        known: KnownPage | None,
    ) -> None:
        outcome, detail = judged
        aim = aim_of(request)
        fetched_at = self._record.log.now()
        exchange = Exchange(
            url=request.url.partition("#")[0],
            fetched_at=fetched_at,
            method=request.method,
            request_headers=_headers(request),
            request_body=request.body,
            status=response.status,
            response_headers=_headers(response),
            response_body=response.body,
            ip_address=str(response.ip_address) if response.ip_address else None,
            notes=self._notes(aim, digest, judged),
            earlier=_earlier(known, outcome, response.status),
        )
        warc_file, offset = self._record.writer.write(exchange)
        logged = LoggedAnswer(
            fetched_at=fetched_at,
            status=response.status,
            mime=answer.mime,
            charset=answer.charset,
            etag=_text(response, b"ETag"),
            last_modified=_text(response, b"Last-Modified"),
            payload_sha256=digest,
            size=len(answer.payload),
            warc_file=warc_file,
            warc_offset=offset,
        )
        self._record.log.archived(exchange.url, aim, logged, outcome, detail)

    def _notes(self, aim: Aim, digest: str, judged: tuple[str, str | None]) -> dict[str, str | None]:
        outcome, detail = judged
        return {
            "portal_id": self._record.log.portal_id,
            "run_id": self._record.log.run_id,
            "page_role": aim.role,
            "list_title": aim.list_title,
            "list_date": aim.list_date.isoformat() if aim.list_date else None,
            "referrer_url": aim.referrer,
            "outcome": outcome,
            "detail": detail,
            "payload_sha256": digest,
        }


def _digest(status: int, payload: bytes, known: KnownPage | None) -> str:
    """Return the digest of the payload that an answer stands for: not modified, that which is held."""
    if status == NOT_MODIFIED and known and known.payload_sha256:
        return known.payload_sha256
    return hashlib.sha256(payload).hexdigest()


def _freshness(status: int, known: KnownPage | None, digest: str) -> str:
    if status == NOT_MODIFIED:
        return "unchanged"
    if known is None or known.payload_sha256 is None:
        return "new"
    return "unchanged" if known.payload_sha256 == digest else "changed"


def _earlier(known: KnownPage | None, outcome: str, status: int) -> Earlier | None:
    if known is None or outcome != "unchanged":
        return None
    return Earlier(known.fetched_at, not_modified=status == NOT_MODIFIED)


def _target(request: Request, response: Response) -> str | None:
    """Return where an answer sends on, as it says where that is no URL; None if it does not."""
    location = _text(response, b"Location")
    if not location:
        return None
    try:
        return urljoin(request.url, location)
    except ValueError:
        return location


def _headers(message: Request | Response) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name, value) for name, values in message.headers.items() for value in values)


def _text(response: Response, name: bytes) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
