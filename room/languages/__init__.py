"""The words of the interface, in Chinese and English, from the YAML files beside this module."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import yaml
from starlette.requests import Request

LANGUAGES: Mapping[str, str] = MappingProxyType({"zh": "zh-Hans", "en": "en"})
"""Languages of the interface, with their tags for `lang` and Content-Language; the first is the default."""
COOKIE = "lang"


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: str) -> Mapping[str, str]:
    """Return the words of `language` by key, of all its files; raises ValueError for a key given twice."""
    found: dict[str, str] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.split(".")[0] == language and file.name.endswith(".yaml"):
            words = yaml.safe_load(file.read_text("utf-8"))
            if twice := found.keys() & words.keys():
                raise ValueError(f"{file.name}: keys that another file has too: {', '.join(sorted(twice))}")
            found |= words
    return MappingProxyType(found)


class Words:
    """Looks words up for a template: `t("reports.found", count=3)`; an unknown key raises KeyError."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the words of `key` with `values` put in."""
        return self._words[key].format(**values) if values else self._words[key]

    def named(self, group: str, name: object) -> str:
        """Return the words of `group.name`, or the name itself where the vocabulary has no such word."""
        return self._words.get(f"{group}.{name}", str(name))


def other_language(language: str) -> str:
    """Return the language to switch to."""
    return next(other for other in LANGUAGES if other != language)


def asked_language(request: Request) -> str:
    """Return the language for a request: by `?lang=`, then the cookie, then Accept-Language."""
    for given in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if given is not None and given in LANGUAGES:
            return given
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> str:
    """Return the language that an Accept-Language header likes best (RFC 9110, 12.5.4)."""
    liked: dict[str, float] = {}
    for item in header[:1000].split(","):
        tag, _, weight = item.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        if language in LANGUAGES:
            liked[language] = max(liked.get(language, 0.0), _weight(weight))
    return max(LANGUAGES, key=lambda language: liked.get(language, 0.0))


def _weight(text: str) -> float:
    digits = text.strip().replace(".", "", 1)
    return min(float(text), 1.0) if digits.isascii() and digits.isdecimal() else 1.0
