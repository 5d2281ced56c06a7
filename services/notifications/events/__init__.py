"""Contracts in; this service tells nothing of its own yet."""
