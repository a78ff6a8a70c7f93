"""Numerals as the genre prints them, and their values.

Arabic digits (half and full width, with thousands separators), Chinese numerals (一百二十三, 两, 〇) and
mixtures of both (7万, 1.37万亿, 2万5千), and fractions (百分之九十八, 三分之二, 九成五).
"""

import re

DIGITS = "0-9０-９"
CHINESE = "零〇一二两三四五六七八九十百千万亿"

_ONES = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_ZEROS = frozenset("零〇")
_MYRIADS = {"万": 10**4, "亿": 10**8}
_TOKEN = re.compile(rf"[{DIGITS}]+(?:[.．][{DIGITS}]+)?|[{CHINESE}]")
_SEPARATORS = str.maketrans({"．": ".", ",": None, "，": None, " ": None, "余": None, "多": None})
# Past this length digits are a telephone, card or index number; it also bounds the work on hostile input.
_LONGEST = 24


def numeral_value(printed: str) -> float | None:
    """Return the value of a printed numeral, or None where the characters form no number.

    `printed` is the numeral alone, without its measure word; 余 and 多 inside it are passed over
    (2079余万 is 20,790,000). A run of ones without ranks (三五, 一二) is no number.
    """
    if printed in _SINGLE:
        return _SINGLE[printed]
    if len(printed) > _LONGEST:
        return None
    if printed.isdecimal():
        return float(printed)
    if "成" in printed:
        return _tenths(printed)
    if "分之" in printed:
        denominator, _, numerator = printed.partition("分之")
        return _share(denominator, numerator)
    return _plain_value(printed)


def _tenths(printed: str) -> float | None:
    """Return N成 and N成M on the scale 0-100: 三成 is 30, 九成五 is 95, 八成半 is 85."""
    whole, _, rest = printed.partition("成")
    if whole not in _ONES or rest not in {"", "半", *_ONES}:
        return None
    return 10.0 * _ONES[whole] + (5 if rest == "半" else _ONES.get(rest, 0))


def _share(denominator: str, numerator: str) -> float | None:
    """Return N分之M on the scale 0-100."""
    whole = _plain_value(denominator)
    part = _decimal_value(numerator)
    if not whole or part is None:
        return None
    return round(100 * part / whole, 6)


def _decimal_value(printed: str) -> float | None:
    """Return the value of a numeral that may hold 点 (九十八点五)."""
    whole, point, decimals = printed.partition("点")
    value = _plain_value(whole)
    if not point or value is None:
        return value
    if not decimals or any(numeral not in _ONES for numeral in decimals):
        return None
    return value + float("0." + "".join(str(_ONES[numeral]) for numeral in decimals))


def _plain_value(printed: str) -> float | None:
    try:
        return float(printed)
    except ValueError:
        pass
    printed = printed.translate(_SEPARATORS)
    try:
        return float(printed)
    except ValueError:
        return _ranked_value(_TOKEN.findall(printed))


def _ranked_value(tokens: list[str]) -> float | None:
    """Return the value of digits and ranks in turn: 1亿3千万 is 130,000,000, 三万五 is 35,000."""
    total = section = 0.0
    pending: float | None = None
    rank = 1
    for token in tokens:
        if token in _MYRIADS:
            rank = _MYRIADS[token]
            section += pending or 0
            if rank > 10**4:
                total = round((total + section or 1) * rank, 4)
            else:
                total = total + round(section * rank, 4) if section else (total or 1) * rank
            section, pending = 0.0, None
        elif token in _TENS:
            rank = _TENS[token]
            section += (1 if pending is None else pending) * rank
            pending = None
        elif pending is not None:
            return None
        elif token in _ZEROS and len(tokens) > 1:
            rank = 1
        else:
            pending = _ones_value(token)
    if pending and rank >= 100:
        pending *= rank / 10
    return round(total + section + (pending or 0), 4) if tokens else None


def _ones_value(token: str) -> float:
    return float(_ONES[token]) if token in _ONES else float(token.replace("．", "."))


# Most Chinese numerals of a report are one character long.
_SINGLE = {numeral: _ranked_value([numeral]) for numeral in CHINESE}
