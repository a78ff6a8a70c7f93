"""Is a portal alive, as a process: `python -m crawlers.check JOB.json`.

The findings (a JSON file) hold `status` and `answered_by` of the homepage, `robots` (what robots.txt said),
`platform`, `columns` with what each lists, `blocked`, `requests` and `problems`.
"""

import json
import sys
from typing import Any

from crawlers.job import run_named_job
from crawlers.survey import Survey, SurveyJob, column_facts, survey

_ANSWERED = frozenset({"new", "changed", "unchanged"})
_FORBIDDEN = "Forbidden by robots.txt"


def run(job: SurveyJob) -> None:
    """Visit the job's portal and write what was seen."""
    findings = report(survey(job))
    job.report.write_text(json.dumps(findings, ensure_ascii=False, indent=1), "utf-8")


def report(seen: Survey) -> dict[str, Any]:
    """Return the findings of a check."""
    portal, progress = seen.spider.portal, seen.spider.progress
    home = _last(seen, "home")
    empty = [
        f"column {column.url} lists nothing"
        for column in progress.columns
        if column.empty or not column.pages
    ]
    return {
        "portal_id": portal.id,
        "homepage": portal.homepage,
        "alive": bool(home) and home["outcome"] in _ANSWERED,
        "status": home.get("status"),
        "answered_by": home.get("url"),
        "detail": home.get("detail"),
        "robots": _robots(seen),
        "platform": seen.platform,
        "columns": [column_facts(column) for column in progress.columns],
        "blocked": seen.blocked,
        "requests": seen.requests,
        "problems": [*progress.problems, *empty],
    }


def _last(seen: Survey, role: str) -> dict[str, Any]:
    lines = [line for line in seen.exchanges if line["page_role"] == role]
    return dict(lines[-1]) if lines else {}


def _robots(seen: Survey) -> str:
    """Return what robots.txt said: nothing, that all of the visit is allowed, or what it forbids."""
    forbidden = [line["url"] for line in seen.exchanges if line["detail"] == _FORBIDDEN]
    if forbidden:
        return f"forbids {', '.join(forbidden)}"
    answer = _last(seen, "robots")
    return "allows" if answer.get("outcome") in _ANSWERED else "none"


def main(arguments: list[str]) -> int:
    """Run the job named on the command line; return the exit status."""
    return run_named_job(arguments, SurveyJob, run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
