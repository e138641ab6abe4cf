"""No credential is shown or written down."""

from venvls.install.masking import excerpt, without_user


def test_a_source_holds_no_user_part_at_all() -> None:
    assert without_user("https://me:secret@index.example/a.whl") == "https://index.example/a.whl"


def test_an_excerpt_is_the_masked_end_without_progress() -> None:
    lines = (*(f"line {number}" for number in range(100)), "Progress 1 of 2", "", "https://a:b@index.example")
    said = excerpt(lines).splitlines()
    assert said[-1] == "https://****@index.example"
    assert said[-2] == "line 99"
    assert len(said) == 30
