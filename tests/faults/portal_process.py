"""The demo portals in a process of their own, so that they can be stopped as a whole: a portal that stalls.

`python -m tests.faults.portal_process REGISTRY.yaml`: writes the registry, says `ready`, and shows the night
whose number comes in on standard input, saying `ready` again.
"""

import sys
from pathlib import Path

from crawlers.demo.server import DemoPortals


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def main(registry: Path) -> None:
    with DemoPortals(more=True) as portals:
        portals.write_registry(registry)
        _say_ready()
        for line in sys.stdin:
            portals.show_night(int(line))
            _say_ready()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
