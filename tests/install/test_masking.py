"""No credential is shown or written down."""

from venvls.install.masking import excerpt, masked, without_user


def test_the_user_part_of_an_address_is_hidden() -> None:
    assert masked("from https://me:secret@index.example/simple") == "from https://****@index.example/simple"
    assert masked("'git+https://token@git.example/x.git'") == "'git+https://****@git.example/x.git'"


def test_query_values_that_look_secret_are_hidden() -> None:
    assert masked("https://index.example/x?access=1&X-Signature=abc&token=s3cret") == (
        "https://index.example/x?access=1&X-Signature=abc&token=****"
    )


def test_text_without_credentials_stays_as_it_is() -> None:
    text = "write to me@index.example about https://index.example/@scope/x"
    assert masked(text) == text


def test_a_source_holds_no_user_part_at_all() -> None:
    assert without_user("https://me:secret@index.example/a.whl") == "https://index.example/a.whl"


def test_an_excerpt_is_the_masked_end_without_progress() -> None:
    lines = (*(f"line {number}" for number in range(100)), "Progress 1 of 2", "", "https://a:b@index.example")
    said = excerpt(lines).splitlines()
    assert said[-1] == "https://****@index.example"
    assert said[-2] == "line 99"
    assert len(said) == 30
