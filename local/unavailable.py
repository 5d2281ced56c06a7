"""What the gateway answers by itself: a polite page, a fragment or a problem document, in French."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;color:#182433;background:#f6f8fb;margin:0;display:grid;place-items:center;"
    "min-height:100vh}main{max-width:32rem;padding:2rem}h1{font-size:1.25rem}a{color:#0054a6}"
)
PAGE = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · Maillage</title>'
    '<style>{style}</style></head><body><main><h1>{title}</h1><p>{text}</p><p><a href="{link}">{label}</a></p>'
    "</main></body></html>"
)
FRAGMENT = '<p class="text-secondary" role="status">Service momentanément indisponible</p>'
RETRY = {"Retry-After": "5", "Cache-Control": "no-store"}


def service_unavailable(request: Request, service: str) -> Response:
    """503: the service does not answer; htmx receives a fragment, programs a problem document, people a page."""
    if "hx-request" in request.headers:
        return HTMLResponse(FRAGMENT, 503, RETRY)
    text = f"Le service « {service} » ne répond pas. Le reste de la plateforme fonctionne."
    if _is_a_program(request):
        return _problem(503, "Service momentanément indisponible", text, RETRY)
    page = _page("Service momentanément indisponible", text, request.url.path, "Réessayer")
    return HTMLResponse(page, 503, RETRY)


def not_found(request: Request) -> Response:
    """404: no service has this path."""
    text = "Aucun service ne répond à cette adresse."
    if _is_a_program(request):
        return _problem(404, "Page introuvable", text, {})
    return HTMLResponse(_page("Page introuvable", text, "/", "Revenir à l'accueil"), 404)


def _is_a_program(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


def _problem(status: int, title: str, detail: str, headers: dict[str, str]) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def _page(title: str, text: str, link: str, label: str) -> str:
    return PAGE.format(style=STYLE, title=escape(title), text=escape(text), link=escape(link), label=escape(label))
