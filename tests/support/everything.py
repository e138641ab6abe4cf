"""Every feature of the analysis asked at once, for texts of which only is known that nothing may go wrong.

Does not know what any answer should be, only what holds for all of them: ranges lie in the document.
"""

from tests.support.check import Case, uri_of
from venvls.analysis.actions import actions
from venvls.analysis.completion import complete
from venvls.analysis.diagnosing import diagnose
from venvls.analysis.folding import folds
from venvls.analysis.formatting import formatted
from venvls.analysis.hints import hints
from venvls.analysis.hover import hover
from venvls.analysis.lenses import lenses
from venvls.analysis.links import links
from venvls.analysis.navigation import definition, references, renamed
from venvls.analysis.outline import symbols
from venvls.analysis.selection import selections
from venvls.analysis.tokens import tokens
from venvls.text import Position, Range


def ask_everything(name: str, text: str, position: Position) -> None:
    """Ask every feature, and check what holds for all answers: ranges lie in the document."""
    case, uri = Case.of(name, text), uri_of(name)
    snapshot, here = case.snapshot, Range(position, position)
    document = snapshot.documents[uri]
    everything = Range(Position(0, 0), document.text.end)
    found = [one.range for one in diagnose(snapshot, uri).value]
    found += [one.range for one in (hover(snapshot, uri, position).value,) if one]
    found += [one.replace for one in (complete(snapshot, uri, position).value,) if one]
    found += [one.range for one in tokens(snapshot, uri)]
    found += [one.range for one in links(snapshot, uri)]
    found += [one.range for one in lenses(snapshot, uri)]
    found += [one.range for one in formatted(snapshot, uri)]
    found += [one.range for one in symbols(snapshot, uri)]
    found += selections(snapshot, uri, position)
    found += [one.range for one in references(snapshot, uri, position)]
    assert all(everything.start <= one.start <= one.end <= everything.end for one in found)
    assert all(0 <= fold.first <= fold.last < len(document.text.lines) for fold in folds(snapshot, uri))
    actions(snapshot, uri, here)
    definition(snapshot, uri, position)
    renamed(snapshot, uri, position, "other")
    hints(snapshot, uri, everything)
