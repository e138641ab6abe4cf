"""What tools make names of environments from: a project's name and a few letters of its path's digest."""

from binascii import b2a_base64


def normal_name(name: str) -> str:
    """Return a project's name as PEP 503 has it, for names with anything in them."""
    # Without a regular expression: that takes longer to load than all of the locators.
    words = name.lower().replace("_", "-").replace(".", "-").split("-")
    inner = "-".join(filter(None, words))
    return f"{'-' * (not words[0])}{inner}{'-' * (len(words) > 1 and not words[-1])}"


def eight_letters(algorithm: str, path: str) -> str:
    """Return the start of the digest of a path in the alphabet for file names (RFC 4648, section 5).

    `algorithm` is what `hashlib` calls it.
    """
    # Loaded by few searches, and as slow to load as all of the locators.
    import hashlib

    digest = hashlib.new(algorithm, path.encode("utf-8", "surrogateescape"), usedforsecurity=False).digest()
    return b2a_base64(digest).translate(bytes.maketrans(b"+/", b"-_"))[:8].decode()
