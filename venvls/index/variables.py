"""Variables that decide how hosts are reached and trusted, whichever installer is in use.

Does not know those of pip, uv, Poetry and PDM; the readers of their configuration do.
"""

AUTHORITIES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""What installers and their libraries read: a file of certificates, or a folder of them. The first counts."""

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
"""In small letters they count too."""
