"""Which indexes the user's own installer would ask, each with the place that says so.

Reads the configuration of the tool that the project uses (`tool_configuration`) and the options of its
requirements files. An index that only the workspace
names is not in the result until the user agreed to it: opening a folder must not tell its author who
opened it, nor let it answer. Reads files; asks nothing over a network.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from venvls.index import tool_configuration
from venvls.index.default_index import default_index
from venvls.index.option import Option, ToolOptions, from_line
from venvls.index.places import Places, same
from venvls.index.variables import AUTHORITIES, PROXIES
from venvls.model.index_configuration import IndexConfiguration, Setting

_LONGEST_TIMEOUT = 60.0
_SCHEMES = ("http", "https")
_KEY = secrets.token_bytes(16)


def load(
    root: str,
    environ: Mapping[str, str],
    *,
    in_file: tuple[Setting, ...] = (),
    agreed: bool = False,
    prefix: str = "",
    workspace: Sequence[str] = (),
    offline: bool = False,
) -> IndexConfiguration:
    """Return the configuration in force for a manifest of the project at `root`.

    `in_file` are the options of the manifest, each as one line (`--index-url https://...`); relative
    `--find-links` are relative to `root`. `agreed` is the user's consent to what the workspace names.
    `prefix` is the environment that pip would run for: its `pip.conf` counts too. What lies in `root` or
    in one of the folders of the `workspace` is the workspace's. Never raises on what a file holds; what
    could not be read is in `problems`.
    """
    tool = tool_configuration.read(root, environ, prefix, (root, *workspace))
    places = Places(default_index, default_last=tool.default_last, no_default=tool.no_default)
    for option in _in_order(tool.options):
        places.apply(option, root)
    mine = frozenset(map(same, (setting for setting in places.indexes if not setting.from_workspace)))
    if not mine and not places.no_index:
        mine = frozenset({default_index().rstrip("/")})
    for setting in in_file:
        option = from_line(setting, environ)
        if not tool.settles or option.name != "index-url":
            places.apply(option, root)
        elif places.main is None and not places.no_index:
            places.main = option.setting()
    configuration = _configuration(places, tool, _Consent(mine, agreed=agreed), offline=offline)
    ages = tool_configuration.ages(root, environ, prefix, (root, *workspace))
    return replace(configuration, ages=ages, others=(*configuration.others, *_of_environment(environ)))


@dataclass(frozen=True, slots=True)
class _Consent:
    """To which places the user agreed: to their own always, to the workspace's on being asked."""

    mine: frozenset[str]
    agreed: bool

    def __call__(self, setting: Setting) -> bool:
        return self.agreed or not setting.from_workspace or same(setting) in self.mine


def _configuration(
    places: Places, tool: ToolOptions, consents: _Consent, *, offline: bool
) -> IndexConfiguration:
    configuration = IndexConfiguration(
        key="",
        indexes=_allowed(places, consents, first_match=tool.first_match),
        find_links=tuple(filter(consents, places.find_links)),
        no_index=places.no_index,
        allow_prereleases=places.is_on("pre"),
        trusted_hosts=tuple(setting.value for setting in places.trusted_hosts if consents(setting)),
        certificate=places.value("cert", consents),
        client_certificate=places.value("client-cert", consents),
        proxy=places.value("proxy", consents),
        proxies=tuple(
            (scheme, proxy) for scheme in _SCHEMES if (proxy := places.value(f"{scheme}-proxy", consents))
        ),
        unproxied=tuple(places.unproxied),
        timeout=_timeout(places.value("timeout", consents) or places.value("default-timeout", consents)),
        offline=offline or places.is_on("offline"),
        unagreed=_unagreed(places, tool, consents),
        keyring=places.value("keyring-provider", consents),
        first_match=tool.first_match,
        fallbacks=_allowed_fallbacks(places, tool, consents),
        dedicated=tuple(
            (name, tuple(map(_located, filter(consents, indexes)))) for name, indexes in tool.dedicated
        ),
        problems=tool.problems,
    )
    key = _key(configuration)
    return replace(configuration, key=key, formats=places.formats, others=places.others(consents))


def _of_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, Setting]]:
    """Yield what the network libraries of installers, and ours, read by themselves."""
    for variable in (*(one for name in PROXIES for one in (name, name.lower())), *AUTHORITIES, "NETRC"):
        if value := environ.get(variable):
            yield variable, Setting(value, "")


def _unagreed(places: Places, tool: ToolOptions, consents: _Consent) -> tuple[Setting, ...]:
    dedicated = (setting for _, indexes in tool.dedicated for setting in indexes)
    everywhere = (*places.indexes, *tool.fallbacks, *places.find_links, *places.trusted_hosts,
                  *places.connection, *dedicated)  # fmt: skip
    return tuple(dict.fromkeys(setting for setting in everywhere if not consents(setting)))


def _allowed(places: Places, consents: _Consent, *, first_match: bool) -> tuple[Setting, ...]:
    """Leave out what was not agreed to, and what must not be asked in its place.

    Names may be private to an index that comes first, or that takes the place of the user's own:
    asking the next one would tell it their names, and its answer would not be the installer's.
    """
    if places.main is not None and not consents(places.main):
        return ()
    if first_match:
        return tuple(takewhile(consents, places.indexes))
    return tuple(filter(consents, places.indexes))


def _allowed_fallbacks(places: Places, tool: ToolOptions, consents: _Consent) -> tuple[Setting, ...]:
    """Leave out all of them where one before was not agreed to: it might list the project."""
    if not all(map(consents, places.indexes)):
        return ()
    return tuple(map(_located, takewhile(consents, tool.fallbacks)))


def _located(setting: Setting) -> Setting:
    return setting if setting.value else replace(setting, value=default_index())


def _in_order(options: Iterable[Option]) -> list[Option]:
    """Put options in the order in which pip's command line handles them, whatever order files had."""
    order = {"no-index": 0, "index-url": 1, "extra-index-url": 2}
    return sorted(options, key=lambda option: order.get(option.name, 3))


def _timeout(written: str) -> float:
    try:
        return min(_LONGEST_TIMEOUT, max(1.0, float(written or 15)))
    except ValueError:
        return 15.0


def _key(configuration: IndexConfiguration) -> str:
    """Name a configuration by a keyed digest: equal ones share it, and it tells nothing of its secrets."""
    return hmac.new(_KEY, repr(configuration).encode(), hashlib.sha256).hexdigest()[:16]
