"""Which indexes the user's own installer would ask, each with the place that says so.

Reads pip's files and variables and the options of requirements files. An index that only the workspace
names is not in the result until the user agreed to it: opening a folder must not tell its author who
opened it, nor let it answer. Reads files; asks nothing over a network.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from venvls.index import pip_configuration
from venvls.index.masking import without_credentials
from venvls.index.option import Option, from_line
from venvls.model.index_configuration import IndexConfiguration, Setting

_LONGEST_TIMEOUT = 60.0
_KEY = secrets.token_bytes(16)


def load(
    root: str,
    environ: Mapping[str, str],
    *,
    in_file: tuple[Setting, ...] = (),
    agreed: bool = False,
    prefix: str = "",
    offline: bool = False,
) -> IndexConfiguration:
    """Return the configuration in force for a manifest of the project at `root`.

    `in_file` are the options of the manifest, each as one line (`--index-url https://...`); relative
    `--find-links` are relative to `root`. `agreed` is the user's consent to what the workspace names.
    `prefix` is the environment that pip would run for: its `pip.conf` counts too. Never raises on
    what a file holds; what could not be read is in `problems`.
    """
    pip = pip_configuration.read(environ, prefix, root)
    places = _Places()
    for option in _in_order(pip.options):
        places.apply(option, root)
    mine = frozenset(_same(setting) for setting in places.allowed(agreed=False))
    if not mine and not places.no_index:
        mine = frozenset({_same(Setting(default_index(), ""))})
    for setting in in_file:
        places.apply(from_line(setting), root)
    return _configuration(places, mine, agreed=agreed, offline=offline, problems=pip.problems)


@cache
def default_index() -> str:
    """Return the address of the simple API that installers ask when nothing is configured.

    Importing the package that knows it takes about 100 ms: call this away from the event loop.
    """
    from distlib.index import DEFAULT_INDEX  # type: ignore[import-untyped]

    return f"{DEFAULT_INDEX.rstrip('/').removesuffix('/pypi')}/simple"


@dataclass(slots=True)
class _Places:
    """What the options up to here add up to, as pip handles them one after the other."""

    main: Setting | None = None
    extra: list[Setting] = field(default_factory=list)
    find_links: list[Setting] = field(default_factory=list)
    trusted_hosts: list[Setting] = field(default_factory=list)
    single: dict[str, Option] = field(default_factory=dict)
    no_index: bool = False

    def apply(self, option: Option, root: str) -> None:
        match option.name:
            case "index-url" if not self.no_index:
                self.main, self.extra = option.setting(), []
            case "extra-index-url" if not self.no_index:
                self.extra.extend(option.words())
            case "no-index" if option.is_on:
                self.no_index, self.main, self.extra = True, None, []
            case "find-links":
                self.find_links.extend(_located(setting, root) for setting in option.words())
            case "trusted-host":
                self.trusted_hosts.extend(option.words())
            case (
                "pre" | "cert" | "client-cert" | "proxy" | "timeout" | "default-timeout" | "keyring-provider"
            ):
                self.single[option.name] = option
            case _:
                return

    @property
    def indexes(self) -> tuple[Setting, ...]:
        if self.no_index:
            return ()
        main = self.main or Setting(default_index(), "the default index")
        return tuple({_same(setting): setting for setting in (main, *self.extra)}.values())

    def allowed(self, *, agreed: bool) -> tuple[Setting, ...]:
        return tuple(setting for setting in self.indexes if agreed or not setting.from_workspace)

    def value(self, name: str, *, agreed: bool) -> str:
        option = self.single.get(name)
        return option.value if option and (agreed or not option.from_workspace) else ""


def _configuration(
    places: _Places, mine: frozenset[str], *, agreed: bool, offline: bool, problems: tuple[str, ...]
) -> IndexConfiguration:
    def is_agreed(setting: Setting) -> bool:
        return agreed or not setting.from_workspace or _same(setting) in mine

    indexes = tuple(filter(is_agreed, places.indexes))
    if places.main is not None and not is_agreed(places.main):
        # It would take the place of the user's own index. Asking that one instead would tell a
        # public index the names of private projects, and its answer would not be the installer's.
        indexes = ()
    everywhere = (*places.indexes, *places.find_links, *places.trusted_hosts)
    configuration = IndexConfiguration(
        key="",
        indexes=indexes,
        find_links=tuple(filter(is_agreed, places.find_links)),
        no_index=places.no_index,
        allow_prereleases=bool(places.value("pre", agreed=True)) and places.single["pre"].is_on,
        trusted_hosts=tuple(setting.value for setting in places.trusted_hosts if is_agreed(setting)),
        certificate=places.value("cert", agreed=agreed),
        client_certificate=places.value("client-cert", agreed=agreed),
        proxy=places.value("proxy", agreed=agreed),
        timeout=_timeout(places),
        offline=offline,
        unagreed=tuple(setting for setting in everywhere if not is_agreed(setting)),
        keyring=places.value("keyring-provider", agreed=agreed),
        problems=problems,
    )
    return replace(configuration, key=_key(configuration))


def _in_order(options: Iterable[Option]) -> list[Option]:
    """Put options in the order in which pip's command line handles them, whatever order files had."""
    order = {"no-index": 0, "index-url": 1, "extra-index-url": 2}
    return sorted(options, key=lambda option: order.get(option.name, 3))


def _located(setting: Setting, root: str) -> Setting:
    if "://" in setting.value:
        return setting
    path = Path(setting.value).expanduser()
    return replace(setting, value=str(path if path.is_absolute() else Path(root) / path))


def _timeout(places: _Places) -> float:
    written = places.value("timeout", agreed=False) or places.value("default-timeout", agreed=False)
    try:
        return min(_LONGEST_TIMEOUT, max(1.0, float(written or 15)))
    except ValueError:
        return 15.0


def _same(setting: Setting) -> str:
    return without_credentials(setting.value).rstrip("/")


def _key(configuration: IndexConfiguration) -> str:
    """Name a configuration by a keyed digest: equal ones share it, and it tells nothing of its secrets."""
    return hmac.new(_KEY, repr(configuration).encode(), hashlib.sha256).hexdigest()[:16]
