"""What runs are asked for in groups; Prefect shows each field with its description in the form of a run."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat

from crawlers.storage import from_anywhere


class Places(BaseModel):
    """Where a run finds and keeps things; relative paths are taken from where the run starts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    warehouse: Path = Field(
        default=Path("data/baogao.duckdb"), description="The DuckDB file of the warehouse; made if missing."
    )
    archive: Path = Field(
        default=Path("data/archive"), description="The folder of WARC files, or s3://bucket/path."
    )
    registry: Path | None = Field(
        default=None, description="A registry file or folder; left out: the one that ships."
    )

    def resolved(self) -> "Places":
        """Return the same places, named so that other processes and machines find them too."""
        return Places(
            warehouse=self.warehouse.absolute(),
            archive=from_anywhere(self.archive),
            registry=self.registry and self.registry.absolute(),
        )


class Manner(BaseModel):
    """How portals are asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    full: bool = Field(
        default=False, description="Read every list page, not only until known entries appear."
    )
    recheck_after_days: NonNegativeFloat | None = Field(
        default=None,
        description="Ask known articles again, conditionally, that were last asked so many days ago; "
        "left out: 30 days.",
    )
    retry_after: tuple[NonNegativeFloat, ...] = Field(
        default=(),
        description="Seconds to wait before portals whose crawl broke are asked again, a number a try; "
        "left out: they are not asked again in this run.",
    )
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Scrapy settings for every crawl; the guards cannot be overridden."
    )

    @property
    def scrapy_settings(self) -> dict[str, Any]:
        """The overrides of Scrapy's settings that this manner means."""
        if self.recheck_after_days is None:
            return self.settings
        return {"SLOW_CYCLE_DAYS": self.recheck_after_days} | self.settings
