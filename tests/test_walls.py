"""The walls of the house: which package may know of which, and that reading does no I/O."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("crawlers", "flows", "room", "warehouse")
FORBIDDEN = {
    "crawlers": {"flows", "room", "warehouse", "prefect", "duckdb", "pyarrow"},
    "room": {"crawlers", "flows", "prefect", "scrapy", "fastwarc", "warcio"},
    "warehouse": {"crawlers", "flows", "room", "prefect", "scrapy", "bs4", "lxml", "selectolax"},
}
READING_MAY_NOT_IMPORT = {
    *("crawlers", "warehouse", "prefect", "duckdb", "pyarrow", "scrapy", "requests", "httpx", "urllib3"),
    *("os", "pathlib", "io", "subprocess", "socket", "tempfile", "shutil", "sqlite3", "logging"),
    *("importlib", "threading", "asyncio", "multiprocessing", "random", "time"),
}
READING_MAY_NOT_CALL = {"open", "print", "input", "exec", "eval", "__import__"}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_package_knows_nothing_of_the_others(folder: str) -> None:
    crossings = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in imports(path)
        if name.split(".")[0] in FORBIDDEN[folder]
    ]
    assert crossings == []


def test_only_the_command_opens_the_room() -> None:
    crossings = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("flows")
        for name in imports(path)
        if name.split(".")[0] == "room" and path.parent.name != "command"
    ]
    assert crossings == []


def test_reading_does_no_input_or_output() -> None:
    crossings = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("flows/reading")
        for name in imports(path)
        if name.split(".")[0] in READING_MAY_NOT_IMPORT
        or (name.startswith("flows") and not name.startswith("flows.reading"))
    ]
    for path in modules("flows/reading"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in READING_MAY_NOT_CALL:
                crossings.append(f"{path.relative_to(ROOT)}:{node.lineno} calls {node.func.id}")
    assert crossings == []


def names_of(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def test_reading_keeps_no_state_in_its_modules() -> None:
    """Modules hold constants, functions and classes; nothing is rebound, and caches are nowhere."""
    stateful = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules("flows/reading")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Global) or (isinstance(node, ast.Name) and node.id in {"lru_cache", "cache"})
    ]
    variables = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {name}"
        for path in modules("flows/reading")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for name in names_of(node)
        if not (name.isupper() or name[0].isupper() or name.lstrip("_")[0].isupper() or name == "__all__")
    ]
    assert stateful + variables == []


def test_files_stay_readable() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for package in PACKAGES
        for path in modules(package)
        if (lines := path.read_text("utf-8").count("\n")) > 400
    ]
    assert long == []


def test_no_module_is_named_for_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert [path for package in PACKAGES for path in modules(package) if path.stem in vague] == []
