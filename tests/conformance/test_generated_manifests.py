"""Whatever the grammar of manifests brings forth is read as the tools read it."""

from pathlib import Path

import pytest

from tests.conformance.__main__ import main
from tests.support.generated_manifests import generate


@pytest.mark.slow
def test_generated_manifests_are_read_as_pip_packaging_and_tomllib_read_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generate(tmp_path, seed=735, files=200)

    exit_code = main([str(tmp_path)])

    *_, summary = output = capsys.readouterr().out.splitlines()
    assert exit_code == 0, "\n".join(one for one in output if not one.startswith("not decided"))
    assert summary.startswith("agreement: ")
    assert summary.endswith(" in 200 files")


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, seed=7, files=9)

    written = [
        sorted(path.relative_to(tmp_path / name) for path in (tmp_path / name).rglob("*.*"))
        for name in ("one", "two")
    ]
    assert written[0] == written[1]
    assert all(
        (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()
        for path in written[0]
    )
    assert len(written[0]) == 9
