"""Imports by scanner: what is found on broken text, and the same as `ast` on text that parses."""

import ast
import sysconfig
import unicodedata
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.python_imports import imports_by_ast
from venvls.syntax.imports import parse_imports


def names(source):
    return ["." * one.level + one.module for one in parse_imports(source)]


def test_every_form_of_an_import_is_found():
    source = "import a, b.c as d\nfrom e.f import (g as h,\n  i)\nfrom .. import j\n"
    source += "x = 1; import k\nif x: import l\n"
    assert names(source) == ["a", "b.c", "e.f", "..", "k", "l"]
    assert parse_imports(source)[2].names == ("g", "i")


def test_spans_name_the_module_in_the_document():
    source = "import aé.b\r\nfrom  . x . y import z\nimport \\\n  w\n"
    assert [one.span.of(source) for one in parse_imports(source)] == ["aé.b", "x . y", "w"]


@pytest.mark.parametrize(
    "source",
    [
        "x = (\nimport a\n",
        "def f(:\n    import a\n",
        "'unclosed\nimport a\n",
        '"""closed"""\nimport a\n',
        "import a.\n",
        "import a,\n",
        "from a import\n",
        "from a import (b,\n",
        "lazy import a\n",
        "import a\n)))\n",
        "\x0cimport a\n",
        "import a # import b\n",
    ],
)
def test_broken_text_keeps_its_imports(source):
    assert names(source) == ["a"]


@pytest.mark.parametrize(
    "source",
    [
        '"""\nimport a\n"""\n',
        "# import a\n",
        "x = 'import a'\n",
        "raise X \\\n    from e\n",
        "importa\n",
        "from_x = 1\n",
        "yield from a\n",
        "from a",
        "import",
        "# pytest.importorskip('a')\n",
        "'''pytest.importorskip('a')'''\n",
        "importorskip(name)\n",
        "s = '\\\nimport a'\n",
    ],
)
def test_what_is_no_import_is_none(source):
    assert names(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import a\nexcept ImportError:\n    pass\n",
        "try:\n    import a\nexcept (ValueError, ModuleNotFoundError) as e:\n    pass\n",
        "try:\n    x = 1\nexcept:\n    import a\n",
        "try: import a\nexcept Exception: pass\n",
        "if x:\n    try:\n        y = 1\n        import a\n    except ImportError:\n        pass\n",
        "with contextlib.suppress(ImportError):\n    import a\n",
        "with suppress(ValueError, ImportError):\n    import a\n",
        "if sys.version_info >= (3, 11):\n    import tomllib\nelse:\n    import a\n",
        "if sys.platform == 'win32':\n    import a\n",
        "if PY314:\n    import a\n",
        "if platform == 'android':\n    import a\n",
        "if s.platform.startswith('win'):\n    import a\n",
        "if platform not in ('linux', 'darwin'):\n    import a\n",
        "if sys.version < '3':\n    import a\n",
        "if PY3:\n    import io\nelse:\n    import a\n",
        "if has_simplejson:\n    from a import b\n",
        "if HAS_CRT and version >= 2:\n    import a\n",
        "if not module_available:\n    pass\nelse:\n    import a\n",
        "if importlib.util.find_spec('a'):\n    import a\n",
        "if 'a' in sys.modules:\n    import a\n",
        "a = pytest.importorskip('a', minversion='1')\n",
        "try:\n    def f():\n        import a\nfinally:\n    pass\nexcept ImportError:\n    pass\n",
    ],
)
def test_an_import_that_the_text_provides_for_is_optional(source):
    assert parse_imports(source)[-1].optional


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import a\nexcept ValueError:\n    pass\n",
        "try:\n    pass\nexcept ImportError:\n    pass\nimport a\n",
        "try:\n    pass\nexcept ImportError:\n    pass\ndef f():\n    import a\n",
        "with suppress(KeyError):\n    import a\n",
        "if debug:\n    import a\n",
        "if chassis or modules:\n    import a\n",
        "if platform:\n    import a\n",
        "if TYPE_CHECKING:\n    pass\nimport a\n",
        "if not TYPE_CHECKING:\n    import a\n",
    ],
)
def test_other_imports_are_required(source):
    (one,) = parse_imports(source)
    assert not one.optional
    assert not one.typing_only


@pytest.mark.parametrize(
    "source",
    [
        "if TYPE_CHECKING:\n    import a\n",
        "if typing.TYPE_CHECKING:\n    x = (\n        1,\n)\n    import a\n",
        "if TYPE_CHECKING and x:\n    import a\n",
        "if not TYPE_CHECKING:\n    x = 1\nelse:\n    import a\n",
        "if x:\n    pass\nelif TYPE_CHECKING:\n    import a\n",
        "if False:\n    import a\n",
    ],
)
def test_an_import_for_the_type_checker_is_typing_only(source):
    assert parse_imports(source)[-1].typing_only


@given(st.text(st.sampled_from("import from.x,()\n\r\\'\"#:; \ttry"), max_size=60))
def test_any_text_gives_spans_inside_of_it(source):
    for one in parse_imports(source):
        written = "".join(one.span.of(source).replace("\\\n", "").split())
        assert one.level or unicodedata.normalize("NFKC", written) == one.module


def test_hostile_text_takes_bounded_time():
    assert parse_imports("try:\n" * 100_000) == ()
    assert parse_imports("(" * 1_000_000) == ()
    assert parse_imports('"' * 1_000_001) == ()
    assert len(parse_imports("import " + "a," * 100_000)) == 100_000
    assert parse_imports("from " + "." * 1_000_000) == ()


@pytest.mark.slow
def test_the_standard_library_reads_as_ast_reads_it():
    differences = []
    for path in Path(sysconfig.get_paths()["stdlib"]).rglob("*.py"):
        if "site-packages" in path.parts:
            continue
        try:
            source = path.read_text(encoding="utf-8")
            with warnings.catch_warnings(action="ignore"):
                tree = ast.parse(source)
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue
        expected = imports_by_ast(tree)
        found = {
            (one.module, one.level, one.names, one.optional, one.typing_only) for one in parse_imports(source)
        }
        differences += [(str(path), *difference) for difference in found ^ expected]
    assert differences == []


def test_a_text_of_megabytes_is_not_read() -> None:
    assert parse_imports("import os\n" * 500_000) == ()
