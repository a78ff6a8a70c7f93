"""Marks that sites which share documents print into the text: a name and an address, over and over.

`某某文库—每日更新www.example.com` stands amid the words of a sentence, wherever a page of the document ended.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

# A portal names its own address in earnest.
_ADDRESS = re.compile(
    r"(?:https?://)?www\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?!gov\b|gov\.)[a-z]{2,4}(?![A-Za-z0-9./）)])"
)
_LONGEST = 24
_STOP = re.compile(r"[\n。；！？（(《“：:]")


def without_watermarks(lines: Sequence[str]) -> list[str]:
    """The lines without what repeats before and with an address; those left empty are dropped."""
    if sum(line.count("www.") for line in lines) < 2:
        return list(lines)
    text = "\n".join(lines)
    before = defaultdict(list)
    for match in _ADDRESS.finditer(text):
        before[match[0]].append(text[max(0, match.start() - _LONGEST) : match.start()])
    for address, found in before.items():
        name = _STOP.split(_shared_end(found))[-1]
        if len(found) > 1 and len(name) > 1:
            text = text.replace(name + address, "")
    return [line for line in map(str.strip, text.split("\n")) if line]


def _shared_end(parts: Sequence[str]) -> str:
    """The longest end that all parts have."""
    backwards = zip(*(reversed(part) for part in parts), strict=False)
    return "".join(same[0] for same in takewhile(lambda chars: len(set(chars)) == 1, backwards))[::-1]
