"""Messages as bytes, however they are cut and spelled."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.raw_client import packet
from venvls.server.mends import wire


@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.integers(0, 300), max_size=8))
def test_messages_are_the_same_however_the_stream_is_cut(bodies, cuts):
    stream = b"".join(map(packet, bodies))
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    frames = wire.Frames()
    pieces = [stream[start:end] for start, end in pairwise(edges)]
    assert [body for piece in pieces for body in frames.feed(piece)] == bodies
    assert frames.rest == b""


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: 2\r\n\r\n",
        b"content-length: 2\r\n\r\n",
        b"CONTENT-LENGTH:2\r\n\r\n",
        b"Content-Length:   2  \r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n",
        b"Content-Length: 2\r\nContent-Type: x\r\n\r\n",
    ],
)
def test_the_length_is_found_however_the_header_is_spelled(header):
    assert list(wire.Frames().feed(header + b"{}")) == [b"{}"]


def test_a_header_without_a_length_is_an_empty_message_and_the_next_one_is_read():
    stream = b"Content-Length: many\r\n\r\n" + packet(b"{}")
    assert list(wire.Frames().feed(stream)) == [b"", b"{}"]


def test_a_body_that_nobody_could_skip_does_not_hide_the_next_message():
    stream = b"Content-Length: many\r\n\r\n" + b'{"lost":1}' + packet(b"{}")
    assert list(wire.Frames().feed(stream)) == [b"", b"{}"]


def test_a_stream_without_any_header_is_given_up():
    with pytest.raises(wire.LostStreamError):
        list(wire.Frames().feed(b"x" * wire.HEADER_LIMIT))


def test_what_is_incomplete_is_kept_as_rest():
    frames = wire.Frames()
    assert list(frames.feed(packet(b"{}") + b"Content-Le")) == [b"{}"]
    assert frames.rest == b"Content-Le"


@given(st.text(st.characters(), max_size=20))
def test_any_text_survives_lone_surrogates_included(text):
    (body,) = wire.Frames().feed(wire.encoded({"text": text}))
    assert json.loads(body) == {"text": text}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", wire.PARSE_ERROR),
        (b"{bad json", wire.PARSE_ERROR),
        (b"\xff\xfe\xfd", wire.PARSE_ERROR),
        (b"[" * 100_000, wire.PARSE_ERROR),
        (b"[]", wire.INVALID_REQUEST),
        (b"{}", wire.INVALID_REQUEST),
        (b'{"jsonrpc":"1.0","id":1,"method":"x"}', wire.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":null,"method":"x"}', wire.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":true,"method":"x"}', wire.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"x"}', wire.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":1,"method":2}', wire.INVALID_REQUEST),
    ],
)
def test_what_is_no_message_has_a_code_that_says_why(body, code):
    with pytest.raises(wire.BadMessage) as raised:
        wire.message_of(body)
    assert raised.value.code == code
