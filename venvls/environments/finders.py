"""Editable installs that redirect imports with code instead of a path.

A `.pth` line imports a small generated module, and that module says in literals what it maps:
setuptools' `__editable___*_finder` (`MAPPING`, `NAMESPACES`), `editables` as hatchling and
pdm-backend use it (`F.map_module(name, path)`), scikit-build-core and meson-python
(`install({"name": ...}, ...)`). The module is parsed, never run; what is no literal is left out.
"""

import ast
import os
import re

from venvls.environments.reading import is_folder, read_text

_IMPORTED = re.compile(r"import[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)")
_SHIM = "_distutils_hack"
_MAPS = frozenset({"MAPPING", "NAMESPACES", "known_source_files"})
_CALLS = frozenset({"map_module", "add_mapping", "install"})


def modules_of_line(site_packages: str, line: str) -> frozenset[str]:
    """Return the modules that an `import` line of a `.pth` file in `site_packages` makes importable."""
    if _SHIM in line:
        # Where the standard library has no `distutils` any more, setuptools brings it (its copy, by a shim).
        copied = os.path.join(site_packages, "setuptools", "_distutils")
        return frozenset({"distutils"}) if is_folder(copied) else frozenset()
    imported = _IMPORTED.match(line)
    names = imported[1].replace(",", " ").split() if imported else ()
    return frozenset().union(*(_mapped_by(os.path.join(site_packages, f"{name}.py")) for name in names))


def mapped_modules(source: str) -> frozenset[str]:
    """Return the module names that the source of a redirecting finder maps; none if it is not one."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    names = (name for statement in tree.body for name in _names_of(statement))
    return frozenset(name for name in names if all(part.isidentifier() for part in name.split(".")))


def _mapped_by(path: str) -> frozenset[str]:
    source = read_text(path)
    return mapped_modules(source) if source else frozenset()


def _names_of(statement: ast.stmt) -> frozenset[str]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _MAPS:
            return _strings(value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name in _MAPS:
            return _strings(value)
        case ast.Expr(value=ast.Call(func=called, args=arguments)) if _called(called) in _CALLS:
            return frozenset().union(*map(_strings, arguments[:2]))
        case _:
            return frozenset()


def _called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _strings(value: ast.expr) -> frozenset[str]:
    match value:
        case ast.Dict(keys=items) | ast.Set(elts=items):
            literals = [item.value for item in items if isinstance(item, ast.Constant)]
        case ast.Constant(value=literal):
            literals = [literal]
        case _:
            literals = []
    return frozenset(literal for literal in literals if isinstance(literal, str))
