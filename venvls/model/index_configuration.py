"""Which indexes are asked, as the user's own installer would ask them.

Values carry the place they came from, and whether only the workspace names them: such an index is
not contacted before the user agreed (see `trust` in docs/). Does not know how any tool spells this.
"""

from dataclasses import dataclass

from venvls.model.formats import ANY_FORMAT, Formats


@dataclass(frozen=True, slots=True)
class Manner:
    """How one index is asked, as uv lets its users say.

    A `flat` one is a page or a folder of links, an `anonymous` one is never told who asks, and with one
    of the statuses that are `passed_over` it counts as an index that does not list the project.
    """

    flat: bool = False
    anonymous: bool = False
    passed_over: frozenset[int] = frozenset()


PLAIN = Manner()


@dataclass(frozen=True, slots=True)
class Setting:
    """A value with its origin: a file and line, a variable or an option, for a person to read."""

    value: str
    origin: str
    from_workspace: bool = False
    manner: Manner = PLAIN


@dataclass(frozen=True, slots=True)
class IndexConfiguration:
    """One resolved configuration. `key` identifies it in caches and never holds a credential.

    `indexes` are addresses of simple APIs (PEP 503) in order of precedence, `find_links` folders
    and pages. Both may hold credentials: show `masked` forms only. `unagreed` are the settings
    that only the workspace makes and that the user has not agreed to: they are not in `indexes`.
    `proxy` is for everything, `proxies` are for one scheme each, but not for the hosts that are `unproxied`.
    `timeout` is seconds. `keyring` is pip's `keyring-provider`, empty where nothing is said.
    With `first_match` the first index that lists a project is the only one for it, else their
    releases are joined. `fallbacks` are asked only when none of `indexes` lists a project, one after
    the other until one does. `dedicated` sends projects (a name, or a pattern with `*`) to indexes of
    their own; an empty one stands for indexes that were not agreed to. `problems` are sentences
    about configuration files that could not be read. `formats` say of which projects wheels or sources
    may be used; no fact depends on them, and so `key` does not. Nor on `ages`: an installer, by its name,
    and how old its own settings want releases to be, as they spell it. Nor on `others`: all else that is in
    force, by its name on pip's command line, with its origin.
    """

    key: str
    indexes: tuple[Setting, ...] = ()
    find_links: tuple[Setting, ...] = ()
    no_index: bool = False
    allow_prereleases: bool = False
    trusted_hosts: tuple[str, ...] = ()
    certificate: str = ""
    client_certificate: str = ""
    proxy: str = ""
    proxies: tuple[tuple[str, str], ...] = ()
    unproxied: tuple[str, ...] = ()
    timeout: float = 15.0
    offline: bool = False
    unagreed: tuple[Setting, ...] = ()
    keyring: str = ""
    first_match: bool = False
    fallbacks: tuple[Setting, ...] = ()
    dedicated: tuple[tuple[str, tuple[Setting, ...]], ...] = ()
    problems: tuple[str, ...] = ()
    formats: Formats = ANY_FORMAT
    ages: tuple[tuple[str, Setting], ...] = ()
    others: tuple[tuple[str, Setting], ...] = ()

    @property
    def places(self) -> tuple[Setting, ...]:
        """Every index and page that may be asked for some project."""
        dedicated = (setting for _, settings in self.dedicated for setting in settings)
        return (*self.indexes, *self.fallbacks, *dedicated, *self.find_links)
