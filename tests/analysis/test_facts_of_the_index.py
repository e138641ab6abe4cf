"""What is said because the index says so: status, advisories, Python, wheels, places not agreed to."""

# ruff: noqa: E501 -- a caret line is as long as what it points at and says

import pytest

from tests.support.check import check_actions, check_diagnostics
from venvls.analysis.declared_python import lowest_python


def test_status_of_a_project_with_its_reason() -> None:
    check_diagnostics("""
old-thing>=1
^^^^^^^^^ warning deprecated[project-status]: `old-thing` is deprecated by its authors: use new-thing
done
^^^^ information[project-status]: `done` is archived, no further releases are to be expected
evil
^^^^ warning[project-status]: `evil` is quarantined by the index as probably harmful: steals tokens
fine
-- index --
old-thing 1.0
deprecated old-thing reason="use   new-thing"
done 1.0
archived done
quarantined evil reason="steals tokens"
fine 1.0
""")


def test_release_is_affected_and_the_smallest_that_is_not_is_proved() -> None:
    check_diagnostics("""
urllib3==1.26.0
       ^^^^^^^^ warning[vulnerable-release]: `urllib3` `1.26.0` has a known vulnerability: `GHSA-1` (`CVE-1`), no bounds; the smallest release without: `1.26.19`
-- index --
urllib3 2.0.6
urllib3 1.26.19
urllib3 1.26.18
urllib3 1.26.0
vulnerable urllib3 1.26.0 id=GHSA-1 aliases=CVE-1 summary="no bounds" fixed-in=1.26.18,2.0.6
vulnerable urllib3 1.26.18 id=GHSA-2 fixed-in=1.26.19
""")


def test_fix_that_no_release_has_yet_is_not_promised() -> None:
    check_diagnostics("""
old==1.0
   ^^^^^ warning[vulnerable-release]: `old` `1.0` has 2 known vulnerabilities: `A`, `B`; no fix is known
late==1.0
    ^^^^^ warning[vulnerable-release]: `late` `1.0` has a known vulnerability: `C`; fixed in `2.0`
-- index --
old 1.0
old 2.0
late 1.0
vulnerable old 1.0 id=A fixed-in=2.0
vulnerable old 1.0 id=B
vulnerable late 1.0 id=C fixed-in=2.0
""")


def test_what_is_installed_counts_before_what_would_be() -> None:
    check_diagnostics("""
urllib3>=1
       ^^^ warning[vulnerable-release]: `urllib3` `1.0` has a known vulnerability: `A`; the smallest release without: `1.1`
-- .venv --
urllib3 1.0
-- index --
urllib3 2.0
urllib3 1.1
urllib3 1.0
vulnerable urllib3 1.0 id=A fixed-in=1.1
""")


def test_clean_and_not_scanned_are_both_silent() -> None:
    check_diagnostics("""
clean==1.0
private==1.0
-- index --
clean 1.0
private 1.0
unscanned private
vulnerable other 1.0 id=A
""")


def test_fixes_of_a_vulnerable_release_keep_its_shape() -> None:
    check_actions("""
urllib3 == 1.$026.0  # old
-- index --
urllib3 1.26.18
urllib3 1.26.0
vulnerable urllib3 1.26.0 id=A fixed-in=1.26.18
-- actions --
Pin to `==1.26.18`
-- requirements.txt after Pin to `==1.26.18` --
urllib3 == 1.26.18  # old
""")


def test_environment_is_mended_where_the_requirement_allows_it() -> None:
    check_actions("""
urll$0ib3[socks]>=1
-- .venv --
urllib3 1.0 extras=socks
-- index --
urllib3 1.1
urllib3 1.0
vulnerable urllib3 1.0 id=A fixed-in=1.1
-- settings --
severities.unknown-extra = off
-- actions --
""")
    check_actions("""
urllib3[socks]>$0=1
-- .venv --
urllib3 1.0 extras=socks
-- index --
urllib3 1.1 extras=socks
urllib3 1.0 extras=socks
vulnerable urllib3 1.0 id=A fixed-in=1.1
-- actions --
Install `urllib3` `1.1`
  venvls.install {"uri": "requirements.txt", "requirements": ["urllib3[socks]==1.1"]}
Raise the floor to `>=1.1`
Pin to `==1.1`
""")


def test_python_alone_keeps_releases_out() -> None:
    check_diagnostics("""
numpy==2.0
     ^^^^^ error[unsupported-python]: no release of `numpy` that `==2.0` allows supports Python 3.8.1: `2.0` needs `>=3.9`
numpy
-- constraints.txt --
new
^^^ error[unsupported-python]: no release of `new` supports Python 3.8.1: `1.0` needs `>=3.12`
-- .venv --
python 3.8.1
numpy 2.0
new 1.0
-- index --
numpy 2.0 requires-python=>=3.9
numpy 1.24 requires-python=>=3.8
new 1.0 requires-python=>=3.12
-- settings --
severities.duplicate-requirement = off
""")


def test_release_without_a_wheel_that_fits() -> None:
    check_diagnostics("""
fast
^^^^ information[no-compatible-wheel]: `fast` `2.0` has no wheel for Python 3.12.1 here, it would be built from source
closed
^^^^^^ warning[no-matching-release]: no release of `closed` can be installed here: `1.0` has no wheel for Python 3.12.1 on this platform, and no source either
older
pure
there
-- .venv --
tag py3-none-any
tag cp312-cp312-linux_x86_64
there 1.0
-- index --
fast 2.0 wheels=cp311-cp311-linux_x86_64
closed 1.0 wheels=cp312-cp312-win_amd64 no-source
older 2.0 wheels=cp312-cp312-win_amd64 no-source
older 1.0 wheels=cp312-cp312-linux_x86_64 no-source
pure 1.0 wheels=py2.py3-none-any
there 1.0
-- settings --
severities.not-installed = off
""")


def test_extra_that_is_asked_for_lacks_what_it_needs() -> None:
    check_diagnostics("""
requests[socks,Use-Chardet]
         ^^^^^ warning[missing-extra]: the extra `socks` needs `pysocks`, which is not installed in `.venv`
requests
-- .venv --
requests 2.31.0 extras=socks,use-chardet needs="PySocks>=1.5; extra == 'socks' | win-only; sys_platform == 'none' and extra == 'socks' | chardet; extra == 'use_chardet'"
chardet 5.0
-- settings --
severities.duplicate-requirement = off
""")


def test_index_that_only_the_folder_names() -> None:
    check_diagnostics("""
--index-url https://index.example/simple
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[unagreed-index]: `index.example` is named only by this folder and is not asked before you agree
flask
-- unagreed --
https://index.example/simple requirements.txt:1
""")


def test_index_of_a_table_and_of_a_file_that_is_no_manifest() -> None:
    check_diagnostics("""
-- pyproject.toml --
[project]
dependencies = ["flask"]
                 ^^^^^ information[unagreed-index]: `other.example:8080` is named only by this folder and is not asked before you agree; it stands in uv.toml:1
[[tool.uv.index]]
url = 'https://me:secret@index.example/simple'
       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[unagreed-index]: `index.example` is named only by this folder and is not asked before you agree
-- unagreed --
https://me:secret@index.example/simple pyproject.toml:4
https://other.example:8080/simple uv.toml:1
""")


def test_agreeing_is_one_command() -> None:
    check_actions("""
--ind$0ex-url https://index.example/simple
-- unagreed --
https://index.example/simple requirements.txt:1
-- actions --
Ask this index from now on
  venvls.trust {"uri": "requirements.txt"}
""")


def test_private_project_whose_name_is_taken_in_public() -> None:
    check_diagnostics("""
acme-auth>=1
^^^^^^^^^ warning[private-name-on-public-index]: `acme-auth` is on the private index `packages.corp` and also on `index.example`: the highest version of either is taken
flask
two-private
-- index --
acme-auth 1.0
listing acme-auth https://index.example/simple/ own=1
listing acme-auth https://****@packages.corp/simple/ private own=1
flask 3.0
listing flask https://index.example/simple/ own=5
listing flask https://****@packages.corp/simple/ private own=0
two-private 1.0
listing two-private https://****@packages.corp/simple/ private own=1
listing two-private https://****@other.corp/simple/ private own=1
""")


def test_formats_that_the_configuration_rules_out() -> None:
    check_diagnostics("""
built==1
     ^^^ warning[no-matching-release]: no release of `built` that `==1` allows can be installed here: `1` has no wheel for Python 3.12.1, and may not be built (`only-binary`)
closed
^^^^^^ warning[no-matching-release]: no release of `closed` can be installed here: `1.0` has no source, and no wheel may be used (`no-binary`)
wanted
-- .venv --
tag py3-none-any
-- index --
built 1
closed 1.0 wheels=py3-none-any no-source
wanted 1.0 wheels=cp27-cp27m-win32
-- settings --
index.onlyBinary = built
index.noBinary = closed,wanted
severities.not-installed = off
""")


def test_range_of_which_all_is_yanked_cannot_be_taken_but_a_pin_can() -> None:
    check_diagnostics("""
gone==1.0
    ^^^^^ warning[yanked-release]: `gone` `1.0` is yanked: broken
-- other-requirements.txt --
gone>=1,<2
    ^^^^^^ warning[yanked-release]: no release of `gone` that `<2,>=1` allows can be taken, `1.1` is yanked
-- index --
gone 2.0
gone 1.1 yanked=
gone 1.0 yanked=broken
-- settings --
severities.conflicting-requirements = off
severities.duplicate-requirement = off
""")


def test_project_supports_a_python_that_no_allowed_release_does() -> None:
    check_diagnostics("""
-- pyproject.toml --
[project]
requires-python = ">=3.8"
dependencies = [
  "numpy>=2",
        ^^^ information[unsupported-python]: no release of `numpy` that `>=2` allows supports Python 3.8.0, which this project does (`>=3.8`): `2.1` needs `>=3.10`
  "numpy>=2 ; python_version >= '3.10'",
  "numpy>=1",
  "flake8",
   ^^^^^^ information[unsupported-python]: no release of `flake8` supports Python 3.8.0, which this project does (`>=3.8`): `7.0` needs `>=3.8.1`
  "silent",
]
[dependency-groups]
docs = ["numpy>=2"]
-- requirements.txt --
numpy>=2
-- .venv --
python 3.12.1
-- index --
numpy 2.1 requires-python=>=3.10
numpy 2.0 requires-python=>=3.9
numpy 1.24 requires-python=>=3.8
flake8 7.0 requires-python=>=3.8.1
silent 1.0
-- settings --
severities.not-installed = off
severities.duplicate-requirement = off
""")


def test_fix_for_the_projects_own_range_supports_its_lowest_python() -> None:
    check_actions("""
-- pyproject.toml --
[project]
requires-python = ">=3.8"
dependencies = ["numpy==$02.0"]
-- .venv --
python 3.12.1
numpy 2.0
-- index --
numpy 2.1 requires-python=>=3.10
numpy 2.0 requires-python=>=3.9
numpy 1.24 requires-python=>=3.8
numpy 1.20 requires-python=>=3.6
-- actions --
Change the version to `1.24`
Change the version to `1.20`
-- pyproject.toml after Change the version to `1.24` --
[project]
requires-python = ">=3.8"
dependencies = ["numpy==1.24"]
""")


@pytest.mark.parametrize(
    ("declared", "lowest"),
    [
        (">=3.8", "3.8.0"),
        (">=3.8.1,<4", "3.8.1"),
        (">3.8", "3.8.1"),
        ("~=3.9", "3.9.0"),
        ("==3.11.*", "3.11.0"),
        ("!=3.0.*,>=2.7", "2.7.0"),
        (">=3.8,!=3.8.*", "3.9.0"),
        ("<4", None),
        ("nonsense", None),
        (">=99", None),
    ],
)
def test_lowest_python_of_a_range(declared: str, lowest: str | None) -> None:
    found = lowest_python(declared)
    assert (str(found) if found else None) == lowest
