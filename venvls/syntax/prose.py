"""Whether a text that is named as a requirements file is something else: a chapter, a template.

Looks at how much of it can be read. Does not know any language.
"""

from venvls.syntax.manifest import Block, Manifest, ManifestKind

_LINES = frozenset({ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS})
_FEWEST = 10
_LOOKED_AT = 200
_UNREADABLE = 0.75


def is_prose(path: str, manifest: Manifest) -> bool:
    """Tell whether hardly anything in a manifest can be read, while its name may mean other things too.

    A file called `requirements...` is one for its installer as well, so its mistakes are worth saying.
    A short text is one that somebody has begun to type.
    """
    name = path.replace("\\", "/").rpartition("/")[2]
    if manifest.kind not in _LINES or name.startswith("requirements"):
        return False
    written = [block for block in manifest.blocks[:_LOOKED_AT] if _says_something(block)]
    unreadable = sum(not _is_readable(block) for block in written)
    return len(written) >= _FEWEST and unreadable >= _UNREADABLE * len(written)


def _is_readable(block: Block) -> bool:
    # Anything with a slash or a dot can be a path, so only what has a name or an option counts.
    known = block.options or any(one.name is not None or one.editable for one in block.declarations)
    return bool(known) and not block.problems


def _says_something(block: Block) -> bool:
    text = block.text.strip()
    return bool(text) and not text.startswith("#")
