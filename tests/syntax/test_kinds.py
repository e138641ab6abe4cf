"""Which files are manifests."""

import pytest

from venvls.syntax.kinds import is_python, kind_of, may_be_included
from venvls.syntax.manifest import ManifestKind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/p/requirements.txt", ManifestKind.REQUIREMENTS),
        ("/p/requirements-dev.txt", ManifestKind.REQUIREMENTS),
        ("/p/dev-requirements.txt", ManifestKind.REQUIREMENTS),
        ("/p/requirements/test.txt", ManifestKind.REQUIREMENTS),
        (r"C:\p\requirements\test.txt", ManifestKind.REQUIREMENTS),
        ("/p/dev.in", ManifestKind.REQUIREMENTS),
        ("/p/requirements.dev.in", ManifestKind.REQUIREMENTS),
        ("/p/constraints.txt", ManifestKind.CONSTRAINTS),
        ("/p/constraints-3.12.txt", ManifestKind.CONSTRAINTS),
        ("/p/dev-constraints.txt", ManifestKind.CONSTRAINTS),
        ("/p/constraints/prod.txt", ManifestKind.CONSTRAINTS),
        ("/p/constraints.in", ManifestKind.CONSTRAINTS),
        ("/p/constraints/prod.in", ManifestKind.CONSTRAINTS),
        ("/p/pyproject.toml", ManifestKind.PYPROJECT),
        ("/p/pylock.toml", ManifestKind.PYLOCK),
        ("/p/pylock.dev.toml", ManifestKind.PYLOCK),
        ("/p/uv.lock", ManifestKind.LOCK),
        ("/p/poetry.lock", ManifestKind.LOCK),
        ("/p/pdm.lock", ManifestKind.LOCK),
        ("requirements.txt", ManifestKind.REQUIREMENTS),
    ],
)
def test_the_usual_names_are_manifests(path, kind):
    assert kind_of(path) is kind


@pytest.mark.parametrize(
    "path",
    [
        "/requirements/notes.md",
        "/p/notes.txt",
        "/p/MANIFEST.in",
        "/p/config.h.in",
        "/p/other.toml",
        "/p/cargo.lock",
    ],
)
def test_files_that_only_look_like_it_are_not(path):
    assert kind_of(path, "plaintext") is None


def test_the_language_id_decides_where_the_name_does_not():
    assert kind_of("/p/deps.txt", "pip-requirements") is ManifestKind.REQUIREMENTS
    assert kind_of("/p/constraints.txt", "pip-requirements") is ManifestKind.CONSTRAINTS
    assert kind_of("/p/pyproject.toml", "pip-requirements") is ManifestKind.PYPROJECT


def test_a_setting_adds_names():
    assert kind_of("/p/deps/all.txt", "", ("deps/*.txt",)) is ManifestKind.REQUIREMENTS
    assert kind_of("/p/deps/all.txt") is None


def test_a_setting_may_cross_folders():
    assert kind_of("/p/deps/a/all.txt", "", ("**/deps/**.txt",)) is ManifestKind.REQUIREMENTS


def test_texts_may_be_included_whatever_their_name():
    assert may_be_included("/p/odd.list")
    assert may_be_included("/p/DEPENDENCIES")
    assert may_be_included("/p/odd.conf", "plaintext")
    assert not may_be_included("/p/app.js", "javascript")
    assert not may_be_included("/p.d/notes.md")


def test_python_is_known_by_suffix_and_language():
    assert is_python("/p/a.py")
    assert is_python("/p/a.pyi", "plaintext")
    assert is_python("/p/script", "python")
    assert not is_python("/p/requirements.txt", "python")
