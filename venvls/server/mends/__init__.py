"""Where pygls 2.1 falls short of LSP, and what is done about it.

`tests/server/test_pygls_faults.py` shows each fault in plain pygls, and that it is none here.

| what pygls does | mended in |
|---|---|
| a cancelled command keeps running; futures and tokens grow for ever | `protocol` |
| a request with invalid parameters is not answered | `protocol` |
| requests before `initialize` are run, after `shutdown` not answered | `lifecycle` |
| lines end where LSP has no line end, edits go astray | `protocol` keeps no documents, `venvls.text` does |
| handlers in threads starve the reader | `protocol` has none |
| tracebacks are sent to the client, and errors pop up | `protocol` |
| handlers are told apart by a parameter's name, arguments converted by annotations | `protocol` |
| headers in another case, or broken ones, hang the stream | `wire` |

Importing this package loads nothing: `wire` is needed before pygls is.
"""
