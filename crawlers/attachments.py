"""Whether a page may have attachments: a look at its bytes, which spares parsing most pages."""

import re

_NAMED = re.compile(rb"\.(?:pdf|docx?|wps|ofd)\b", re.IGNORECASE)


def mentions_attachments(payload: bytes) -> bool:
    """Whether a page names a file of a kind that reports are attached as."""
    return _NAMED.search(payload) is not None
