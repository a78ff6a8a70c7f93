"""What the names in a page's scripts stand for: functions by their bodies, others by their values.

Read once a page: lists call the same function from each of their rows.
"""

import re

_FUNCTION = re.compile(
    r"(?:function\s+(?P<named>[A-Za-z_$][\w$]*)\s*|(?<![\w.$])(?P<set>[A-Za-z_$][\w$]*)\s*[=:]\s*function\s*)"
    r"\((?P<parameters>[^(){}]{0,300})\)\s*\{"
)
_ENDS = re.compile(r"\bfunction\s+\w+\s*\(|</script")
_SET = re.compile(
    r"(?P<declared>\b(?:var|let|const)\s+)?(?<![\w.$])(?P<name>[A-Za-z_$][\w$]*)['\"]?\s*[:=]\s*"
    r"(?:'(?P<single>[^'\n]*)'|\"(?P<double>[^\"\n]*)\"|(?P<number>\d+))\s*[,;}\n]"
)
_LONGEST_BODY = 1500

Function = tuple[tuple[str, ...], str]


def functions_of(text: str) -> dict[str, Function]:
    """Return the functions that scripts define: the names of their parameters, and the body's beginning."""
    found: dict[str, Function] = {}
    for head in _FUNCTION.finditer(text):
        body = text[head.end() : head.end() + _LONGEST_BODY]
        ends = _ENDS.search(body)
        parameters = tuple(name.strip() for name in head["parameters"].split(","))
        found.setdefault(head["named"] or head["set"], (parameters, body[: ends.start()] if ends else body))
    return found


def values_of(text: str) -> dict[str, str]:
    """Return the texts and numbers that names are set to, declared ones before those of options."""
    declared: dict[str, str] = {}
    options: dict[str, str] = {}
    for found in _SET.finditer(text):
        value = next(filter(lambda part: part is not None, found.group("single", "double", "number")), "")
        (declared if found["declared"] else options).setdefault(found["name"], value)
    return options | declared
