"""The words of the genre as data, and the one place that loads them.

`read_data(name)` returns one YAML file of this folder as plain mappings and lists. What is compiled from
them is a frozen object that the functions of `flows.reading` take as an argument.
"""

from importlib.resources import files
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_data(name: str) -> Any:
    """Return the content of `<name>.yaml` of this folder."""
    text = (files(__package__) / f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - the C twin of SafeLoader
