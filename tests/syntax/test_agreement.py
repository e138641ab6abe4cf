"""Agreement with the tools' own parsers: on a line of every form, and on the corpus where it is present."""

from pathlib import Path

import pytest

from tests.conformance.__main__ import main
from tests.conformance.report import Report
from tests.conformance.requirement_files import compare_text

HERE = Path(__file__).parent
CORPUS = HERE.parents[2] / "shared" / "conformance"


def compared(source, *, constraint=False):
    report = Report()
    compare_text(Path("requirements.txt"), source, report, constraint=constraint)
    return report


@pytest.mark.parametrize("constraint", [False, True], ids=["requirements", "constraints"])
def test_one_line_of_every_form_reads_as_pip_reads_it(constraint):
    source = (HERE / "forms.txt").read_text()
    report = compared(source, constraint=constraint)
    assert report.differences == []
    assert report.excused == []
    assert report.lines > 350


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a===1.0[b]", "brackets at the end of an `===` version"),
        ("file:../x#egg=y", "drops the fragment"),
        ("a @ file://host/share/x", "a share of Windows"),
        ("C:\\x\\y", "a path of Windows"),
    ],
)
def test_what_is_excused_has_its_reason(line, reason):
    (excused,) = compared(line).excused
    assert reason in excused


def test_a_disagreement_is_told_with_file_and_line_and_fails(tmp_path, capsys, monkeypatch):
    (tmp_path / "requirements.txt").write_text("a\nb==1\n")
    monkeypatch.setattr("tests.conformance.requirement_files._declared_difference", lambda *_: "another name")
    assert main([str(tmp_path)]) == 1
    first, second, last = capsys.readouterr().out.splitlines()
    assert first == f"{tmp_path}/requirements.txt:1: 'a': another name"
    assert second.startswith(f"{tmp_path}/requirements.txt:2: ")
    assert last == "agreement: 0 of 2 lines in 1 files"


def test_full_agreement_is_one_line(tmp_path, capsys):
    (tmp_path / "requirements.txt").write_text("a\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\ndependencies = ["a"]\n')
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "agreement: 8 of 8 lines in 2 files\n"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
def test_the_corpus_agrees(capsys):
    assert main([str(CORPUS)]) == 0
    assert "agreement: " in capsys.readouterr().out
