"""The SQL files that ship with the package."""

from pathlib import Path

_HOME = Path(__file__).parent


def sql_files(folder: str) -> list[Path]:
    """Return the SQL files of a folder of this package, in the order of their names."""
    return sorted((_HOME / folder).glob("*.sql"))


def quoted(text: str) -> str:
    """Return `text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
