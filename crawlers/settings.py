"""Scrapy's settings: the manners of the crawl. A job may override them, the guards excepted."""

import os
from importlib.metadata import PackageNotFoundError, version
from typing import Any

CONTACT_VARIABLE = "BAOGAO_CONTACT"


def user_agent(contact: str = "") -> str:
    """Return who asks: the program, and whom to turn to (an address or a URL) where the operator says so.

    `contact` is a registry entry's; the environment's (`BAOGAO_CONTACT`) stands in for none. None is made up.
    """
    try:
        number = version("baogao")
    except PackageNotFoundError:  # a checkout that is not installed
        number = "0"
    contact = " ".join((contact or os.environ.get(CONTACT_VARIABLE, "")).split())
    about = "research on public government reports"
    return f"baogao/{number} ({f'+{contact}; ' if contact else ''}{about})"


BOT_NAME = "baogao"
SPIDER_MODULES = ["crawlers.spiders"]
NEWSPIDER_MODULE = "crawlers.spiders"
USER_AGENT = user_agent()

# Manners
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 0.5
# A delay is what no two requests are closer than, also where robots.txt asks for it.
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.5
EXTENSIONS = {
    "crawlers.crawl_delay.CrawlDelay": 0,
    # Crawls share a process, and each is to count its own errors.
    "scrapy.extensions.logcount.LogCount": None,
    "crawlers.own_errors.OwnErrors": 0,
}
CRAWL_DELAY_MAX = 30.0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# The spider asks for nothing twice. Scrapy's own filter would let the second of two pages that redirect to
# one address vanish without a word.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

# Entries in the order of their list: what is newest, first.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# Patience and its ends
DOWNLOAD_TIMEOUT = 60
RETRY_TIMES = 3
RETRY_HTTP_CODES = [500, 502, 503, 504, 408, 429]
RETRY_PAUSE = 2.0
RETRY_PAUSE_MAX = 300.0
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
REDIRECT_MAX_TIMES = 5
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DISCOVERY_BUDGET = 60
LIST_PAGES_MAX = 2000
SLOW_CYCLE_DAYS = 30
BLOCKED_AFTER = 3
STALLED_AFTER = 8

# Every answer reaches the spider, whatever its status: failures are news too. Depths and referrers the spider
# knows better.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
}
DOWNLOADER_MIDDLEWARES = {
    "crawlers.middlewares.guarding.ScopeMiddleware": 40,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.middlewares.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.middlewares.patience.PatienceMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    # A proxy would be asked for names and addresses in our stead, past the guards.
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "crawlers.middlewares.recording.RecordingMiddleware": 800,
}
# Crawls of a process are one visitor to a host.
DOWNLOADER = "crawlers.downloading.HostDownloader"
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "crawlers.downloading.HostHandler")
TWISTED_DNS_RESOLVER = "crawlers.resolver.GuardedResolver"
DOWNLOAD_VERIFY_CERTIFICATES = True

# What a batch job has no use for. Scrapy starts CONCURRENT_ITEMS tasks a callback, and reads its source for
# mistakes: together half the time of a page.
CONCURRENT_ITEMS = 2
WARN_ON_GENERATOR_RETURN_VALUE = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
LOG_LEVEL = "ERROR"

GUARDED = frozenset(
    {
        "ROBOTSTXT_OBEY",
        "DOWNLOADER_MIDDLEWARES",
        "EXTENSIONS",
        "TWISTED_DNS_RESOLVER",
        "PORTAL_SCOPE",
        "DOWNLOADER",
        "DOWNLOAD_HANDLERS",
        "HOSTS",
        "DOWNLOAD_VERIFY_CERTIFICATES",
    }
)
"""What no job may override."""


def as_mapping() -> dict[str, Any]:
    """Return the settings of this module."""
    own = {"GUARDED", "CONTACT_VARIABLE"}
    return {name: value for name, value in globals().items() if name.isupper() and name not in own}
