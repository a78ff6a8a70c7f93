"""One reactor for all the crawls of a process: started once, stopped when their work is done.

Twisted's reactor cannot be started twice in one process, and its resolver serves all crawls in it: what one
portal's crawl may ask is kept by that crawl's own guard (`crawlers.middlewares.guarding`), what any may
connect to by the resolver.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.internet.task import LoopingCall

from crawlers import settings as manners
from crawlers.hosts import Hosts
from crawlers.job import JobError
from crawlers.scope import Scope

T = TypeVar("T")

_TIMERS_LET_GO_EVERY = 2.0


class CrawlReactor(AsyncCrawlerProcess):
    """Runs the crawls of the portals that `scopes` bound; `stopping` tells that no crawl should begin.

    `hosts` are those that the crawls visit, for all of them.
    """

    def __init__(self, scopes: Iterable[Scope]) -> None:
        # No more than the process itself reads: what stands here goes before the settings of each crawl.
        super().__init__(
            Settings(
                {
                    "TWISTED_DNS_RESOLVER": manners.TWISTED_DNS_RESOLVER,
                    "PORTAL_SCOPES": tuple(scopes),
                    "LOG_LEVEL": manners.LOG_LEVEL,
                }
            )
        )
        self.stopping = False
        self.hosts = Hosts()

    async def stop(self) -> None:
        """End the crawls under way and let no other begin; called by Scrapy on SIGINT and SIGTERM too."""
        self.stopping = True
        await super().stop()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run the reactor until `work` is done and return what it returns; raises what it raises."""
        loop = asyncio.get_event_loop()
        task = loop.create_task(work)
        task.add_done_callback(self._stop_reactor)
        LoopingCall(_let_go_of_timers).start(_TIMERS_LET_GO_EVERY, now=False)
        self.start(stop_after_crawl=False)
        if not task.done():
            raise JobError("stopped by a signal")
        return task.result()


def _let_go_of_timers() -> None:
    """Do nothing, as a timer: Twisted throws cancelled timers away when it runs one that is due.

    Each request has one, due only after `DOWNLOAD_TIMEOUT`; cancelled ones would pile up till then.
    """
