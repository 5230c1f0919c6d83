"""The publishers we know: one module each, holding one `SITE`. README.md says how to add one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from crawler.frontier.urls import registrable
from crawler.site import ANY_SITE, Site


@cache
def sites() -> dict[str, Site]:
    """Return every site by its name."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return {module.SITE.name: module.SITE for module in modules}


def site_of(url: str) -> Site:
    """Return the site that published this address; `ANY_SITE` where nobody wrote a profile.

    >>> site_of("https://nobody.example/2024/05/02/ferry").name
    'any'
    """
    return next((site for site in sites().values() if site.has(url)), ANY_SITE)


def key_of(url: str) -> str:
    """Return the name under which a site's addresses are counted, profile or not.

    >>> key_of("https://sport.nobody.example/2024/05/02/ferry")
    'nobody.example'
    """
    site = site_of(url)
    return registrable(url) if site is ANY_SITE else site.name
