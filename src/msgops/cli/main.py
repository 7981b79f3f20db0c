"""The entry point: finds the command, runs it, turns every end into an exit code."""

from __future__ import annotations

import gc
import importlib
import sys

import click

from msgops.cli import signals

COMMANDS = {
    "init": "Write a new workspace.",
    "validate": "Check the files without any network.",
    "lint": "Check the files by the rules of vendors and of good practice, without any network.",
    "explain": "Say what a rule, a kind or a field is.",
    "fmt": "Bring the files into normal form, comments kept.",
    "plan": "Show what apply would do. Exit 2 with --detailed-exitcode when there are changes.",
    "show": "Show a saved plan.",
    "apply": "Make the systems agree with the files. Exit 0, 3, 4, 5 or 6: see the manual.",
    "undo": "Bring back what a run changed.",
    "drift": "Show what changed outside msgops, since when and by whom. Exit 2 when there is drift.",
    "import": "Take a live object under management.",
    "export": "Write live objects as YAML.",
    "render": "Write the files that people import.",
    "gate": "List, show and confirm the steps that wait for somebody.",
    "output": "Print the values that the workspace tells, from the state.",
    "state": "Look at and repair what msgops remembers.",
    "history": "Show who applied what and when.",
    "audit": "Prove, export and pack the audit log.",
    "serve": "Show runs, drift, gates, worksheets and the log in a browser, on this machine alone.",
    "graph": "Show what depends on what.",
    "kinds": "List the kinds of resource.",
    "permissions": "Print the least permissions that plan, apply and drift need.",
    "doctor": "Sign in to every account and try what others will do there.",
    "schema": "Print or write the JSON Schemas.",
    "sandbox": "Run the vendors' APIs on this machine.",
    "demo": "See a whole round trip in half a minute, without any account.",
    "version": "Print the version.",
}


_MODULES = {"import": "import_", "output": "output_"}
_LEADING = ("-C", "-e", "--env")


class Lazy(click.Group):
    """Imports a command's module only when that command runs; help lists them without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in reading order."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return _of_provider(cmd_name)
        module = importlib.import_module(f"msgops.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let `-C DIR` and `-e ENV` stand before the command too: `msgops -C examples/quickstart plan`."""
        leading = 0
        while len(args) > leading + 1 and args[leading] in _LEADING:
            leading += 2
        return super().parse_args(ctx, [*args[leading:], *args[:leading]] if leading else args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say what was probably meant when the command is unknown."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from msgops.model.suggest import suggest

            hint = suggest(args[0], COMMANDS)
            raise click.UsageError(
                f"There is no command {args[0]!r}." + (f" Did you mean {hint!r}?" if hint else ""), ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _of_provider(name: str) -> click.Command | None:
    """Return the commands that a provider brings along; only an unknown word looks for them."""
    from msgops.cli.provider_commands import group
    from msgops.sdk.catalog import Catalog

    return group(Catalog.installed(), name)


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(None, "--version", package_name="msgops", message="msgops %(version)s")
def main() -> None:
    """Customer messaging as code: YAML to plan to apply across the vendors' consoles."""


def run(args: list[str] | None = None) -> None:
    """Run the command line and exit."""
    # A command lives for seconds and keeps nearly all it makes: looking for garbage in between only costs time.
    gc.set_threshold(200_000, 50, 100)
    signals.listen()
    sys.exit(execute(args))


def execute(args: list[str] | None = None) -> int:
    """Run one command and return its exit code; no traceback reaches the user."""
    try:
        code = main.main(args=args, prog_name="msgops", standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return 64 if isinstance(error, click.UsageError) else 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return signals.exit_code()
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001  # the last line of defence
        from msgops.cli.failure import explain

        return explain(error)
    return int(code or 0)
