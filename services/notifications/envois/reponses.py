"""What a mail server's words mean for one attempt (RFC 5321 §4.2.1), and those words without any address."""

import re

from services.notifications.domain.livraison import Issue

_AUTHENTICATION = frozenset({530, 534, 535, 538})
"""Refusals of our sign-in, not of the mail (RFC 4954 §6): trying again once the settings are right will do."""
_ADDRESS = re.compile(r"[^\s<>@\"'(),;:\[\]]+@[^\s<>@\"'(),;:\[\]]+")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_LONGEST = 500
_TEMPORARY, _PERMANENT, _BEYOND = 400, 500, 600
CLOSING = 421
"""The server is about to close the connection."""


def issue_de(code: int) -> Issue:
    """Return what an answer that is no acceptance means."""
    if code in _AUTHENTICATION:
        return Issue.INJOIGNABLE
    return Issue.REFUSEE if _PERMANENT <= code < _BEYOND else Issue.DIFFEREE


def sans_adresse(mots: str) -> str:
    """Return the server's words on one line, of bounded length, each address replaced: they are kept and shown."""
    readable = mots.encode("utf-8", "replace").decode()
    return _ADDRESS.sub("[adresse]", _BLANK.sub(" ", readable)).strip()[:_LONGEST]
