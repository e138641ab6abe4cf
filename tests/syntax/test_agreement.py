"""Agreement with the tools' own parsers: on a line of every form, and on the corpus where it is present."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conformance.__main__ import main
from tests.conformance.report import Report
from tests.conformance.requirement_files import compare_text
from venvls.syntax import requirements_file
from venvls.syntax.requirement import Reading
from venvls.text import Span

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


def test_any_folder_is_compared_as_far_as_it_can_be_read(tmp_path, capsys):
    (tmp_path / "requirements.txt").write_bytes(b"a\nb==2!1.0 ,\n-r other.txt")
    (tmp_path / "requirements-odd.txt").write_bytes(b"# coding: no-such-encoding\na\n")
    (tmp_path / "notes.txt").write_bytes(bytes(range(256)))
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "requirements-gone.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "requirements-itself.txt").symlink_to(tmp_path / "requirements-itself.txt")
    assert main([str(tmp_path)]) == 0
    skipped, summary = capsys.readouterr().out.splitlines()
    assert skipped.startswith(f"not compared: {tmp_path}/requirements-odd.txt: pip cannot decode it")
    assert summary == "agreement: 3 of 3 lines in 1 files"


def test_a_folder_without_manifests_agrees_about_nothing(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().out == "agreement: 0 of 0 lines in 0 files\n"


def test_a_folder_that_is_not_there_is_no_folder(tmp_path, capsys):
    assert main([str(tmp_path / "gone")]) == 2
    assert "usage" in capsys.readouterr().err


SHIFTED = {
    "name_span": "place of the name",
    "marker_span": "place of the marker",
    "extras_span": "brackets of the extras",
    "span": "the span",
}


@pytest.mark.parametrize(("part", "told"), SHIFTED.items())
def test_a_place_that_is_wrong_by_one_character_is_noticed(part, told, monkeypatch):
    line = "foo[bar] >=1; os_name == 'nt'"
    kept = requirements_file.read_entry

    def shifted(*arguments):
        declaration, problems = kept(*arguments)
        place = getattr(declaration, part)
        return Reading(replace(declaration, **{part: Span(place.start, place.end - 1)}), problems)

    monkeypatch.setattr(requirements_file, "read_entry", shifted)
    requirements_file._remembered.cache_clear()
    (difference,) = compared(line).differences
    requirements_file._remembered.cache_clear()
    assert told in difference


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
def test_the_corpus_agrees(capsys):
    assert main([str(CORPUS)]) == 0
    assert "agreement: " in capsys.readouterr().out
