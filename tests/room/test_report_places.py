"""Where a report's rows are looked for."""

import duckdb
import pyarrow as pa

from room.database import Database
from room.reports.places import Places, report_places
from tests.warehouse.staged_nights import rows_of


def test_rows_that_lie_together_are_looked_for_where_they_lie():
    near = {"sections": pa.array([40, None, 5])}
    far = {"sections": pa.array([43, None, 9_000_000])}
    places = Places(near, far)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE sections AS SELECT range AS position FROM range(100)")

        def found(report: int) -> list[int]:
            sql = f"SELECT position FROM {places.among('sections', report)}"
            return [position for (position,) in connection.execute(sql).fetchall()]

        assert found(0) == [40, 41, 42, 43]
        assert found(1) == []
        assert len(found(2)) == 100


def test_every_row_of_every_report_is_found(shelf):
    database = Database(shelf)
    with database.reading() as reading:
        places = report_places(reading)
        for table in ("sections", "indicators", "report_copies"):
            for place, report_id, count in rows_of(
                shelf,
                f"""SELECT r.rowid, report_id, count(p.report_id) FROM reports AS r LEFT JOIN {table} AS p
                USING (report_id) GROUP BY ALL""",
            ):
                sql = f"SELECT count(*) AS n FROM {places.among(table, place)} WHERE report_id = $report"
                assert reading.ask(sql, {"report": report_id}) == [{"n": count}]
    database.close()
