"""lsprotocol's classes, built on first use, are what they are when built at once."""

import json
import re
import subprocess
import sys

import pytest

DESCRIBE = """
import attrs, json
from lsprotocol import types
{first}
print(json.dumps({{
    name: [
        [
            repr([
                field.name, field.type, field.default, field.validator, field.converter, field.kw_only,
                field.init, field.eq, field.order, field.hash, field.repr, field.metadata,
            ])
            for field in attrs.fields(cls)
        ]
        + [repr(cls.__hash__ is None), repr(cls.__doc__), repr([base.__name__ for base in cls.__mro__])]
    ]
    for name, cls in tuple(types.ALL_TYPES_MAP.items())
    if isinstance(cls, type) and attrs.has(cls)
}}))
"""

LAZILY = "from venvls.server import lazy_lsprotocol; lazy_lsprotocol.load()\n"
AT_ONCE = "from lsprotocol._hooks import _resolve_forward_references as resolve; resolve()"


def described(code: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return json.loads(re.sub(" at 0x[0-9a-f]+", "", done.stdout))


@pytest.fixture(scope="module")
def lazy() -> dict[str, object]:
    return described(LAZILY + DESCRIBE.format(first=""))


def test_all_classes_have_the_same_definition(lazy):
    at_once = described(DESCRIBE.format(first=AT_ONCE))
    assert len(at_once) == 554
    assert lazy == at_once


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", LAZILY + code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_loading_builds_nothing():
    unbuilt = """
from lsprotocol import types
classes = [cls for cls in vars(types).values() if isinstance(cls, type)]
print(sum(type(cls.__dict__.get("__attrs_attrs__")).__name__ == "_Unbuilt" for cls in classes))
"""
    assert run(unbuilt) == "554"


def test_instances_compare_and_print_as_ever():
    code = """
from lsprotocol import types
one, same, other = types.Position(1, 2), types.Position(line=1, character=2), types.Position(2, 1)
print(one == same, one != other, one < other, other > one, repr(one), types.Position.__hash__)
"""
    assert run(code) == "True True True True 1:2 None"


def test_wrong_values_are_refused_as_ever():
    code = """
from lsprotocol import types
try:
    types.Position(line="1", character=2)
except ValueError as error:
    print(type(error).__name__)
"""
    assert run(code) == "ValueError"


def test_messages_are_read_and_written_as_ever():
    code = """
from lsprotocol import converters, types
converter = converters.get_converter()
sent = {"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": {
    "textDocument": {"uri": "file:///a"}, "position": {"line": 1, "character": 2}}}
read = converter.structure(sent, types.HoverRequest)
print(type(read.params).__name__, read.params.position.character, converter.unstructure(read) == sent)
"""
    assert run(code) == "HoverParams 2 True"


def test_other_classes_of_attrs_are_left_alone():
    code = """
import attrs
@attrs.define
class Other:
    number: int
print(Other(1), hasattr(Other, "__slots__"))
"""
    assert run(code) == "Other(number=1) True"
