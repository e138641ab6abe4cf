"""The few letters of a digest by which tools tell environments of equally named projects apart."""

from binascii import b2a_base64


def eight_letters(algorithm: str, path: str) -> str:
    """Return the start of the digest of a path in the alphabet for file names (RFC 4648, section 5).

    `algorithm` is what `hashlib` calls it.
    """
    # Loaded by few searches, and as slow to load as all of the locators.
    import hashlib

    digest = hashlib.new(algorithm, path.encode("utf-8", "surrogateescape"), usedforsecurity=False).digest()
    return b2a_base64(digest).translate(bytes.maketrans(b"+/", b"-_"))[:8].decode()
