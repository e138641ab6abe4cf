"""METADATA of a release -> `ReleaseMetadata` (PEP 566, 639, 643, 685, 753, 794).

Tolerant: an unreadable field is left out, because a release is usable in spite of it. Does no I/O.
"""

from packaging.metadata import RawMetadata, parse_email

from venvls.index.page import MalformedAnswerError
from venvls.model.names import ModuleName, project_name
from venvls.model.release import ReleaseMetadata

_LONGEST = 500


def read_metadata(body: bytes) -> ReleaseMetadata:
    """Read core metadata; raises `MalformedAnswerError` when it does not even have a name and a version."""
    raw, _ = parse_email(body)
    name, version = raw.get("name"), raw.get("version")
    if not name or not version:
        raise MalformedAnswerError("the metadata has no name or no version")
    return ReleaseMetadata(
        project=project_name(name),
        version=version,
        display_name=name,
        summary=_line(raw.get("summary", "")),
        licence=_licence(raw),
        requires_python=raw.get("requires_python"),
        requires_dist=tuple(raw.get("requires_dist", ())),
        extras=tuple(raw.get("provides_extra", ())),
        urls=_urls(raw),
        import_names=_module_names(raw.get("import_names", [])),
        import_namespaces=_module_names(raw.get("import_namespaces", [])),
    )


def _licence(raw: RawMetadata) -> str:
    if expression := raw.get("license_expression"):
        return expression
    written = raw.get("license", "")
    # Before PEP 639 many put the whole text of the licence there; the classifier then names it.
    if written and "\n" not in written and len(written) <= 80:
        return written
    for classifier in raw.get("classifiers", []):
        if classifier.startswith("License ::"):
            return classifier.rpartition("::")[2].strip()
    return _line(written)


def _urls(raw: RawMetadata) -> tuple[tuple[str, str], ...]:
    urls = dict(raw.get("project_urls", {}))
    if home := raw.get("home_page"):
        urls.setdefault("Homepage", home)
    return tuple((label, url) for label, url in urls.items() if url.startswith(("https://", "http://")))


def _module_names(written: list[str]) -> tuple[ModuleName, ...]:
    # PEP 794: `name; private` marks a module that is not for others; it can still be imported.
    return tuple(ModuleName(name) for entry in written if (name := entry.partition(";")[0].strip()))


def _line(text: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first[:_LONGEST]
