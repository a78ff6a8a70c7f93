"""Attachments as text: PDF, Word, WPS and OFD files, each by a kept library or a Debian tool.

`attachment_text(payload)` tells the format from the bytes, not from the name: portals serve .doc files that
are HTML and .wps files that are Word 97.
"""

from flows.attachments.formats import attachment_text, format_of

__all__ = ["attachment_text", "format_of"]
