"""Files as they are found in the wild."""

import os

import pytest

from venvls.runtime.files import LARGEST, MOST_NAMES, decoded, listing, read_text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"flask\n", "flask\n"),
        (b"\xef\xbb\xbfflask", "flask"),
        ("flask é".encode("utf-16"), "flask é"),
        (b"# -*- coding: latin-1 -*-\n# \xe9", "# -*- coding: latin-1 -*-\n# é"),
        (b"#!x\n# vim: set fileencoding=cp1252 :\n\x80", "#!x\n# vim: set fileencoding=cp1252 :\n€"),
        (b"# coding: no-such-codec\nflask", "# coding: no-such-codec\nflask"),
        (b"# coding: rot13\nflask", "# coding: rot13\nflask"),
        (b"flask \xff\xfe", "flask \ufffd\ufffd"),
        (b"", ""),
    ],
)
def test_bytes_become_text_without_an_error(content, text):
    assert decoded(content) == text


def test_what_is_no_readable_file_of_a_sane_size_is_none(tmp_path):
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (large, loop, pipe, tmp_path, tmp_path / "missing"):
        assert read_text(str(path)) is None


def test_names_in_a_folder_tell_which_are_folders(tmp_path):
    (tmp_path / "deps").mkdir()
    (tmp_path / "base.txt").touch()
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    assert listing(str(tmp_path)) == ("base.txt", "broken", "deps/")


def test_a_folder_that_cannot_be_read_holds_nothing(tmp_path):
    (tmp_path / "base.txt").touch()
    assert listing(str(tmp_path / "nowhere")) == listing(str(tmp_path / "base.txt")) == listing("a\0b") == ()


def test_a_folder_of_many_files_is_not_read_to_its_end(tmp_path):
    for number in range(MOST_NAMES + 5):
        (tmp_path / f"{number}.txt").touch()
    assert len(listing(str(tmp_path))) == MOST_NAMES
