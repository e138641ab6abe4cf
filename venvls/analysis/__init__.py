"""What can be said about a document: pure functions over a snapshot.

Each says what it can now and which facts would change it (`answer.Answer`). No clock, no disk, no
network, no protocol.
"""
