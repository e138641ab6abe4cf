"""One module a method: guard, convert, call the engine, convert.

A feature is a plain function of the context and the parameters. Its body runs at dispatch, before the
next message is looked at, so it is there that the snapshot is taken and positions are converted; what
it returns may be awaited later. Nothing here decides anything.
"""
