"""No secret of an address is shown, however it is written, and hardly anything else is hidden."""

import pytest

from venvls.index.address import without_credentials
from venvls.model.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:secret@one.example/simple", "https://****@one.example/simple"),
        ("https://token@one.example/simple", "https://****@one.example/simple"),
        ("git+https://token@git.example/x.git", "git+https://****@git.example/x.git"),
        ("https://me:p@ss@one.example/x", "https://****@one.example/x"),
        ("could not reach http://a:b@c/ and http://d:e@f/", "could not reach http://****@c/ and http://****@f/"),
        ("'https://me:it's`<mine>@one.example/x'", "'https://****@one.example/x'"),
        ("https://me:se/cr?et#@one.example:80/x", "https://****@one.example:80/x"),
        ("me:secret@proxy.example:3128", "****@proxy.example:3128"),
        ("proxy=me:secret@127.0.0.1:3128", "proxy=****@127.0.0.1:3128"),
        ("https://one.example/x?token=abc&y=1", "https://one.example/x?token=****&y=1"),
        ("https://one.example/x?sig=abc&X-Auth=d&X-Amz-Signature=e", "https://one.example/x?sig=****&X-Auth=****&X-Amz-Signature=****"),
    ],
)  # fmt: skip
def test_secrets_are_hidden(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "https://one.example/@scope/x",
        "http://one.example:8080/scope@1/x, http://[::1]:8080/@scope/x",
        "write to me@one.example about https://one.example/x?design=1",
        "thing @ https://one.example/thing.whl#sha256=abc",
        "`requirements.txt:3` has flask==1.0",
    ],
)
def test_all_else_stays_as_it_is(text):
    assert masked(text) == text


def test_an_address_without_credentials_has_none_left():
    for text in ("https://me:secret@one.example/simple", "https://secret@one.example/simple"):
        assert without_credentials(text) == "https://one.example/simple"


@pytest.mark.parametrize(
    ("piece", "shown"),
    [("://", "://"), ("://a.b:", "://a.b:"), ("https://a:b@c ", "https://****@c "), ("key=", "key=****")],
)
def test_megabytes_take_no_longer_than_their_length(piece, shown):
    # A quadratic search would take hours.
    assert masked(piece * 70_000).startswith(shown)
