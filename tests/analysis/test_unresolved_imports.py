"""Imports minus standard library, minus first party, minus what the environment provides."""

from tests.support.check import check_actions, check_diagnostics


def test_import_that_finds_nothing() -> None:
    check_diagnostics("""
-- app.py --
import os, json.decoder
import requests
import nothing.like.it
       ^^^^^^^^^^^^^^^ error[unresolved-import]: no module named `nothing.like.it` in `.venv`
from .sibling import x
from myapp.models import User
-- first-party --
myapp
-- .venv --
requests 2.31.0 modules=requests
""")


def test_optional_and_typing_imports_are_hints() -> None:
    check_diagnostics("""
-- app.py --
from typing import TYPE_CHECKING
try:
    import simplejson
           ^^^^^^^^^^ hint[unresolved-import]: no module named `simplejson` in `.venv`
except ImportError:
    import json
if TYPE_CHECKING:
    import pandas
           ^^^^^^ hint[unresolved-import]: no module named `pandas` in `.venv`
-- .venv --
""")


def test_namespace_package_is_asked_for_the_module_inside() -> None:
    check_diagnostics("""
-- app.py --
import google.auth
from google import protobuf
     ^^^^^^ error[unresolved-import]: no module named `google.protobuf` in `.venv`
-- .venv --
namespace google
google-auth 2.0 modules=google.auth
""")


def test_without_environment_nothing_is_said_about_imports() -> None:
    check_diagnostics("""
-- app.py --
import nothing
""")


def test_proved_provider_is_named() -> None:
    check_diagnostics("""
-- app.py --
import yaml
       ^^^^ error[unresolved-import]: no module named `yaml` in `.venv`: `PyYAML` provides it
-- .venv --
-- providers --
yaml PyYAML 6.0.2
""")


def test_proved_provider_can_be_installed_and_declared() -> None:
    check_actions("""
-- app.py --
import ya$0ml
-- requirements.txt --
flask
-- pyproject.toml --
[project]
name = "app"
-- .venv --
-- providers --
yaml PyYAML 6.0.2
-- actions --
Install `PyYAML`
  venvls.install {"uri": "app.py", "requirements": ["PyYAML"]}
Install `PyYAML` and add it to `requirements.txt`
  venvls.install {"uri": "app.py", "requirements": ["PyYAML"], "declareIn": "requirements.txt"}
Install `PyYAML` and add it to `pyproject.toml`
  venvls.install {"uri": "app.py", "requirements": ["PyYAML"], "declareIn": "pyproject.toml"}
""")


def test_declared_provider_is_installed_as_it_is_declared() -> None:
    check_actions("""
-- app.py --
import ya$0ml
-- requirements.txt --
pyyaml<6 ; python_version > "3"
-- .venv --
-- actions --
Install `pyyaml`
  venvls.install {"uri": "app.py", "requirements": ["pyyaml<6"]}
""")


def test_project_of_the_same_name_without_proof_is_not_offered() -> None:
    check_actions("""
-- app.py --
import someth$0ing
-- .venv --
-- index --
something 1.0
-- providers --
-- actions --
""")


def test_declared_project_that_was_seen_not_to_hold_the_module_is_not_offered() -> None:
    check_actions("""
-- app.py --
import someth$0ing
-- requirements.txt --
something
-- .venv --
-- index --
something 1.0
-- providers --
other thing 1.0
-- actions --
""")


def test_script_that_says_what_it_needs_has_an_environment_of_its_own() -> None:
    check_diagnostics("""
-- script.py --
# /// script
# dependencies = ["rich>=1,<1"]
                       ^^^^^^ error[unsatisfiable-requirement]: no version can satisfy `<1,>=1`
# ///
import rich
-- .venv --
""")


def test_text_that_does_not_parse_is_read_too() -> None:
    check_diagnostics("""
-- app.py --
def broken(:
    import nothing
           ^^^^^^^ error[unresolved-import]: no module named `nothing` in `.venv`
x = (
import other
       ^^^^^ error[unresolved-import]: no module named `other` in `.venv`
-- .venv --
""")


def test_modules_that_no_environment_holds() -> None:
    check_diagnostics("""
-- app.py --
import __main__
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from _typeshed import SupportsRead
import _typeshed
       ^^^^^^^^^ error[unresolved-import]: no module named `_typeshed` in `.venv`
-- .venv --
""")


def test_imports_that_depend_on_the_interpreter_are_hints() -> None:
    check_diagnostics("""
-- app.py --
import sys
if sys.version_info >= (3, 11):
    import json
else:
    import tomli
           ^^^^^ hint[unresolved-import]: no module named `tomli` in `.venv`
-- .venv --
""")


def test_what_a_file_provides_for_in_one_place_it_provides_for_everywhere() -> None:
    check_diagnostics("""
-- app.py --
try:
    import lxml
           ^^^^ hint[unresolved-import]: no module named `lxml` in `.venv`
except ImportError:
    lxml = None
def report():
    import lxml.etree
           ^^^^^^^^^^ hint[unresolved-import]: no module named `lxml.etree` in `.venv`
    import other
           ^^^^^ error[unresolved-import]: no module named `other` in `.venv`
-- test_app.py --
import pytest
numpy = pytest.importorskip("numpy")
                             ^^^^^ hint[unresolved-import]: no module named `numpy` in `.venv`
from numpy.testing import assert_equal
     ^^^^^^^^^^^^^ hint[unresolved-import]: no module named `numpy.testing` in `.venv`
-- .venv --
pytest 8.0 modules=pytest
""")


def test_stubs_are_read_by_type_checkers_alone() -> None:
    check_diagnostics("""
-- app.pyi --
from _typeshed import StrPath
from _typeshed.wsgi import WSGIApplication
import nothing
       ^^^^^^^ hint[unresolved-import]: no module named `nothing` in `.venv`
-- .venv --
""")
