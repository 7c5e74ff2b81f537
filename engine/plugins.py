"""Makes the plugin manager: the engine's own rules, installed plugins, and one plugin per YAML file."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path

import pluggy

from engine.hookspecs import PROJECT, Hooks, hookimpl
from engine.problems import Location, Problem
from engine.resources import folder

BUILTIN = "builtin"


@dataclass(frozen=True)
class YamlPlugin:
    """A framework file in a surveys folder is itself a plugin: a frozen dataclass with one hook."""

    path: Path

    @hookimpl
    def thuocdo_framework_files(self) -> Sequence[Path]:
        """The one file."""
        return (self.path,)


@dataclass(frozen=True)
class Source:
    """A plugin as `thuocdo plugins` lists it: its name, where it comes from, and whether it is blocked."""

    name: str
    origin: str
    blocked: bool = False


@dataclass(frozen=True)
class Plugins:
    """The manager, where each plugin comes from, and what went wrong with those left out."""

    manager: pluggy.PluginManager
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...] = field(default=())


def surveys_folders(data: Path | None = None) -> tuple[Path, ...]:
    """Where framework files are looked for: the bundled folder, the data folder's, and THUOCDO_SURVEYS."""
    more = [Path(given) for given in os.environ.get("THUOCDO_SURVEYS", "").split(os.pathsep) if given]
    own = [data / "surveys"] if data else []
    return (folder("surveys"), *own, *more)


def blocked_names() -> frozenset[str]:
    """Plugins that the setting THUOCDO_BLOCK keeps out, by name, separated by commas."""
    return frozenset(name.strip() for name in os.environ.get("THUOCDO_BLOCK", "").split(",") if name.strip())


def make_plugin_manager(folders: Iterable[Path] = (), blocked: Collection[str] = ()) -> Plugins:
    """Register every plugin that is not blocked; one that cannot be loaded is reported and left out."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    sources: list[Source] = []
    problems: list[Problem] = []
    for name in blocked:
        manager.set_blocked(name)

    from engine.builtin import plugin as builtin

    manager.register(builtin, BUILTIN)
    sources.append(Source(BUILTIN, "the engine's own", BUILTIN in blocked))
    for entry in sorted(entry_points(group=PROJECT), key=lambda entry: entry.name):
        origin = f"package {entry.dist.name if entry.dist else '?'} ({entry.value})"
        if not manager.has_plugin(entry.name):
            sources.append(Source(entry.name, origin, entry.name in blocked))
        if entry.name in blocked or manager.has_plugin(entry.name):
            continue
        try:
            manager.register(entry.load(), entry.name)
        except Exception as broken:  # noqa: BLE001  a plugin may raise anything
            sources.pop()
            problems.append(_broken(entry.name, origin, broken))
    manager.check_pending()
    claimed = {path.resolve() for path, _plugin in framework_files(manager, problems)}
    for path in (path for given in folders if given.is_dir() for path in sorted(given.glob("*.y*ml"))):
        if path.resolve() in claimed:
            continue
        name = _peek_id(path)
        if manager.has_plugin(name) or any(source.name == name for source in sources):
            held = next(source.origin for source in sources if source.name == name)
            what = f"`{name}` is taken already by {held}."
            problems.append(Problem(Location(str(path)), "id", what, "Give this file another id."))
            continue
        sources.append(Source(name, str(path), name in blocked))
        if name not in blocked:
            manager.register(YamlPlugin(path), name)
    return Plugins(manager, tuple(sources), tuple(problems))


def framework_files(manager: pluggy.PluginManager, problems: list[Problem]) -> list[tuple[Path, str]]:
    """Every framework file with the name of the plugin that brings it; one that raises is reported."""
    found: list[tuple[Path, str]] = []
    for impl in manager.hook.thuocdo_framework_files.get_hookimpls():
        try:
            paths: Iterable[Path] = impl.function()  # type: ignore[assignment]  # pluggy types it as object
            found.extend((Path(path), impl.plugin_name) for path in paths)
        except Exception as broken:  # noqa: BLE001  as above
            problems.append(_broken(impl.plugin_name, "plugin", broken))
    return found


def _broken(name: str, origin: str, error: Exception) -> Problem:
    what = f"cannot be loaded: {type(error).__name__}: {error}."
    return Problem(Location(origin), f"plugin {name}", what, f"Mend it, or block it by name: THUOCDO_BLOCK={name}.")


def _peek_id(path: Path) -> str:
    """The file's id without reading it as YAML; its name where it has none, so that it can be listed and blocked."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            given = re.search(r"^id:\s*['\"]?([a-z][a-z0-9_]*)", file.read(20_000), re.MULTILINE)
    except OSError:
        given = None
    return given[1] if given else path.stem
