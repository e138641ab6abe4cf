"""Why a message has no result: raised by features, answered by the protocol.

The text of each goes to the client as it is, so it is a sentence for a person without paths of ours.
"""


class MethodNotFound(Exception):  # noqa: N818 -- the name JSON-RPC has for it
    """The client used a method that we do not have."""


class InvalidParameters(Exception):  # noqa: N818 -- the name JSON-RPC has for it
    """The parameters of a message do not have the shape that its method asks for."""


class RequestFailed(Exception):  # noqa: N818 -- the name LSP has for it
    """The request was understood and could not be done."""


class NoAnswer(Exception):  # noqa: N818 -- it is not our error
    """The client refused a request of ours, or said nothing in time."""
