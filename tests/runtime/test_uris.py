"""URIs as editors write them, and back."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venvls.runtime.uris import path_of, uri_of


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///shop/requirements.txt", "/shop/requirements.txt"),
        ("file:///shop/a%20b%2Bc.txt", "/shop/a b+c.txt"),
        ("file://localhost/shop", "/shop"),
        ("file:///shop/", "/shop"),
        ("file:///shop/../other/x.py", "/other/x.py"),
        ("file:///sh%C3%B6p/%F0%9F%98%80.py", "/shöp/😀.py"),
        ("untitled:Untitled-1", ""),
        ("vscode-notebook-cell:/shop/a.ipynb#W0", ""),
        ("", ""),
    ],
)
def test_the_path_of_a_uri(uri, path):
    assert path_of(uri) == path


@given(st.text(st.characters(exclude_characters="\x00/", exclude_categories=["Cs"]), min_size=1))
def test_every_path_survives_the_way_to_a_uri_and_back(name):
    if name not in (".", ".."):
        assert path_of(uri_of(f"/shop/{name}")) == f"/shop/{name}"


def test_bytes_that_are_no_text_survive_too():
    assert path_of(uri_of("/shop/\udcff.py")) == "/shop/\udcff.py"


@pytest.mark.parametrize("uri", ["file://[::1", "file:///a%00b.txt", "http://[bad", "%%%", "file://"])
def test_what_can_be_no_path_is_none(uri):
    assert path_of(uri) == ""


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
@pytest.mark.parametrize("utf8", ["0", "1"])
@pytest.mark.skipif(sys.platform == "win32", reason="file names are text there")
def test_a_file_is_found_in_every_locale(tmp_path, locale, utf8):
    (tmp_path / "shöp").mkdir()
    program = (
        "import os, sys\n"
        "from venvls.runtime.uris import path_of, uri_of\n"
        "(there,) = os.listdir(sys.argv[1])\n"
        "found = path_of(uri_of(os.path.join(sys.argv[1], there)))\n"
        "assert os.path.isdir(found), ascii(found)\n"
        "for written in ('sh%C3%B6p', 'sh\\xf6p'):\n"
        "    assert path_of(f'{uri_of(sys.argv[1])}/{written}') == found, ascii(written)\n"
        "assert path_of(uri_of(sys.argv[1] + '/sh\\xf6p')) == found\n"
    )
    environ = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": utf8, "PYTHONCOERCECLOCALE": "0"}
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=environ, check=True, timeout=60)
