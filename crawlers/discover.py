"""Find the columns of reports from a homepage, as a process: `python -m crawlers.discover JOB.json`.

The findings (a JSON file) hold `columns`, each with the names that led to it (`way`), `requests` used,
`problems`, and `entry`: the registry entry to paste, as YAML.
"""

import json
import sys
from typing import Any
from urllib.parse import urlsplit

import yaml

from crawlers.job import run_named_job
from crawlers.platforms.page import Page
from crawlers.registry import Portal
from crawlers.scope import registrable_domain
from crawlers.survey import Survey, SurveyJob, column_facts, survey

UNKNOWN_REGION = "000000"
"""Stands in a job for the region that discovery is to find out; in a finding it is left for the operator."""


def run(job: SurveyJob) -> None:
    """Search the job's portal for columns, whatever columns its entry names, and write what was found."""
    searched = job.model_copy(update={"portal": job.portal.model_copy(update={"columns": ()})})
    findings = report(survey(searched))
    job.report.write_text(json.dumps(findings, ensure_ascii=False, indent=1), "utf-8")


def report(found: Survey) -> dict[str, Any]:
    """Return the findings of a search, columns that list most reports first."""
    seen = sorted(found.spider.progress.columns, key=lambda column: -column.reports)
    columns = [{**column_facts(column), "way": list(column.way)} for column in seen]
    return {
        "homepage": found.spider.portal.homepage,
        "columns": columns,
        "requests": found.requests,
        "blocked": found.blocked,
        "problems": found.spider.progress.problems,
        "entry": yaml.safe_dump([_entry(found)], allow_unicode=True, sort_keys=False),
    }


def _entry(found: Survey) -> dict[str, Any]:
    portal, home = found.spider.portal, found.spider.home
    columns = found.spider.progress.columns
    listing = [column.url for column in columns if column.reports] or [column.url for column in columns]
    return {
        "id": _id_of(portal),
        "name": (home and _name_of(home)) or portal.name,
        "region": (home and _region_of(home)) or _given_region(portal),
        "homepage": portal.homepage,
        **({"columns": listing} if listing else {}),
        **({"platform": found.platform} if found.platform else {}),
        **({"private": True} if portal.private else {}),
        "source": "found by baogao portals discover",
    }


def _id_of(portal: Portal) -> str:
    host = urlsplit(portal.homepage).hostname or ""
    name = registrable_domain(host).split(".", 1)[0] if host.rpartition(".")[2].isalpha() else portal.id
    below = host.removesuffix(registrable_domain(host)).strip(".").removeprefix("www").strip(".")
    return "-".join(filter(None, [name, below.replace(".", "-")]))


def _name_of(home: Page) -> str:
    """Return what a portal calls itself: SiteName, which the 政府网站发展指引 asks for, or its title."""
    title = home.tree.css_first("title")
    return home.meta("SiteName") or (title.text(strip=True) if title else "")


def _region_of(home: Page) -> str | None:
    """Return the division of a portal: the first six digits of its SiteIDCode; None where it has none."""
    code = home.meta("SiteIDCode")[:6]
    return code if len(code) == 6 and code.isdecimal() else None


def _given_region(portal: Portal) -> str:
    return "fill in six digits" if portal.region == UNKNOWN_REGION else portal.region


def main(arguments: list[str]) -> int:
    """Run the job named on the command line; return the exit status."""
    return run_named_job(arguments, SurveyJob, run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
