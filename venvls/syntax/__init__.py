"""From text to trees with positions, tolerantly: a tree *and* its problems always come back.

Nothing here raises on a user's text, does I/O or knows what is installed.
"""
