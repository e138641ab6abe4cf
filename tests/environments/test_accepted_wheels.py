"""The wheels of an environment are those that its own interpreter says it takes."""

import platform
import struct
import sys
from dataclasses import replace

import pytest
from packaging.tags import sys_tags
from packaging.version import Version

from tests.support.environments import bare
from venvls.environments.accepted_wheels import accepted_tags
from venvls.environments.executable_format import ExecutableFormat, executable_format
from venvls.environments.inspection import inspect
from venvls.model.environment import MISSING


def elf(machine: int, loader: str, *, wide: bool = True, order: str = "<") -> bytes:
    """Return the head of a program: its header, one program header, the name of its loader."""
    name = loader.encode() + b"\0" if loader else b""
    identity = b"\x7fELF" + bytes([2 if wide else 1, 1 if order == "<" else 2]) + bytes(10)
    word = "Q" if wide else "I"
    size, entry = (64, 56) if wide else (52, 32)
    head = struct.pack(f"{order}HHI{word}{word}{word}I", 2, machine, 1, 0, size, 0, 0)
    head += struct.pack(f"{order}HHH", size, entry, 1) + bytes(6)
    where = size + entry
    kind = 3 if loader else 1
    if wide:
        table = struct.pack(f"{order}IIQQQQQQ", kind, 0, where, 0, 0, len(name), len(name), 1)
    else:
        table = struct.pack(f"{order}IIIIIIII", kind, where, 0, 0, len(name), len(name), 0, 1)
    return identity + head + table + name


def portable_executable(machine: int) -> bytes:
    """Return the head of a program for Windows."""
    return (
        b"MZ" + bytes(0x3A) + struct.pack("<I", 0x80) + bytes(0x40) + b"PE\0\0" + struct.pack("<H", machine)
    )


def test_tags_are_those_of_the_interpreter(tmp_path):
    environment = inspect(str(bare(tmp_path / ".venv")))
    assert str(environment.version) == platform.python_version()
    assert accepted_tags(environment) == {str(tag) for tag in sys_tags()}


def test_another_python_takes_other_wheels(tmp_path):
    environment = replace(inspect(str(bare(tmp_path / ".venv"))), version=Version("3.13.1"))
    tags = accepted_tags(environment)
    assert any(tag.startswith("cp313-cp313-") for tag in tags)
    assert "py3-none-any" in tags
    free = replace(environment, site_packages=("/project/.venv/lib/python3.13t/site-packages",))
    assert any(tag.startswith("cp313-cp313t-") for tag in accepted_tags(free))


def test_without_an_interpreter_nothing_is_known():
    assert accepted_tags(MISSING) == frozenset()


@pytest.mark.parametrize(
    ("header", "described"),
    [
        (elf(62, "/lib64/ld-linux.so.2"), ExecutableFormat("linux", "x86_64", "/lib64/ld-linux.so.2")),
        (elf(3, "/lib/ld-linux.so.2", wide=False), ExecutableFormat("linux", "i686", "/lib/ld-linux.so.2")),
        (elf(183, "/lib/ld-musl.so.1"), ExecutableFormat("linux", "aarch64", "/lib/ld-musl.so.1")),
        (elf(22, "/lib/ld64.so.1", order=">"), ExecutableFormat("linux", "s390x", "/lib/ld64.so.1")),
        (elf(62, ""), ExecutableFormat("linux", "x86_64", "")),
        (b"\xcf\xfa\xed\xfe" + struct.pack("<I", 0x0100000C), ExecutableFormat("macosx", "arm64")),
        (portable_executable(0x014C), ExecutableFormat("win", "32")),
        (portable_executable(0x8664), ExecutableFormat("win", "amd64")),
        (elf(9999, "/lib/ld.so"), None),
        (b"\xca\xfe\xba\xbe" + bytes(64), None),
        (b"#!/bin/sh\nexec python\n", None),
        (elf(62, "/lib64/ld-linux-x86-64.so.2")[:40], None),
        (b"MZ", None),
        (b"", None),
    ],
)  # fmt: skip
def test_an_executable_tells_its_machine_and_its_loader(tmp_path, header, described):
    (tmp_path / "python").write_bytes(header)
    assert executable_format(str(tmp_path / "python")) == described


def test_what_is_not_there_has_no_format(tmp_path):
    assert executable_format(str(tmp_path / "none")) is None
    assert executable_format("") is None
    assert executable_format(str(tmp_path)) is None


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="headers of this machine"
)
def test_platforms_are_those_of_the_interpreter_that_the_environment_was_made_from(tmp_path):
    environment = inspect(str(bare(tmp_path / ".venv")))

    def tags(header: bytes) -> frozenset[str]:
        (tmp_path / "python3").write_bytes(header)
        return accepted_tags(replace(environment, base_interpreter=str(tmp_path / "python3")))

    narrow = tags(elf(3, "/lib/ld-linux.so.2", wide=False))
    abi = f"cp{sys.version_info.major}{sys.version_info.minor}"
    assert f"{abi}-{abi}-manylinux2014_i686" in narrow
    assert not any(tag.endswith("x86_64") for tag in narrow)
    loader = tmp_path / "ld-musl-x86_64.so.1"
    loader.write_bytes(b"\x7fELF...\x001.2.4\0...")
    musl = tags(elf(62, str(loader)))
    assert {f"{abi}-{abi}-musllinux_1_2_x86_64", f"{abi}-{abi}-musllinux_1_0_x86_64"} <= musl
    assert not any("manylinux" in tag for tag in musl)
    loader.write_bytes(b"\x7fELF without a version")
    assert tags(elf(62, str(loader))) == frozenset()
    assert tags(elf(62, "")) == frozenset()
    assert tags(portable_executable(0x8664)) == frozenset()
    assert tags(b"#!/bin/sh\n") == accepted_tags(environment)
