"""`unsatisfiable-requirement`: no version at all lies within the specifier, whatever an index lists.

`packaging` decides by the ranges of PEP 440; no index is asked.
"""

from collections.abc import Iterator

from venvls.analysis.rules.rule import DeclarationRule, Remark
from venvls.analysis.site import Site
from venvls.model.settings import Severity


def check(site: Site) -> Iterator[Remark]:
    """Yield a remark when the comparisons exclude each other."""
    span, specifier = site.declaration.specifiers_span, site.declaration.specifier
    if span is not None and site.declaration.is_unsatisfiable:
        yield Remark(span, f"no version can satisfy `{specifier}`")


RULE = DeclarationRule("unsatisfiable-requirement", Severity.ERROR, check)
