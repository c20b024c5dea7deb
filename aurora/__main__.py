"""The command line: `aurora serve | worker | migrate | seed | catalog | assets | embed | doctor | learn | …`."""

import sys

import click

from assets.cli import group as assets
from aurora import commands
from aurora.bench.catalogue import catalogue
from aurora.bench.uploads import uploads
from aurora.handoffs.cli import handoffs
from aurora.popularity import learning
from commerce.accounts.cli import account
from commerce.cli import catalog
from commerce.mails.preview import group as mails
from core.embedded import CannotStart, DataDirInUse, DataDirRefused
from core.errors import AppError
from core.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="voguevault", prog_name="aurora")
def cli() -> None:
    """VogueVault's Aurora: a fashion shop whose stylist you talk to.

    Settings come from the environment and an optional .env file; `aurora doctor` shows what they switch on.
    """


cli.add_command(commands.serve)
cli.add_command(commands.work)
cli.add_command(commands.migrate)
cli.add_command(commands.seed)
cli.add_command(commands.embed)
cli.add_command(commands.arrange)
cli.add_command(commands.doctor)
commands.bench.add_command(catalogue)
commands.bench.add_command(uploads)
cli.add_command(commands.bench)
cli.add_command(catalog)
cli.add_command(account)
cli.add_command(mails)
cli.add_command(assets)
cli.add_command(learning)
cli.add_command(handoffs)


def main() -> None:
    """Runs the command; an expected failure is one sentence on standard error and exit code 1."""
    try:
        cli()
    except (AppError, SettingsError, CannotStart, DataDirInUse, DataDirRefused) as error:
        click.secho(str(error), fg="red", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
