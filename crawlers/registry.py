"""The portal registry: which portals there are, as YAML, validated.

A file holds a list of entries; a folder holds such files, one a province. Every entry says in `source`
where its facts came from, because nobody remembers a year later.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

SHIPPED = Path(__file__).parent / "portals"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RegistryError(ValueError):
    """A registry cannot be used; the message is one line that names the file, the entry and the remedy."""


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https URL with a host")
    return url


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Tls(BaseModel):
    """An exception from checking certificates; it needs a reason that an operator can judge."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verify: bool
    reason: str = Field(min_length=1)


class Expectation(BaseModel):
    """What a healthy portal brings; less is reported."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reports_per_year: int = Field(ge=1)


class Portal(BaseModel):
    """One portal: an entry of the registry.

    `columns` are lists that hold reports; none means that they are looked for from `homepage`. `hosts`
    are further hosts that a crawl may ask, beyond the registrable domain of `homepage` and `columns`.
    `private` lets the portal live on a private or loopback address, and then only on the very hosts and
    ports named here. `contact` is whom the portal may turn to, an address or a URL, named in the User-Agent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)
    name: str = Field(min_length=1)
    region: str = Field(pattern=r"^\d{6}$")
    homepage: WebAddress
    columns: tuple[WebAddress, ...] = ()
    platform: str | None = Field(default=None, pattern=r"^[a-z0-9_]+$")
    private: bool = False
    expect: Expectation | None = None
    hosts: tuple[str, ...] = ()
    tls: Tls | None = None
    source: str | None = None
    contact: str | None = Field(default=None, pattern=r"^[ -~]+$", max_length=200)


def load_registry(path: Path | None = None) -> tuple[Portal, ...]:
    """Return the portals of a registry file or folder, sorted by id; None means the one that ships.

    Raises RegistryError when a file is missing, is not YAML, or holds an entry that does not fit, or when
    two entries share an id.
    """
    root = path or SHIPPED
    found: dict[str, tuple[Path, Portal]] = {}
    for file in _files(root):
        for portal in _read_file(file):
            if portal.id in found:
                raise RegistryError(
                    f"{file}: portal {portal.id!r} stands already in {found[portal.id][0]}: rename one"
                )
            found[portal.id] = (file, portal)
    return tuple(portal for _, (_, portal) in sorted(found.items()))


def select_portals(portals: Iterable[Portal], ids: Collection[str]) -> tuple[Portal, ...]:
    """Return the portals named by `ids`, in registry order; no ids means all of them.

    Raises RegistryError naming ids that the registry does not hold.
    """
    listed = tuple(portals)
    unknown = sorted(set(ids) - {portal.id for portal in listed})
    if unknown:
        raise RegistryError(
            f"no portal named {', '.join(unknown)} in the registry: `baogao portals list` shows them"
        )
    return tuple(portal for portal in listed if not ids or portal.id in ids)


def _files(root: Path) -> list[Path]:
    if root.is_dir():
        files = sorted(file for file in root.iterdir() if file.suffix in {".yaml", ".yml"})
        if not files:
            raise RegistryError(f"{root}: holds no .yaml file: name a registry file or folder with --portals")
        return files
    if root.is_file():
        return [root]
    raise RegistryError(f"{root}: no such file or folder: name a registry file or folder with --portals")


def _read_file(file: Path) -> Iterator[Portal]:
    try:
        content: Any = yaml.load(file.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - the C twin of SafeLoader
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{file}: cannot be read ({error}): check the file") from error
    except yaml.YAMLError as error:
        raise RegistryError(f"{file}: is not YAML ({_one_line(error)}): mend the file") from error
    if not isinstance(content, list):
        raise RegistryError(f"{file}: must hold a list of portals, each starting with `- id:`")
    for number, entry in enumerate(content, 1):
        yield _read_entry(file, number, entry)


def _read_entry(file: Path, number: int, entry: object) -> Portal:
    named = entry.get("id", f"number {number}") if isinstance(entry, dict) else f"number {number}"
    try:
        return Portal.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "entry"
        raise RegistryError(f"{file}: portal {named}: {field}: {first['msg']}: correct the entry") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
