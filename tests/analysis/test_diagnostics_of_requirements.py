"""What is said about requirements files: one example of each rule, and when it stays silent."""

# ruff: noqa: E501 -- a caret line is as long as what it points at and says

from tests.support.check import check_diagnostics


def test_unknown_project_needs_the_answer_of_the_index() -> None:
    check_diagnostics("""
reqeusts>=2
^^^^^^^^ error[unknown-project]: no project named `reqeusts` on the index
flask
private-thing
-- index --
flask 3.0
unavailable private-thing reason=unauthorised
""")


def test_unknown_project_names_what_was_probably_meant() -> None:
    check_diagnostics("""
reqeusts>=2
^^^^^^^^ error[unknown-project]: no project named `reqeusts` on the index, did you mean `Requests`?
cv2
^^^ error[unknown-project]: no project named `cv2` on the index, did you mean `opencv-python` or `opencv-python-headless`?
flaks
^^^^^ error[unknown-project]: no project named `flaks` on the index, did you mean `flask`?
zzz
^^^ error[unknown-project]: no project named `zzz` on the index
-- .venv --
flask 3.0
-- index --
other 1.0
-- names --
Requests
zzy
""")


def test_a_name_that_the_index_denied_as_well_is_not_what_was_meant() -> None:
    check_diagnostics("""
mycorp-util
^^^^^^^^^^^ error[unknown-project]: no project named `mycorp-util` on the index
mycorp-utils
^^^^^^^^^^^^ error[unknown-project]: no project named `mycorp-utils` on the index
-- .venv --
mycorp-util 1.0
mycorp-utils 1.0
-- index --
other 1.0
""")


def test_nothing_is_said_while_nobody_was_asked() -> None:
    check_diagnostics("""
reqeusts>=2
flask==99
""")


def test_quarantined_project_is_neither_unknown_nor_without_releases() -> None:
    check_diagnostics("""
evil>=1
^^^^ warning[project-status]: `evil` is quarantined by the index as probably harmful
-- index --
quarantined evil
""")


def test_no_release_matches() -> None:
    check_diagnostics("""
flask==99
     ^^^^ error[no-matching-release]: no release of `Flask` matches `==99`, the nearest are `3.0.1` and `3.0.0`
flask >= 2 , < 3
      ^^^^^^^^^^ error[no-matching-release]: no release of `Flask` matches `<3,>=2`, the nearest are `3.0.0` and `3.0.1`
flask~=3.0
-- index --
Flask 3.0.0
Flask 3.0.1
Flask 4.0rc1
-- settings --
severities.duplicate-requirement = off
severities.conflicting-requirements = off
""")


def test_pre_release_is_allowed_when_it_is_asked_for_or_when_there_is_nothing_else() -> None:
    check_diagnostics("""
flask>=4.0rc1
preview
-- index --
flask 3.0.0
flask 4.0rc1
preview 1.0a1
""")


def test_pin_of_a_yanked_release() -> None:
    check_diagnostics("""
requests==2.32.1
        ^^^^^^^^ warning[yanked-release]: `requests` `2.32.1` is yanked: breaks proxies
-- requirements-dev.txt --
requests>=2.32
-- index --
requests 2.32.1 yanked="breaks   proxies"
requests 2.32.3
""")


def test_not_installed_and_outside_of_the_specifier() -> None:
    check_diagnostics("""
requests>=2.32
        ^^^^^^ warning[version-mismatch]: `.venv` holds `requests` `2.31.0`, which `>=2.32` does not allow
Flask
^^^^^ warning[not-installed]: `Flask` is not installed in `.venv`
yaml_thing
-- .venv --
requests 2.31.0
Yaml.Thing 1.0
""")


def test_installed_pre_release_satisfies_its_specifier() -> None:
    check_diagnostics("""
requests>=2.32
-- .venv --
requests 2.33rc1
""")


def test_without_a_ready_environment_nothing_is_missing_from_it() -> None:
    check_diagnostics("""
requests>=2.32
-- .venv --
broken "no interpreter"
""")


def test_unknown_project_is_not_also_reported_as_not_installed() -> None:
    check_diagnostics("""
reqeusts
^^^^^^^^ error[unknown-project]: no project named `reqeusts` on the index
-- .venv --
-- index --
requests 2.0
""")


def test_marker_that_does_not_hold_dims_the_line_and_silences_the_rest() -> None:
    check_diagnostics("""
pywin32>=300; python_version < "3.8"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint dim[inactive-requirement]: the marker does not hold in `.venv`
tomli; python_version >= "3.8"
^^^^^ warning[not-installed]: `tomli` is not installed in `.venv`
-- .venv --
python 3.12.1
""")


def test_constraint_requires_nothing_yet_limits_what_is_installed() -> None:
    check_diagnostics("""
-- constraints.txt --
flask==3.0
requests<2
        ^^ warning[version-mismatch]: `.venv` holds `requests` `2.31.0`, which `<2` does not allow
-- .venv --
requests 2.31.0
""")


def test_direct_reference_is_no_question_for_the_index() -> None:
    check_diagnostics("""
thing @ https://files.example/thing-1.0.tar.gz
./local
-e .
-- index --
other 1.0
""")


def test_duplicates_are_equal_in_name_extras_and_marker() -> None:
    check_diagnostics("""
Typing_Extensions
typing-extensions>=4
^^^^^^^^^^^^^^^^^ warning[duplicate-requirement]: `typing-extensions` is already declared on line 1
numpy<2; python_version < "3.9"
numpy>=2; python_version >= "3.9"
requests
requests[socks]
""")


def test_severity_is_a_setting() -> None:
    check_diagnostics("""
flask
^^^^^ information[not-installed]: `flask` is not installed in `.venv`
requests==1
requests==1
-- .venv --
requests 1
-- settings --
severities.not-installed = information
severities.duplicate-requirement = off
""")


def test_without_a_version_that_was_wanted_the_newest_is_named() -> None:
    check_diagnostics("""
flask<1
     ^^ error[no-matching-release]: no release of `flask` matches `<1`, the newest is `3.1`
-- index --
flask 3.1
flask 3.0
""")
