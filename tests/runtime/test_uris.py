"""URIs as editors write them, and back."""

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
