"""Wheels and sdists made from short declarations, installable by any installer.

    Release("requests", "2.32.3", requires=("urllib3>=1.21",), requires_python=">=3.8")
    Release("pyyaml", "6.0.2", modules=("yaml", "_yaml"))
    Release("protobuf", "5.0", modules=("google.protobuf",))     # `google` is a namespace
    Release("six", "1.17", modules=("six.py",))                  # one file
    Release("legacy", "1.0", source_only=True)                   # an sdist that builds without a network
    Release("broken", "1.0", source_only=True, builds=False)     # an sdist whose build fails

Bytes depend on the declaration alone, so hashes are stable. Standard library only: the demo uses it too.
"""

import base64
import gzip
import hashlib
import io
import re
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_EPOCH = (2020, 1, 1, 0, 0, 0)

_BACKEND = '''\
"""A build backend that hands out the wheel lying beside it."""
import pathlib
import shutil

def get_requires_for_build_wheel(config_settings=None):
    return []

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    found = sorted(pathlib.Path("prebuilt").glob("*.whl"))
    if not found:
        raise RuntimeError("the generated build fails on purpose")
    shutil.copy(found[0], wheel_directory)
    return found[0].name
'''


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a project: what its files contain and what the index says about them.

    `modules` are dotted names (each a package; those above it are namespaces) or file paths ending
    in `.py`; `None` stands for one package named after the project. `files` adds any others.
    `yanked` is a reason, possibly empty. `uploaded` is what the index reports (ISO 8601).
    `names_listed` writes the modules into `Import-Name` (PEP 794). `padding` adds that many
    incompressible bytes to the wheel, for tests of range requests. `tags` gives one wheel each.
    """

    name: str
    version: str
    requires: tuple[str, ...] = ()
    requires_python: str | None = None
    yanked: str | None = None
    modules: tuple[str, ...] | None = None
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    summary: str = ""
    licence: str = ""
    urls: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    names_listed: bool = False
    import_names: tuple[str, ...] = ()
    import_namespaces: tuple[str, ...] = ()
    scripts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    uploaded: str = "2024-01-01T00:00:00Z"
    tags: tuple[str, ...] = ("py3-none-any",)
    with_source: bool = False
    source_only: bool = False
    builds: bool = True
    padding: int = 0

    @property
    def normal_name(self) -> str:
        """The name in the form of PEP 503."""
        return re.sub(r"[-_.]+", "-", self.name).lower()

    @property
    def stem(self) -> str:
        """What the names of its files begin with (PEP 427, PEP 625)."""
        return f"{self.normal_name.replace('-', '_')}-{self.version}"


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A distribution file; `metadata` is its METADATA when it is a wheel."""

    filename: str
    content: bytes
    release: Release
    metadata: bytes | None = None

    @property
    def sha256(self) -> str:
        """Its digest, as indexes publish it."""
        return hashlib.sha256(self.content).hexdigest()


def distributions(release: Release) -> Iterator[GeneratedFile]:
    """Make every file of a release."""
    if not release.source_only:
        for tag in release.tags:
            yield wheel(release, tag)
    if release.source_only or release.with_source:
        yield sdist(release)


def wheel(release: Release, tag: str = "py3-none-any") -> GeneratedFile:
    """Make a wheel (PEP 427) with METADATA, RECORD and the declared modules."""
    info = f"{release.stem}.dist-info"
    contents = {path: text.encode() for path, text in _sources(release)}
    if release.padding:
        contents[f"{release.normal_name.replace('-', '_')}_padding.bin"] = _noise(release.padding)
    contents[f"{info}/METADATA"] = metadata(release)
    pure = str(tag.endswith("-none-any")).lower()
    contents[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: generated\nRoot-Is-Purelib: {pure}\nTag: {tag}\n".encode()
    )
    if release.scripts:
        lines = "".join(f"{name} = {target}\n" for name, target in release.scripts.items())
        contents[f"{info}/entry_points.txt"] = f"[console_scripts]\n{lines}".encode()
    contents[f"{info}/RECORD"] = _record(info, contents)
    return GeneratedFile(f"{release.stem}-{tag}.whl", _zipped(contents), release, metadata(release))


def sdist(release: Release) -> GeneratedFile:
    """Make an sdist (PEP 517, PEP 625) whose in-tree backend needs nothing from an index."""
    project = {
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        "backend.py": _BACKEND,
        "PKG-INFO": metadata(release).decode(),
    }
    contents = {f"{release.stem}/{path}": text.encode() for path, text in project.items()}
    if release.builds:
        built = wheel(release)
        contents[f"{release.stem}/prebuilt/{built.filename}"] = built.content
    return GeneratedFile(f"{release.stem}.tar.gz", _tarred(contents), release)


def metadata(release: Release) -> bytes:
    """Write the core metadata of a release (version 2.4, or 2.5 where it lists import names)."""
    import_names = (*release.import_names, *(_module_names(release) if release.names_listed else ()))
    newest = import_names or release.import_namespaces
    lines = [f"Metadata-Version: {'2.5' if newest else '2.4'}"]
    lines += [f"Name: {release.name}", f"Version: {release.version}"]
    lines += [f"Summary: {release.summary}"] if release.summary else []
    lines += [f"License-Expression: {release.licence}"] if release.licence else []
    lines += [f"Project-URL: {label}, {url}" for label, url in release.urls.items()]
    lines += [f"Requires-Python: {release.requires_python}"] if release.requires_python else []
    lines += [f"Requires-Dist: {requirement}" for requirement in release.requires]
    for extra, requirements in release.extras.items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {requirement}; extra == "{extra}"' for requirement in requirements]
    lines += [f"Import-Name: {name}" for name in import_names]
    lines += [f"Import-Namespace: {name}" for name in release.import_namespaces]
    return ("\n".join(lines) + "\n").encode()


def _module_names(release: Release) -> tuple[str, ...]:
    if release.modules is None:
        return (release.normal_name.replace("-", "_"),)
    return tuple(module.removesuffix(".py").replace("/", ".") for module in release.modules)


def _sources(release: Release) -> Iterator[tuple[str, str]]:
    text = f"__version__ = {release.version!r}\n"
    for module in _module_names(release) if release.modules is None else release.modules:
        path = module if module.endswith(".py") else f"{module.replace('.', '/')}/__init__.py"
        yield path, text
    yield from release.files.items()


def _noise(size: int) -> bytes:
    blocks = range(size // 64 + 1)
    return b"".join(hashlib.sha512(str(number).encode()).digest() for number in blocks)[:size]


def _record(info: str, contents: Mapping[str, bytes]) -> bytes:
    lines = [f"{path},sha256={_digest(content)},{len(content)}\n" for path, content in contents.items()]
    return ("".join(lines) + f"{info}/RECORD,,\n").encode()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in contents.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tarred(contents: Mapping[str, bytes]) -> bytes:
    packed, out = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path, content in contents.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    # The header of a gzip stream holds a time; zero keeps the hash stable.
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as stream:
        stream.write(packed.getvalue())
    return out.getvalue()
