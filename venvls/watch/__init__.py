"""Noticing changes that no client tells us of.

Does not know what the watched paths mean.
"""
