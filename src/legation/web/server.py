"""Serving a study to the user of this machine: one socket on 127.0.0.1, one token a start."""

import contextlib
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from typing import Final

import uvicorn

from legation.errors import UsageError
from legation.study import Study
from legation.web.app import create_app
from legation.web.guard import Guard, new_token

HOST: Final = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A socket on this machine's own address; port 0 takes a free one.

    Raises
    ------
    UsageError
        If the port is taken or may not be used.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((HOST, port))
        taken.listen(128)
    except (OSError, OverflowError) as error:
        taken.close()
        raise UsageError(f"port {port} cannot be used: {error}; give another, or 0") from None
    return taken


def has_display() -> bool:
    """Whether a browser would have somewhere to show itself."""
    if sys.platform.startswith(("win", "darwin")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def serve(study: Study, announce: Callable[[str], object], *, port: int = 0) -> None:
    """Serve until interrupted.

    *announce* is given the link, which lets in whoever opens it until the server ends.  A browser
    is opened where there is a display.
    """
    with listen(port) as taken:
        number = taken.getsockname()[1]
        token = new_token()
        link = f"http://{HOST}:{number}/?token={token}"
        pages = create_app(study)
        app = Guard(pages, token=token, port=number)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        announce(link)
        threading.Thread(target=pages.state.warm, daemon=True).start()
        if has_display():
            threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[taken])
