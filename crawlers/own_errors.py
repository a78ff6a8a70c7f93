"""Counts the errors that are logged of one crawl, where several share a process."""

import logging

from scrapy import Spider
from scrapy.extensions.logcount import LogCount


class OwnErrors(LogCount):
    """Scrapy's count of log messages, less those of other spiders; what names no spider counts for all."""

    def spider_opened(self, spider: Spider) -> None:
        """Begin to count."""
        super().spider_opened(spider)

        def concerns(record: logging.LogRecord) -> bool:
            return getattr(record, "spider", spider) is spider

        if self.handler:
            self.handler.addFilter(concerns)
