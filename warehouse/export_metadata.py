"""Descriptors of an export: a Frictionless Data Package and Croissant (JSON-LD of MLCommons).

Both come from the comments of the schema and from the files alone, so that the same warehouse gives the
same bytes. Formats: https://datapackage.org/standard/data-package/ and
http://mlcommons.org/croissant/1.0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.export_tables import CHANGE, Column, ExportedFile

NAME = "baogao"
TITLE = "Annual reports on law-based government in China"
DESCRIPTION = (
    "Reports that Chinese governments and departments publish each year on building a law-based government"
    " (法治政府建设年度报告), their sections and the indicators in them, each number traceable to the"
    " characters of the page it came from."
)
# Official documents of an administrative nature bear no copyright (中华人民共和国著作权法, article 5).
_LICENSE = "https://creativecommons.org/publicdomain/mark/1.0/"
_MEDIA = {"parquet": "application/x-parquet", "jsonl": "application/jsonlines", "csv": "text/csv"}
_FRICTIONLESS = {
    "VARCHAR": "string",
    "VARCHAR[]": "array",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "UBIGINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "datetime",
}
_CROISSANT = {
    "VARCHAR": "sc:Text",
    "VARCHAR[]": "sc:Text",
    "BOOLEAN": "sc:Boolean",
    "INTEGER": "sc:Integer",
    "BIGINT": "sc:Integer",
    "UBIGINT": "sc:Integer",
    "DOUBLE": "sc:Float",
    "DATE": "sc:Date",
    "TIMESTAMP WITH TIME ZONE": "sc:DateTime",
}
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it was written."""

    described: ExportedFile
    path: str
    rows: int
    size: int
    sha256: str


def data_package(
    written: Sequence[WrittenFile], form: str, loaded_at: str | None, since: str | None
) -> dict[str, Any]:
    """Return the content of datapackage.json.

    `loaded_at` names the state of the warehouse, by which a later export can give what changed since.
    """
    package = {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "licenses": [{"name": "other-pd", "path": _LICENSE, "title": "Public Domain Mark 1.0"}],
        "loaded_at": loaded_at,
        "since": since,
        "resources": [_resource(file, form, whole=since is None) for file in written],
    }
    return {key: value for key, value in package.items() if value is not None}


def _resource(file: WrittenFile, form: str, *, whole: bool) -> dict[str, Any]:
    described = file.described
    resource: dict[str, Any] = {
        "name": described.name,
        "title": described.table.name,
        "description": described.meaning,
        "path": file.path,
        "format": form,
        "mediatype": _MEDIA[form],
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        # Validators have no reader for Parquet's lists and nulls, and none for JSON Lines without a line:
        # there they check the bytes alone.
        **(
            {"type": "file"}
            if form == "parquet" or (form == "jsonl" and not file.rows)
            else {"type": "table", "rows": file.rows}
        ),
        "schema": {
            "fields": [
                {"name": column.name, "type": _FRICTIONLESS[column.kind], "description": column.meaning}
                for column in described.columns
            ],
        },
    }
    if described.table.journalled and described.table.name != "rejects" and whole:
        resource["schema"]["primaryKey"] = described.table.key.split(", ")
    if form == "csv":
        resource["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True}
        resource["encoding"] = "utf-8-sig"
    return resource


def croissant(written: Sequence[WrittenFile], form: str, loaded_at: str | None) -> dict[str, Any]:
    """Return the content of croissant.json: every file a FileObject, every table of it a RecordSet."""
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": NAME,
        "description": DESCRIPTION,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": _LICENSE,
        "citeAs": f"{TITLE}. Harvested and consolidated by baogao.",
        "inLanguage": "zh",
        "datePublished": loaded_at,
        "version": "1.0.0",
        "distribution": [_file_object(file, form) for file in written],
        "recordSet": [_record_set(file, form) for file in written],
    }
    return {key: value for key, value in described.items() if value is not None}


def _file_object(file: WrittenFile, form: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": file.described.meaning,
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": _MEDIA[form],
        "sha256": file.sha256,
    }


def _field(file: WrittenFile, column: Column, form: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{file.described.name}/{column.name}",
        "name": column.name,
        "description": column.meaning,
        "dataType": _CROISSANT[column.kind],
        "source": {"fileObject": {"@id": file.path}, "extract": {"column": column.name}},
    }
    if column.kind.endswith("[]") and form != "csv":  # in CSV a list is a text, in JSON
        field["repeated"] = True
    return field


def _record_set(file: WrittenFile, form: str) -> dict[str, Any]:
    described = file.described
    key = [] if described.table.name == "rejects" else described.table.key.split(", ")
    records: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": described.name,
        "name": described.name,
        "description": described.meaning,
        "field": [_field(file, column, form) for column in described.columns],
    }
    if key and not any(column.name == CHANGE for column in described.columns):
        records["key"] = [{"@id": f"{described.name}/{part}"} for part in key]
    return records
