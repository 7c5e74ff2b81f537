"""Makes the plugin manager: the engine's own rules, installed plugins, and one plugin per YAML file."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from traceback import extract_tb

import pluggy

from engine.framework.bases import peek_id
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
    """A plugin as `thuocdo plugins` lists it: its name, where it comes from, and whether and why it has no say."""

    name: str
    origin: str
    blocked: bool = False
    left_out: bool = False


@dataclass(frozen=True)
class Plugins:
    """The manager, where each plugin comes from, and what went wrong with those left out."""

    manager: pluggy.PluginManager
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...] = field(default=())

    def origin_of(self, name: str) -> str:
        """Where a plugin comes from; its own name when it was registered by hand."""
        return next((source.origin for source in self.sources if source.name == name), name)


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
        if entry.name in blocked:
            sources.append(Source(entry.name, origin, blocked=True))
            continue
        if manager.has_plugin(entry.name):
            problems.append(_taken(entry.name, origin, sources))
            continue
        refused = _registered(manager, entry, origin)
        sources.append(Source(entry.name, origin, left_out=refused is not None))
        problems += [refused] if refused else []
    claimed = _claimed(manager)
    for path in (path for given in folders if given.is_dir() for path in sorted(given.glob("*.y*ml"))):
        if path.resolve() in claimed:
            continue
        name = peek_id(path)
        if manager.has_plugin(name) or any(source.name == name for source in sources):
            held = next(source.origin for source in sources if source.name == name)
            what = f"`{name}` is taken already by {held}."
            problems.append(Problem(Location(str(path)), "id", what, "Give this file another id."))
            continue
        sources.append(Source(name, str(path), name in blocked))
        if name not in blocked:
            manager.register(YamlPlugin(path), name)
    return Plugins(manager, tuple(sources), tuple(problems))


def left_out(name: str, origin: str, what: str) -> Problem:
    """The problem of a plugin that has no say because of what it does."""
    mend = f"Mend it, or block it by name: THUOCDO_BLOCK={name}."
    return Problem(Location(origin), f"plugin {name}", f"it is left out: {what}.", mend)


def raised(error: BaseException) -> str:
    """What a plugin raised, with the place in its own files, for its author."""
    words = str(error).strip().partition("\n")[0]
    said = f"{type(error).__name__}: {words}".rstrip(".: ")
    frames = extract_tb(error.__traceback__)
    return f"{said} ({frames[-1].filename}, line {frames[-1].lineno})" if frames else said


def _registered(manager: pluggy.PluginManager, entry: EntryPoint, origin: str) -> Problem | None:
    """Load and register one installed plugin; what is wrong with it, if something is, and then it is left out."""
    try:
        plugin = entry.load()
    except (Exception, SystemExit) as broken:  # noqa: BLE001  a plugin may raise anything
        return left_out(entry.name, origin, f"loading it raised {raised(broken)}")
    try:
        manager.register(plugin, entry.name)
        manager.check_pending()
    except pluggy.PluginValidationError as refused:
        what = _hook_trouble(manager, entry.name) or str(refused).splitlines()[-1].rstrip(".")
    except Exception as broken:  # noqa: BLE001  as above
        what = f"registering it raised {raised(broken)}"
    else:
        if manager.has_plugin(entry.name) and manager.get_hookcallers(plugin):
            return None
        what = "it has no hook: no function of it is marked with `@hookimpl`"
    if manager.has_plugin(entry.name):
        manager.unregister(name=entry.name)
    return left_out(entry.name, origin, what)


def _hook_trouble(manager: pluggy.PluginManager, name: str) -> str:
    """Which hook of a plugin is not known, and the one that was probably meant."""
    known = [hook for hook in vars(Hooks) if hook.startswith(PROJECT)]
    callers = manager.get_hookcallers(manager.get_plugin(name)) or []
    for caller in (caller for caller in callers if not caller.has_spec()):
        near = get_close_matches(caller.name, known, n=1)
        meant = f"probably `{near[0]}` is meant" if near else f"known are {', '.join(known)}"
        return f"the hook `{caller.name}` is not known; {meant}"
    return ""


def _taken(name: str, origin: str, sources: Iterable[Source]) -> Problem:
    held = next(source.origin for source in sources if source.name == name)
    return left_out(name, origin, f"the name `{name}` is taken already by {held}")


def _claimed(manager: pluggy.PluginManager) -> set[Path]:
    """The framework files that plugins bring; what is wrong with a plugin is told when its offers are collected."""
    found: set[Path] = set()
    for impl in manager.hook.thuocdo_framework_files.get_hookimpls():
        with suppress(Exception):
            paths: Iterable[Path] = impl.function()  # type: ignore[assignment]  # pluggy types it as object
            found.update(Path(path).resolve() for path in paths)
    return found
