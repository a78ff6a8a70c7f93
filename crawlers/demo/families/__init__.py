"""The CMS families a demo portal can wear, by name (facts: the portals' own URL and markup habits)."""

from crawlers.demo.families.generic import Generic
from crawlers.demo.families.gkmlpt import Gkmlpt
from crawlers.demo.families.hanweb import Hanweb
from crawlers.demo.families.kaipu import Kaipu
from crawlers.demo.families.legacy import Legacy
from crawlers.demo.families.trs import Trs
from crawlers.demo.families.vsb import VisualSiteBuilder
from crawlers.demo.faults import FaultySite
from crawlers.demo.site import Site

FAMILIES: dict[str, type[Site]] = {
    family.family: family
    for family in (Trs, Hanweb, VisualSiteBuilder, Kaipu, Legacy, Generic, Gkmlpt, FaultySite)
}
