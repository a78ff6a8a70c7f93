"""The pages, one module each; a module's `routes` are what it answers."""

from importlib import import_module
from pkgutil import iter_modules

from starlette.routing import Route


def gather_routes() -> list[Route]:
    """Return the routes of all modules of this package, in the order of the modules' names."""
    return [
        route
        for module in iter_modules(__path__)
        for route in import_module(f"{__name__}.{module.name}").routes
    ]
