"""What strangers wrote is shown as they wrote it, whether the client renders Markdown or not."""

from hypothesis import given
from hypothesis import strategies as st

from venvls.analysis.markdown import code, cut, link, plain, unmarked


@given(st.text())
def test_text_comes_back_from_its_markdown_as_it_was(text: str) -> None:
    assert unmarked(plain(text)) == cut(text)


@given(st.text())
def test_code_comes_back_in_backticks(text: str) -> None:
    assert unmarked(code(text)) == (f"`{cut(text)}`" if cut(text) else code(text))


def test_a_client_without_markdown_is_shown_no_marks() -> None:
    shown = f"**{plain('a-b')}**\n\n- Licence: {plain('BSD-3-Clause')}\n- {link('Do[cs]', 'https://a.example/x_(y)')}"
    assert unmarked(shown) == "a-b\n\n- Licence: BSD-3-Clause\n- Do[cs] (https://a.example/x_%28y%29)"
