"""One option that chooses an index, whoever spells it, with the place it was written at.

The readers of each tool's configuration (`pip_configuration`, ...) make these, and `configuration` puts
them together. The names are those of pip's command line, as every other tool can be said in them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from venvls.model.index_configuration import PLAIN, Manner, Setting
from venvls.model.names import project_name

_TRUE = frozenset({"y", "yes", "t", "true", "on", "1"})


@dataclass(frozen=True, slots=True)
class Option:
    """`name` is the long form without dashes (`index-url`); flags have the value `true` or `false`."""

    name: str
    value: str
    origin: str
    from_workspace: bool = False
    manner: Manner = PLAIN

    @property
    def is_on(self) -> bool:
        """Whether a flag is set, in any spelling that pip takes."""
        return self.value.strip().lower() in _TRUE

    def setting(self, value: str | None = None) -> Setting:
        """Return it, or one word of it, as a setting."""
        return Setting(self.value if value is None else value, self.origin, self.from_workspace, self.manner)

    def words(self) -> Iterable[Setting]:
        """Return each of several values that are separated by white space."""
        return tuple(self.setting(word) for word in self.value.split())

    def names(self) -> Iterable[str]:
        """Return the normal names of projects in a value that lists some, `:all:` and `:none:` among them."""
        return tuple(project_name(name) for name in self.value.replace(",", " ").split())


@dataclass(frozen=True, slots=True)
class ToolOptions:
    """What one tool's configuration adds up to.

    `dedicated` sends projects to indexes of their own: pairs of a name, or a pattern with `*`, and the
    indexes. `fallbacks` are asked when no other index lists a project; there and in `dedicated` a
    setting without a value stands for the default index. `default_last` has the other indexes asked
    before the default one, `no_default` does without one, and `first_match` ends a search at the first
    index that lists the project. With `settles` a default index that it names is not replaced by one
    of a requirements file, which then only comes in where there is none.
    """

    options: tuple[Option, ...] = ()
    dedicated: tuple[tuple[str, tuple[Setting, ...]], ...] = field(default=())
    fallbacks: tuple[Setting, ...] = ()
    default_last: bool = False
    no_default: bool = False
    first_match: bool = False
    settles: bool = False
    problems: tuple[str, ...] = ()


def from_line(setting: Setting, environ: Mapping[str, str]) -> Option:
    """Read an option of a requirements file: `--index-url https://${TOKEN}@index.example/simple`.

    Variables are replaced as pip does it: in this one spelling, and only those that have a value.
    """
    head, _, rest = setting.value.strip().partition(" ")
    name, _, attached = head.partition("=")
    written = attached or rest.strip() or "true"
    value = _VARIABLE.sub(lambda found: environ.get(found[1]) or found[0], written)
    return Option(_SHORT.get(name, name.removeprefix("--")), value, setting.origin, setting.from_workspace)


_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)\}")
_SHORT = {"-i": "index-url", "-f": "find-links", "--pypi-url": "index-url"}
