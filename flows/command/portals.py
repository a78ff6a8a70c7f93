"""`baogao portals`: the registry."""

from pathlib import Path

from crawlers.registry import RegistryError, load_registry
from flows.command.status import OK, refusing
from flows.command.tables import print_rows


def run_list(registry: Path | None) -> int:
    """Print the portals of the registry, by region."""
    with refusing(RegistryError):
        portals = load_registry(registry)
    print_rows(
        ["id", "name", "region", "platform", "columns", "homepage"],
        [
            [
                portal.id,
                portal.name,
                portal.region,
                portal.platform or "detected",
                len(portal.columns) or "discovered",
                str(portal.homepage),
            ]
            for portal in sorted(portals, key=lambda portal: (portal.region or "", portal.id))
        ],
    )
    return OK
