"""After a process was killed in the middle: finish what is complete, put back what is not.

Needs nothing but the environment's own journal: no installer, no interpreter, no index.
"""

from pathlib import Path

from venvls.install import journal as journals
from venvls.install.journal import Journal, Record
from venvls.install.rolling_back import clean_up, roll_back
from venvls.install.settling import settle
from venvls.install.verifying import shortcoming
from venvls.model.change import Failure, FailureReason, Outcome


def recover(prefix: str) -> Outcome | None:
    """Bring an interrupted install to an end and say what came of it; `None` when there was none.

    The failure is `BUSY` while the installer that was started then is still at work: ask again
    later. It is `INTERRUPTED` when the environment was put back. Without a failure the interrupted
    change was complete after all, and its steps are returned.
    """
    place = Path(prefix)
    if not journals.exists(place):
        return None
    try:
        journal = journals.hold(place)
    except OSError as error:
        return Outcome(failure=_unwritable(error))
    if journal is None:
        return Outcome(failure=Failure(FailureReason.BUSY, "Another install is at work in this environment"))
    return _recovered(journal)


def _recovered(journal: Journal) -> Outcome | None:
    try:
        record = journals.read(journal)
    except ValueError as error:
        # Whatever is in there must not stop every later install.
        journals.close(journal)
        return Outcome(
            failure=Failure(FailureReason.INTERRUPTED, "An interrupted install cannot be undone", str(error))
        )
    if record is None:
        journals.close(journal)
        return None
    if finish(journal, record):
        return Outcome(record.steps)
    return undo(journal, record, _interrupted("An install was interrupted and has been undone"))


def finish(journal: Journal, record: Record) -> bool:
    """Complete a change whose installer has ended, and tell whether it is as planned."""
    sites = tuple(journal.prefix / site for site in record.sites)
    try:
        for site in record.listing:
            # Installers take a folder away with the last file in it, and this is no environment then.
            (journal.prefix / site).mkdir(parents=True, exist_ok=True)
        settle(record, journal.prefix)
    except OSError:
        return False
    if shortcoming(record.steps, sites):
        return False
    clean_up(journal.prefix, record)
    journals.close(journal)
    return True


def undo(journal: Journal, record: Record, failure: Failure) -> Outcome:
    """Put everything back and return the outcome; the journal stays when that did not work."""
    problems = roll_back(journal, record)
    if not problems:
        journals.close(journal)
        return Outcome(failure=failure, rolled_back=True)
    journals.release(journal)
    message = f"{failure.message}. Not all of it could be put back: {problems[0]}"
    return Outcome(failure=Failure(failure.reason, message, "\n".join((failure.detail, *problems)).strip()))


def _interrupted(message: str, detail: str = "") -> Failure:
    return Failure(FailureReason.INTERRUPTED, message, detail)


def _unwritable(error: OSError) -> Failure:
    return Failure(FailureReason.PERMISSION, "Files of the environment may not be written", str(error))
