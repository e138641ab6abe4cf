"""The daemon without a protocol: documents, facts, jobs and effects behind one `Engine`.

Everything here runs on one event loop. The server and `venvls check` both drive an engine; the
engine does not know LSP.
"""
