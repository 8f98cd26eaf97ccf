"""Who may talk to the local server: an ASGI wrapper around the app.

The printed link carries the token once; it sets a cookie and leads to the clean address.  Every
other request needs that cookie, the host that is served, and, where the browser names an origin,
that origin.  All answers leave with the headers that keep a page to itself.
"""

import hmac
import secrets
from html import escape
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with "no-referrer", our own forms would name no origin
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SAFE: Final = frozenset({"GET", "HEAD"})


def new_token() -> str:
    """A token nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(32)


class Guard:
    """Let through only those who came by the link that this server printed."""

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        self.app, self.token = app, token
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self.cookie = f"legation-{port}"  # cookies are shared by all ports of a host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is refused or carries the token; pass on any other."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        answer = self.answer(scope)
        await (answer or self.app)(scope, receive, guarded)

    def answer(self, scope: Scope) -> Response | None:
        """What to say instead of the page, or None where the request may pass."""
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self.hosts:
            return refusal(421, "This server answers only at the address that it printed.")
        if not self.own(headers, scope["method"]):
            return refusal(403, "Requests from other sites are refused.")
        token, rest = self.asked(scope)
        if token is not None:
            if not hmac.compare_digest(token.encode(), self.token.encode()):
                return refusal(403, "This link is not of the server that runs now. Start again.")
            clean = scope["path"] + (f"?{urlencode(rest)}" if rest else "")
            response = RedirectResponse("/" + clean.lstrip("/\\"), status_code=303)
            response.set_cookie(self.cookie, self.token, httponly=True, samesite="strict", path="/")
            return response
        if not self.known(headers):
            return refusal(403, "Open the link that legation serve printed: it lets you in.")
        return None

    def own(self, headers: Headers, method: str) -> bool:
        """Whether the browser says that the request comes from our own pages, or says nothing."""
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self.hosts:
            return False
        site = headers.get("sec-fetch-site")
        if method not in SAFE:
            return origin is not None and site in (None, "same-origin")
        return site != "cross-site" or headers.get("sec-fetch-mode") == "navigate"

    def asked(self, scope: Scope) -> tuple[str | None, list[tuple[str, str]]]:
        """Split the token from the rest of the query."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        tokens = [value for name, value in query if name == "token"]
        return (tokens[0] if tokens else None), [p for p in query if p[0] != "token"]

    def known(self, headers: Headers) -> bool:
        """Whether the request carries the cookie that the link set, or the token as a program does."""
        bearer = headers.get("authorization", "")
        if bearer:
            return hmac.compare_digest(bearer.encode(), f"Bearer {self.token}".encode())
        try:
            morsel: Any = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return False
        return morsel is not None and hmac.compare_digest(
            morsel.value.encode(), self.token.encode()
        )


def refusal(status: int, why: str) -> Response:
    """A page of one sentence, which needs no style."""
    return HTMLResponse(
        "<!doctype html><html lang=en><meta charset=utf-8><title>legation</title>"
        f"<h1>Not let in</h1><p>{escape(why)}</p></html>",
        status_code=status,
    )
