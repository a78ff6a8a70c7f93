"""Known errors of sources, as data: YAML files that say what was printed and what is right.

A file holds a list of entries (docs/corrections.md). This module reads and validates them;
`warehouse.correcting` applies them to an open warehouse.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from warehouse.errors import CorrectionsError

SHIPPED = Path(__file__).parent / "corrections"
BESIDE = "corrections.yml"
"""The name of a user's own file, in the folder of the warehouse."""

Value = str | int | float | bool | date | list[str] | None

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Text = Annotated[str, Field(min_length=1)]
_Year = Annotated[int, Field(ge=1949, le=2100)]
_Level = Literal["central", "province", "city", "county", "township"]
_Kind = Literal["annual_report", "work_plan", "interpretation", "disclosure_report", "work_report", "other"]

# What each field of a row may hold; the checks of a night ask the same.
_REPORT_FIELDS: Mapping[str, Any] = {
    "kind": _Kind,
    "title": _Text | None,
    "issuers": list[_Text] | None,
    "department": bool | None,
    "level": _Level | None,
    "region_code": Annotated[str, Field(pattern=r"^\d{6}$")] | None,
    "township_code": Annotated[str, Field(pattern=r"^\d{9}$")] | None,
    "province": _Text | None,
    "city": _Text | None,
    "county": _Text | None,
    "township": _Text | None,
    "year": _Year | None,
    "published_on": date | None,
    "signed_on": date | None,
    "doc_number": _Text | None,
    "source": _Text | None,
    "addressees": list[_Text] | None,
}
_INDICATOR_FIELDS: Mapping[str, Any] = {
    "code": _Text | None,
    "name": _Text | None,
    "value": Annotated[float, Field(allow_inf_nan=False)],
    "unit": _Text | None,
    "qualifier": Literal["exact", "approx", "at_least", "at_most"],
    "nature": Literal["actual", "target"],
    "year": Annotated[int, Field(ge=1900, le=2100)] | None,
}
_TYPES = {
    table: {name: TypeAdapter(kind) for name, kind in fields.items()}
    for table, fields in (("reports", _REPORT_FIELDS), ("indicators", _INDICATOR_FIELDS))
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry: in `report` (an id, or the address of a page), `field` was printed so and is right so.

    `indicator` holds the printed words around a number, for a field of that indicator; None for a field
    of the report itself. `place` says where the entry stands, for messages.
    """

    report: str
    indicator: str | None
    field: str
    printed: Value
    right: Value
    reason: str
    source: str
    place: str

    @property
    def table(self) -> str:
        """The table of the corrected row."""
        return "reports" if self.indicator is None else "indicators"

    @property
    def key(self) -> tuple[str, str, str]:
        """What no two entries share."""
        return self.report, self.indicator or "", self.field


class _Entry(BaseModel):
    """An entry as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True)

    report: str = Field(min_length=1)
    indicator: str | None = Field(default=None, min_length=1)
    field: str
    printed: Any
    right: Any
    reason: str = Field(min_length=1)
    source: str = Field(min_length=1)

    @field_validator("report", "reason", "source")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("must not be blank")
        return text.strip()


def fields_of(table: str) -> Sequence[str]:
    """Return the columns of reports or indicators that can be corrected."""
    return tuple(_TYPES[table])


def as_text(value: Value) -> str | None:
    """Return a value as the table `corrections` shows it: lists as JSON, whole numbers without a point."""
    if value is None:
        return None
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_corrections(warehouse: Path, own: Path | None = None) -> tuple[Correction, ...]:
    """Return the corrections that ship and the user's own, in the order of their files.

    `own` is a file, or a folder of files; None means `corrections.yml` beside `warehouse`, if there is
    one. Raises CorrectionsError, naming file and entry, for what is missing, no YAML, not as declared, or
    said twice.
    """
    beside = warehouse.parent / BESIDE
    if own is None and beside.exists():
        own = beside
    found = [entry for path in _files(own) for entry in _entries(path)]
    _refuse_double(found)
    return tuple(found)


def _files(own: Path | None) -> Iterator[Path]:
    yield from sorted(SHIPPED.glob("*.yml"))
    if own is None:
        return
    if not own.exists():
        raise CorrectionsError(f"{own}: no such file or folder of corrections")
    yield from sorted([*own.glob("*.yml"), *own.glob("*.yaml")]) if own.is_dir() else [own]


def _entries(path: Path) -> Iterator[Correction]:
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - the C twin of SafeLoader
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectionsError(f"{path}: cannot be read ({error})") from error
    except (yaml.YAMLError, ValueError) as error:  # a ValueError is a day such as 2024-02-30
        raise CorrectionsError(f"{path}: is not YAML ({' '.join(str(error).split())})") from error
    if content is None:
        return
    if not isinstance(content, list):
        raise CorrectionsError(f"{path}: must hold a list of corrections")
    for number, entry in enumerate(content, 1):
        yield _correction(entry, f"{path}, entry {number}")


def _correction(entry: object, place: str) -> Correction:
    if not isinstance(entry, dict):
        raise CorrectionsError(
            f"{place}: must be a mapping with report, field, printed, right, reason, source"
        )
    try:
        read = _Entry.model_validate(entry)
    except ValidationError as error:
        raise CorrectionsError(f"{place}: {_complaint(error)}") from error
    types = _TYPES["reports" if read.indicator is None else "indicators"]
    if read.field not in types:
        raise CorrectionsError(f"{place}: field {read.field!r} is none of {', '.join(types)}")
    printed, right = (
        _typed(types[read.field], read.field, name, value, place)
        for name, value in (("printed", read.printed), ("right", read.right))
    )
    if printed == right:
        raise CorrectionsError(f"{place}: printed and right are the same")
    return Correction(
        read.report, read.indicator, read.field, printed, right, read.reason, read.source, place
    )


def _typed(kind: TypeAdapter[Any], field: str, name: str, value: object, place: str) -> Value:
    """Return `value` in the type of its field: strictly, but for days, which may be quoted."""
    if isinstance(value, dict):
        raise CorrectionsError(f"{place}: {name}: a mapping is no {field}")
    try:
        # By way of JSON, in which a day is a string and a list a list, whatever YAML made of it.
        typed: Value = kind.validate_json(json.dumps(value, default=str), strict=True)
    except ValidationError as error:
        raise CorrectionsError(f"{place}: {name}: {value!r} is no {field} ({_complaint(error)})") from error
    return typed


def _complaint(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _refuse_double(corrections: Iterable[Correction]) -> None:
    places: dict[tuple[str, str, str], str] = {}
    for correction in corrections:
        if correction.key in places:
            raise CorrectionsError(
                f"{correction.place}: corrects {correction.field} of {correction.report} as"
                f" {places[correction.key]} does already"
            )
        places[correction.key] = correction.place
