"""Flask with a shorter way from an address to its view: the same address leads to the same view."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from flask import Flask
from werkzeug.exceptions import BadHost
from werkzeug.routing import Map, MapAdapter, Rule
from werkzeug.wsgi import get_host

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST = 4096
"""So many addresses are remembered; a server has fewer that are asked for every day."""
LONGEST = 300
"""A longer address is looked up each time, so that nobody fills the memory with some that he makes up."""

SECRET = frozenset({"code", "key", "token"})
"""Parts of an address that open something: such an address is looked up each time, and not kept."""


class Addresses(Map):
    """The map of all addresses, with what was found under them before."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.found: dict[tuple[str, str], tuple[Rule, dict[str, Any]]] = {}
        self._named = lru_cache(maxsize=64)(self._ascii)

    def bind_to_environ(
        self, environ: WSGIEnvironment | Any, server_name: str | None = None, subdomain: str | None = None
    ) -> MapAdapter:
        """What finds the view of a request; Werkzeug's own for web sockets and servers of several names."""
        if server_name is not None or subdomain != "" or "HTTP_UPGRADE" in environ:
            return super().bind_to_environ(environ, server_name, subdomain)
        return _Remembering(
            self,
            self._named(get_host(environ).lower()),
            _decoded(environ.get("SCRIPT_NAME", "")),
            "",
            environ["wsgi.url_scheme"],
            _decoded(environ.get("PATH_INFO", "")),
            environ["REQUEST_METHOD"],
            _decoded(environ.get("QUERY_STRING", "")),
        )

    def _ascii(self, host: str) -> str:
        """The host as addresses write it; "" for one that is no name, since our own pages name none."""
        try:
            return self.bind(host, subdomain="").server_name
        except BadHost:
            return ""


class _Remembering(MapAdapter):
    """Looks up an address that was asked for before; views that are not found are never remembered."""

    def match(self, *given: Any, **more: Any) -> Any:
        """The rule and its values, as Flask asks for them; anything else is Werkzeug's to answer."""
        if given or more != {"return_rule": True}:
            return super().match(*given, **more)
        found = cast("Addresses", self.map).found
        asked = self.default_method, self.path_info
        if (known := found.get(asked)) is None:
            rule, values = super().match(return_rule=True)
            known = rule, dict(values)
            if len(self.path_info) <= LONGEST and values.keys().isdisjoint(SECRET):
                if len(found) >= MOST:
                    found.clear()
                found[asked] = known
        return known[0], known[1].copy()


class QuickFlask(Flask):
    """Flask without coroutines, over addresses that are remembered."""

    url_map_class = Addresses

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: no view of ours is a coroutine, and asking each time is not free."""
        return func


def _decoded(text: str) -> str:
    """A text of WSGI, whose letters stand for bytes."""
    return text if text.isascii() else text.encode("latin1").decode(errors="replace")
