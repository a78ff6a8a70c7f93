"""Print a demo report as the PDF that its demo portal attaches to the page.

    make_demo_attachment.py NAME FILE

NAME is a report of crawlers/demo/reports, FILE where the PDF goes (crawlers/demo/attachments/…). The font is
named, not embedded, so the file stays small; the same report gives the same bytes each time.
"""

import sys
from pathlib import Path

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from crawlers.demo import stock

FONT = "STSong-Light"
INDENT = "\u3000\u3000"


def main(name: str, file: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    style = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, wordWrap="CJK")
    right = ParagraphStyle("signature", parent=style, alignment=TA_RIGHT)
    parts = stock.read_parts((stock.HERE / "reports" / f"{name}.txt").read_text("utf-8"))
    lines = [
        Paragraph(
            (INDENT if part.name == "body" else "") + line, right if part.name == "signature" else style
        )
        for part in parts
        for line in part.paragraphs
    ]
    SimpleDocTemplate(str(file), title=parts[0].paragraphs[0], invariant=1).build(lines)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
