"""What can go wrong at the warehouse, each with one line that says what to do."""


class WarehouseError(Exception):
    """A refusal by the warehouse; the message is one line that names the cause and what to do."""


class WarehouseMissingError(WarehouseError):
    """There is no file at the path of the warehouse."""


class NotAWarehouseError(WarehouseError):
    """The file is no DuckDB database, or one without the tables of a warehouse."""


class WarehouseLockedError(WarehouseError):
    """Another process has the file open for writing."""


class WarehouseTooNewError(WarehouseError):
    """The warehouse was made by a later version of the code."""


class MigrationChangedError(WarehouseError):
    """A migration file differs from the one that the warehouse was made with."""


class LoaderBusyError(WarehouseError):
    """Another loader is at work on the same warehouse."""


class StagedRowsError(WarehouseError):
    """A staged file cannot be read or lacks a declared column."""


class CorrectionsError(WarehouseError):
    """A file of corrections is missing, no YAML, or holds an entry that does not fit."""


class CheckError(WarehouseError):
    """Rows of the night break a rule; nothing of it was stored."""


class QueryError(WarehouseError):
    """The SQL is wrong, or fails on the data."""


class WriteRefusedError(QueryError):
    """The SQL would write, change settings or reach outside; queries only read."""


class QueryTimeoutError(QueryError):
    """The query took longer than its time limit."""


class LoadFailedError(WarehouseError):
    """The database refused a step of the load; nothing of the night was stored."""


class ExportError(WarehouseError):
    """The export cannot be written there, or not since then."""


class IndexFailedError(WarehouseError):
    """The night is stored, but its words could not be indexed; searches read all sections meanwhile."""
