"""Loads the list of administrative divisions that ships with the project."""

from functools import lru_cache
from importlib.resources import as_file, files
from itertools import starmap

import pyarrow.parquet as pq

from flows.reading.regions import Gazetteer, NameRow


@lru_cache(maxsize=1)
def _name_rows() -> tuple[NameRow, ...]:
    with as_file(files("flows.vocabulary") / "regions.parquet") as path:
        # Whole and without threads: the file is small, and starting the pool costs more than reading.
        table = pq.ParquetFile(path).read(use_threads=False)
    return tuple(starmap(NameRow, zip(*(column.to_pylist() for column in table.columns), strict=True)))


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer of all divisions, built once a process in some 0.2 s."""
    return Gazetteer(_name_rows())


def region_rows() -> list[dict[str, str | None]]:
    """Return today's divisions as rows of the staged table `regions`, parents before their children."""
    return [
        {
            "region_code": row.region_code,
            "name": row.name,
            "level": row.level,
            "parent_code": row.parent_code,
        }
        for row in _name_rows()
        if row.standing == "current"
    ]
