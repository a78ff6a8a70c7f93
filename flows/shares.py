"""A night's portals in shares, for processes and machines: what one may ask, no other does.

Inside a process all crawls are one visitor to a host (`crawlers.hosts`); between processes nobody counts.
"""

from collections.abc import Iterable, Sequence
from math import ceil

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
    for together in sorted(_inseparable(jobs), key=len, reverse=True):
        min(shares, key=len).extend(together)
    return [tuple(share) for share in shares if share]


def _inseparable(jobs: Sequence[CrawlJob]) -> Iterable[list[CrawlJob]]:
    """Return the jobs in groups: by what they may ask, and by what joins that of one to that of another."""
    leads_to: dict[str, str] = {}

    def end_of(name: str) -> str:
        while (further := leads_to.setdefault(name, name)) != name:
            leads_to[name] = name = leads_to[further]
        return name

    groups: dict[str, list[CrawlJob]] = {}
    reaches = [sorted(Scope.of(job.portal).reach) for job in jobs]
    for first, *others in reaches:
        for other in others:
            leads_to[end_of(other)] = end_of(first)
    for job, reach in zip(jobs, reaches, strict=True):
        groups.setdefault(end_of(reach[0]), []).append(job)
    return groups.values()
