"""Whatever a requirement looks like: each change lets the release in and touches nothing else."""

from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from venvls.analysis.specifier_edits import How, mentioned_version, rewritings
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.text import Text

NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
VERSIONS = st.builds(
    lambda epoch, numbers, rest: f"{epoch}{numbers}{rest}",
    st.sampled_from(["", "", "", "1!"]),
    NUMBERS,
    st.sampled_from(["", "", "", "", "rc1", ".post1", ".dev2"]),
)
GAPS = st.sampled_from(["", " ", "  "])
COMPARISONS = st.builds(
    lambda operator, gap, version: f"{operator}{gap}{version}",
    st.sampled_from(["==", ">=", "<=", "<", ">", "!=", "~="]),
    GAPS,
    VERSIONS,
) | st.builds(lambda numbers: f"=={numbers}.*", NUMBERS)
REQUIREMENTS = st.builds(
    lambda comparisons, gap, extras, end: f"thing{extras}{gap}{f'{gap},{gap}'.join(comparisons)}{end}",
    st.lists(COMPARISONS, max_size=3),
    GAPS,
    st.sampled_from(["", "[a]", "[a, b]"]),
    st.sampled_from(["", " ; python_version > '3'", "  # why"]),
)


def _declaration(line: str):
    manifest = parse_manifest(ManifestKind.REQUIREMENTS, Text.of(f"{line}\n"))
    block = manifest.blocks[0]
    return block.declarations[0], block.text


@given(REQUIREMENTS, VERSIONS, st.none() | VERSIONS)
def test_change_lets_a_release_in_and_leaves_the_rest_alone(line, newest, within):
    declaration, text = _declaration(line)
    if declaration.requirement is None:
        return
    for made in rewritings(declaration, text, newest, within):
        after = text[: made.span.start] + made.text + text[made.span.end :]
        changed, _ = _declaration(after.rstrip("\n"))
        assert changed.requirement is not None, after
        wanted = {newest} if made.how is not How.RAISE else {newest, within}
        assert any(
            changed.specifier.contains(version, prereleases=True) for version in wanted if version is not None
        ), after
        assert changed.requirement.extras == declaration.requirement.extras
        assert changed.requirement.marker == declaration.requirement.marker
        if made.how is not How.PIN:
            before = [part.operator.of(text) for part in declaration.specifiers]
            assert [part.operator.of(after) for part in changed.specifiers] == before


@given(REQUIREMENTS)
def test_version_that_is_meant_is_one_that_is_written(line):
    declaration, text = _declaration(line)
    meant = mentioned_version(declaration, text)
    if meant is not None:
        assert any(
            meant == Version(part.version.of(text).removesuffix(".*")) for part in declaration.specifiers
        )


def test_parts_that_cannot_be_read_offer_nothing_but_a_pin() -> None:
    declaration, text = _declaration("thing>=what")
    assert [made.how for made in rewritings(declaration, text, "2.0", None)] == [How.PIN]
