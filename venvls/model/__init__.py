"""The vocabulary: frozen values with one meaning each, and what must hold for them.

Modules here know `packaging` and nothing else. They do no I/O, and they do not know where a fact
came from, only how certain it is (`facts`).
"""
