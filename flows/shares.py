"""A night's portals in shares, for processes and machines: what one may ask, no other does.

Inside a process all crawls are one visitor to a host (`crawlers.hosts`); between processes nobody counts.
"""

from collections.abc import Sequence
from math import ceil

from crawlers.registry import Portal
from crawlers.scope import Scope
from flows.crawling import CrawlJob

SMALLEST_SHARE = 32
"""Portals that are not worth another process: a process crawls as many side by side."""


def shares_of(
    jobs: Sequence[CrawlJob], processes: int, smallest: int = SMALLEST_SHARE
) -> list[tuple[CrawlJob, ...]]:
    """Return the jobs in at most `processes` shares; `smallest` jobs or fewer are one.

    Portals that may ask a common host, were it only one that they come across, are in the same share.
    """
    wanted = max(1, min(processes, ceil(len(jobs) / smallest)))
    shares: list[list[CrawlJob]] = [[] for _ in range(wanted)]
    job_of = {job.portal.id: job for job in jobs}
    for together in sorted(with_common_hosts([job.portal for job in jobs]), key=len, reverse=True):
        min(shares, key=len).extend(job_of[portal.id] for portal in together)
    return [tuple(share) for share in shares if share]


def with_common_hosts(portals: Sequence[Portal]) -> list[list[Portal]]:
    """Return portals in groups: what a crawl of one may ask, no crawl of another group's may."""
    leads_to: dict[str, str] = {}

    def end_of(name: str) -> str:
        while (further := leads_to.setdefault(name, name)) != name:
            leads_to[name] = name = leads_to[further]
        return name

    groups: dict[str, list[Portal]] = {}
    reaches = [sorted(Scope.of(portal).reach) for portal in portals]
    for first, *others in reaches:
        for other in others:
            leads_to[end_of(other)] = end_of(first)
    for portal, reach in zip(portals, reaches, strict=True):
        groups.setdefault(end_of(reach[0]), []).append(portal)
    return list(groups.values())
