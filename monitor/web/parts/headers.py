"""What browsers learn about every page, and which requests are refused because another site made them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from yarl import URL

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""No foreign script, style, image or frame, and nothing inline (Content Security Policy Level 3)."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_READING = frozenset({"GET", "HEAD"})


def guarded(handler: Handler) -> Handler:
    """The handler with the headers of every page, and closed to what another site asks for in a reader's name."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method not in _READING and not is_own(request):
            raise web.HTTPForbidden(text="another site may not change anything here\n", headers=HEADERS)
        try:
            response = await handler(request)
        except web.HTTPException as refused:
            refused.headers.update(HEADERS)
            raise
        if not response.prepared:
            response.headers.update(HEADERS)
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def is_own(request: web.Request) -> bool:
    """Whether one of our own pages made the request: by Sec-Fetch-Site (Fetch Metadata), or, where a browser does
    not send it, by Origin. A client that sends neither is no browser."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        return URL(origin).authority == URL(f"http://{request.host}").authority
    except ValueError:
        return False
