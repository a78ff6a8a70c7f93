"""Turns templates into pages, in the reader's language."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from room import shapes
from room.languages import COOKIE, LANGUAGES, Words, asked_language, other_language, words_of
from room.static_files import address_of

__all__ = ["render"]

_YEAR = 31_536_000
"""Seconds for which a chosen language is remembered."""


def render(request: Request, template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """Return the page made of `template` and `context`.

    Templates also have `t(key, **values)` (the words of the reader's language), `lang`, `request`,
    `static(name)` (address of a static file), `here(**changes)` (this address with query parameters changed,
    None to drop one) and the filters of `room.shapes`.
    """
    language = asked_language(request)
    given = {
        "t": Words(words_of(language)),
        "lang": language,
        "other_lang": other_language(language),
        "request": request,
        "here": lambda **changes: shapes.address_with(request, changes),
    }
    body = environment().get_template(template).render({**given, **context})
    response = HTMLResponse(body, status)
    response.headers["Content-Language"] = LANGUAGES[language]
    response.headers["Vary"] = "Accept-Language, Cookie"
    if request.query_params.get("lang") == language:
        response.set_cookie(COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
    return response


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates; whatever they print is escaped."""
    made = Environment(
        loader=PackageLoader("room"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["static"] = address_of
    filters: Mapping[str, Any] = shapes.FILTERS
    made.filters.update(filters)
    return made
