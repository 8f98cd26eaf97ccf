"""The verb that shows the dossier in a browser: `serve`."""

import sys

import click

from legation.cli.output import in_workspace, opened, say, say_json


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0: a free one.")
@in_workspace
def serve(port: int | None, json_: bool) -> None:
    """Show the dossier in a browser, on this machine only.

    Prints the link on a line of its own and stays until you interrupt it.  The link lets in
    whoever has it; the next start makes a new one.
    """
    from legation.web.server import serve as run

    def announce(link: str) -> None:
        if json_:
            say_json({"link": link})
        else:
            say(link)
        sys.stdout.flush()

    with opened() as study:
        run(study, announce, port=study.settings.port if port is None else port)
