"""Texts that have the name of a requirements file and are none."""

import pytest

from venvls.syntax.kinds import kind_of
from venvls.syntax.parsing import parse_manifest
from venvls.syntax.prose import is_prose
from venvls.text import Text

CHAPTER = """
=====================
Constraints reference
=====================

.. module:: shop.models.constraints

The classes defined in this module create database constraints. They are added
in the model option.

.. admonition:: Referencing built-in constraints

    Constraints are defined in one module, but for
    convenience they are imported into another one. The standard
    convention is to refer to them by that
name

.. class:: BaseConstraint(*, name)
"""
TEMPLATE = "".join(f"{key} = @{key}@ ;\nif ({key}) then\n" for key in "abcdef")


def prose(path: str, text: str) -> bool:
    kind = kind_of(path)
    assert kind is not None
    return is_prose(path, parse_manifest(kind, Text.of(text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/docs/ref/constraints.txt", CHAPTER),
        ("/build/launcher.in", TEMPLATE),
        (r"C:\docs\constraints.txt", CHAPTER),
    ],
)
def test_what_can_hardly_be_read_is_something_else(path: str, text: str) -> None:
    assert prose(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/project/constraints.txt", "flask<3\n" * 20),
        ("/project/constraints.txt", "flask<3\n" * 10 + "what is this\n" * 10),
        ("/project/constraints.txt", "what is this\n" * 9),
        ("/project/constraints.txt", "# a chapter about constraints\n" * 20),
        ("/project/requirements.txt", CHAPTER),
        ("/project/uv.lock", CHAPTER),
    ],
)
def test_what_its_installer_reads_is_not(path: str, text: str) -> None:
    assert not prose(path, text)
