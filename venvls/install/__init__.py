"""Changing what an environment holds: plan, then apply exactly that, or put back what was there.

    request   what a person asks for, checked
    planning  resolve and fetch; the environment is only read, so this part can be cancelled
    applying  carry out a plan, not interrupted half-way; verify, else roll back
    recovery  finish or undo what a killed process left behind

pip and uv do the work, each in a process of its own with a time limit and never through a shell.
Nothing here knows LSP, how environments are found, or how an index is read.
"""
