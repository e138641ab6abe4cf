"""What a sequence of options adds up to, one after the other, as installers handle them.

Knows what each option does to the ones before it. Does not know who agreed to what.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from venvls.index.address import without_credentials
from venvls.index.option import Option
from venvls.model.formats import ANY_FORMAT, Formats
from venvls.model.index_configuration import Setting

_CONNECTION = ("cert", "client-cert", "proxy", "http-proxy", "https-proxy")
_SINGLE = (*_CONNECTION, "timeout", "default-timeout", "keyring-provider", "pre", "offline")


@dataclass(slots=True)
class Places:
    """Where releases are looked for so far; `main` is what stands in for the default index."""

    default: Callable[[], str]
    default_last: bool = False
    no_default: bool = False
    main: Setting | None = None
    extra: list[Setting] = field(default_factory=list)
    find_links: list[Setting] = field(default_factory=list)
    trusted_hosts: list[Setting] = field(default_factory=list)
    single: dict[str, Option] = field(default_factory=dict)
    no_index: bool = False
    formats: Formats = ANY_FORMAT
    unproxied: list[str] = field(default_factory=list)
    repeated: list[Option] = field(default_factory=list)

    def apply(self, option: Option, root: str) -> None:
        """Take one more option into account; relative paths are relative to `root`."""
        if option.name in {"no-index", "no-proxy", "trusted-host", "no-binary", "only-binary"}:
            self.repeated.append(option)
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
            case "no-proxy":
                self.unproxied.extend(option.value.split(","))
            case "no-binary":
                self.formats = self.formats.without_binary(option.names())
            case "only-binary":
                self.formats = self.formats.with_only_binary(option.names())
            case _:
                self.single[option.name] = option

    @property
    def indexes(self) -> tuple[Setting, ...]:
        """The addresses of all indexes in the order in which they are asked, each once."""
        if self.no_index:
            return ()
        main = [self.main] if self.main is not None else []
        if not main and not self.no_default:
            main = [Setting(self.default(), "the default index")]
        ordered = [*self.extra, *main] if self.default_last else [*main, *self.extra]
        found: dict[str, Setting] = {}
        for setting in ordered:
            found.setdefault(same(setting), setting)
        return tuple(found.values())

    @property
    def connection(self) -> tuple[Setting, ...]:
        """The options that decide whom we trust or go through on the way to an index."""
        return tuple(self.single[name].setting() for name in _CONNECTION if name in self.single)

    def others(self, consents: Callable[[Setting], bool]) -> tuple[tuple[str, Setting], ...]:
        """Return every option in force that names no place, by its name, with its origin."""
        single = [self.single[name] for name in _SINGLE if name in self.single]
        named = ((option.name, option.setting()) for option in (*single, *self.repeated))
        return tuple((name, setting) for name, setting in named if consents(setting))

    def value(self, name: str, consents: Callable[[Setting], bool]) -> str:
        """Return the value of an option that the user agreed to, else nothing."""
        option = self.single.get(name)
        return option.value if option and consents(option.setting()) else ""

    def is_on(self, name: str) -> bool:
        """Tell whether a flag is set; flags need nobody's consent."""
        return name in self.single and self.single[name].is_on


def same(setting: Setting) -> str:
    """Return what two settings have in common that name the same place with other credentials."""
    return without_credentials(setting.value).rstrip("/")


def _located(setting: Setting, root: str) -> Setting:
    if "://" in setting.value:
        return setting
    path = Path(setting.value).expanduser()
    return replace(setting, value=str(path if path.is_absolute() else Path(root) / path))
