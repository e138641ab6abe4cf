"""venvls: a language server for Python environments.

The package root holds the version and nothing else; see ARCHITECTURE.md for the layers.
"""

__version__ = "0.1.0"
