"""Slips of the keys: swapped, doubled, missing and wrong characters.

Plain strings in, plain strings out; which of them are names is known elsewhere.
"""

from collections.abc import Iterator

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-"


def one_slip_away(name: str) -> Iterator[str]:
    """Yield every name one slip away, each once, the likeliest kinds of slips first."""
    halves = [(name[:place], name[place:]) for place in range(len(name) + 1)]
    slips = (
        (left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1),
        (left + right[1:] for left, right in halves if right),
        (left + "-" + right for left, right in halves if left and right),
        (left + letter + right for left, right in halves for letter in _ALPHABET),
        (left + letter + right[1:] for left, right in halves if right for letter in _ALPHABET),
    )
    yield from dict.fromkeys(slip for kind in slips for slip in kind if slip != name)


def is_within(typed: str, meant: str, slips: int) -> bool:
    """Tell whether at most so many slips turn one into the other."""
    if abs(len(typed) - len(meant)) > slips:
        return False
    same = begin_alike(typed, meant)
    if same == min(len(typed), len(meant)):
        return True
    if slips == 0:
        return False
    typed, meant = typed[same:], meant[same:]
    if typed[:2] == meant[1::-1] and is_within(typed[2:], meant[2:], slips - 1):
        return True
    shorter = ((typed[1:], meant), (typed, meant[1:]), (typed[1:], meant[1:]))
    return any(is_within(one, other, slips - 1) for one, other in shorter)


def begin_alike(one: str, other: str) -> int:
    """Return how many characters at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))
