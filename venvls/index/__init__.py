"""What the configured package indexes know, as facts.

Reading (`json_page`, `html_page`, `summary`, `core_metadata`, `wheel_modules`) is pure. Asking
(`client`, `cache`, `service`) runs in a process of its own (`worker`), because decoding one large page
in a thread delays a keystroke by tens of milliseconds. Everybody else talks to `remote.Index`.

Does not know environments, manifests or any editor. Only this package knows httpx.
"""
