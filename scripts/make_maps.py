"""Derives the maps of the reading room from the map data that Apache ECharts 4 ships.

    npm pack echarts@4.9.0
    python -m scripts.make_maps echarts-4.9.0.tgz

Writes `room/static/maps/100000.json` (the provinces) and one file a province with the units right below it:
GeoJSON, features with `code` (adcode), `name` and `cp` (where the name stands). The source is licensed under
Apache-2.0, its licence and notice are kept beside the maps. Borders are as the source draws them; ECharts
itself adds the islands of the South China Sea to a map called `china`. Coordinates are put on a grid fine
enough for a screen, the same for all units of a map, so that neighbours still meet.
"""

import argparse
import json
import math
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "room" / "static" / "maps"
_SOURCE_NOTE = """\
These maps are derived from `map/json` of Apache ECharts 4.9.0 (npm: echarts@4.9.0), licensed under
Apache-2.0. Changed by scripts/make_maps.py of baogao: decoded to GeoJSON, put on a grid with fewer
points, units named by their codes of today.
"""
_SOURCE_SCALE = 1024
_STEPS = 800
"""Grid steps along the longer side of a map: a screen shows no more."""

_NO_CODE = {"崇明区": "310151", "山南市": "540500"}
_CODE_OF_TODAY = {
    "371200": "370100",
    "500228": "500155",
    "500232": "500156",
    "542400": "540600",
    "652200": "650500",
}
"""Of units that the source shows under an earlier code: 莱芜 in 济南, 梁平, 武隆, 那曲, 哈密."""
_MAIN_PART = {"460000": [108.5, 18.1, 111.2, 20.2]}
"""West, south, east, north of what a map shows large, where the whole lies too far apart: 海南."""
_WHOLE = ("71", "81", "82")
"""Provinces whose units the gazetteer does not hold: 台湾, 香港, 澳门."""

Point = tuple[float, float]
Ring = list[Point]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("package", type=Path, help="echarts-4.9.0.tgz as npm gives it")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tarfile.open(asked.parse_args().package) as package:
        write_map("100000", read_map(package, "package/map/json/china.json"))
        for name in sorted(package.getnames()):
            if name.startswith("package/map/json/province/") and name.endswith(".json"):
                units = read_map(package, name)
                province = min((unit["code"][:2] for unit in units), default=_WHOLE[0])
                if province not in _WHOLE:
                    write_map(province + "0000", units)
        (TARGET / "SOURCE.txt").write_text(_SOURCE_NOTE, "utf-8")
        for name in ("LICENSE", "NOTICE"):
            (TARGET / name).write_bytes(content(package, f"package/{name}"))


def content(package: tarfile.TarFile, name: str) -> bytes:
    stream = package.extractfile(name)
    if stream is None:
        raise SystemExit(f"{name} is no file of the package")
    return stream.read()


def read_map(package: tarfile.TarFile, name: str) -> list[dict[str, Any]]:
    """Return the units of a source map: code, name, cp, and polygons as lists of rings."""
    units: dict[str, dict[str, Any]] = {}
    for feature in json.loads(content(package, name))["features"]:
        facts = feature["properties"]
        code = str(feature.get("id") or facts.get("id") or _NO_CODE.get(facts["name"], ""))
        if code:
            code = _CODE_OF_TODAY.get(code, code)
            unit = units.setdefault(code, {"code": code, "polygons": []})
            unit["name"] = unit.get("name", facts["name"])
            unit["cp"] = unit.get("cp") or facts.get("cp")
            unit["polygons"] += [rings for rings in polygons(feature["geometry"]) if rings and rings[0]]
    return list(units.values())


def polygons(geometry: dict[str, Any]) -> Iterator[list[Ring]]:
    offsets = geometry.get("encodeOffsets")
    many = geometry["type"] == "MultiPolygon"
    for place, polygon in enumerate(geometry["coordinates"] if many else [geometry["coordinates"]]):
        own = [None] * len(polygon) if offsets is None else offsets[place] if many else offsets
        yield [points_of(ring, offset) for ring, offset in zip(polygon, own, strict=True)]


def points_of(ring: str | list[list[float]], offset: Sequence[int] | None) -> Ring:
    """Return the points of a ring: the source packs most of them, but not all."""
    if isinstance(ring, str) and offset is not None:
        return decoded(ring, offset)
    return [(float(x), float(y)) for x, y in ring]


def decoded(ring: str, offset: Sequence[int]) -> Ring:
    """Decode a ring of ECharts' UTF8Encoding: zigzag differences, one character a coordinate."""
    x, y = offset
    points = []
    for right, up in zip(ring[::2], ring[1::2], strict=True):
        x += zigzag(ord(right) - 64)
        y += zigzag(ord(up) - 64)
        points.append((x / _SOURCE_SCALE, y / _SOURCE_SCALE))
    return points


def zigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


def write_map(code: str, units: list[dict[str, Any]]) -> None:
    points = [point for unit in units for rings in unit["polygons"] for point in rings[0]]
    if code in _MAIN_PART:
        west, south, east, north = _MAIN_PART[code]
        points = [(west, south), (east, north)]
    step, decimals = grid_of(points)
    features = []
    for unit in units:
        shapes = [[on_grid(ring, step, decimals) for ring in rings] for rings in unit["polygons"]]
        kept = [[ring for ring in rings if len(ring) > 3] for rings in shapes if len(rings[0]) > 3]
        # Islets vanish on the grid; a unit of nothing but islets keeps them as they are.
        properties = {"code": unit["code"], "name": unit["name"]}
        if unit["cp"]:
            properties["cp"] = [round(degrees, 3) for degrees in unit["cp"]]
        features.append(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": "MultiPolygon", "coordinates": kept or unit["polygons"]},
            }
        )
    features.sort(key=lambda feature: feature["properties"]["code"])
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if code in _MAIN_PART:
        collection["bbox"] = _MAIN_PART[code]
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    (TARGET / f"{code}.json").write_text(text + "\n", "utf-8")
    print(f"{code}  {len(features):3} units  {len(text):7} bytes")


def grid_of(points: Sequence[Point]) -> tuple[float, int]:
    """Return the step of the grid in degrees and the decimals that it needs."""
    width, height = (max(side) - min(side) for side in zip(*points, strict=True))
    decimals = max(math.ceil(-math.log10(max(width, height) / _STEPS)), 2)
    step = max(width, height) / _STEPS
    return max(round(step, decimals), 10**-decimals), decimals


def on_grid(ring: Ring, step: float, decimals: int) -> Ring:
    """Put a ring on the grid, without repeated points and those on an all but straight line."""
    kept: Ring = []
    for x, y in ring:
        point = (round(round(x / step) * step, decimals), round(round(y / step) * step, decimals))
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and tells_little(kept[-2], kept[-1], point, step):
            kept.pop()
        kept.append(point)
    if kept and kept[0] != kept[-1]:
        kept.append(kept[0])
    return kept


def tells_little(a: Point, b: Point, c: Point, step: float) -> bool:
    """Whether `b` spans with its neighbours a triangle of less than half a cell of the grid."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) <= step * step


if __name__ == "__main__":
    main()
