"""Where people sign in and out, and which page they come back to: always one of ours."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

CONNEXION = "/accompagnement/connexion"
DECONNEXION = "/accompagnement/deconnexion"
RETOUR = f"{CONNEXION}/retour"
_LONGEST = 2000


def adresse_de_connexion(request: Request) -> str:
    """Return where a stranger signs in to come back to the page that they see."""
    vers = page_locale(_page_vue(request))
    return CONNEXION if vers == "/" else f"{CONNEXION}?{urlencode({'vers': vers})}"


def page_locale(vers: str) -> str:
    """Return a page of ours: the one asked for, else the home page. Browsers read a backslash as a slash."""
    if len(vers) > _LONGEST or not vers.isprintable() or "\\" in vers or not vers.startswith("/"):
        return "/"
    if vers.startswith(("//", CONNEXION, DECONNEXION)):
        return "/"
    return vers


def _page_vue(request: Request) -> str:
    """The page itself; for an action or a fragment, the page that it was asked from."""
    if request.method == "GET" and "hx-request" not in request.headers:
        return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    seen = urlsplit(request.headers.get("referer", ""))
    if seen.netloc != request.headers.get("host"):
        return "/"
    return f"{seen.path}?{seen.query}" if seen.query else seen.path
