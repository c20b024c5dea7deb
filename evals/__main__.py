"""The data team's command line: `evals list` says what can be run."""

import click

from core import telemetry
from evals.checking import check_command
from evals.commands import (
    baseline_command,
    compare_command,
    datasets_command,
    gate_command,
    list_command,
    report_command,
    run_command,
    selfcheck_command,
    show_command,
)
from evals.compatibility import train_command as train_compatibility
from evals.extracted import turns as extracted_turns
from evals.fashion_iq import fashion_iq
from evals.judge.commands import judge_group
from evals.logs.commands import funnel_command, logs
from evals.models3d.commands import models
from evals.mood_scale import train_command as train_mood
from evals.online import online
from evals.ope.commands import ope
from evals.population.commands import population
from evals.public import public_command
from evals.ranking_draw import ranking as drawn_ranking
from evals.train_understanding import train_command
from evals.weights import train as train_weights


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="voguevault", prog_name="evals")
def main() -> None:
    """Measure and train Aurora. Runs the code that production runs."""
    telemetry.configure("ERROR")


@main.group()
def train() -> None:
    """Learn weights from data; reproducible from the seed, with a card that says from what."""


@main.group()
def extract() -> None:
    """Draw cases out of the shop, to be judged."""


train.add_command(train_command)
train.add_command(train_compatibility)
train.add_command(train_weights)
train.add_command(train_mood)
extract.add_command(drawn_ranking)
extract.add_command(extracted_turns)
extract.add_command(fashion_iq)

for command in (
    list_command,
    run_command,
    compare_command,
    show_command,
    report_command,
    baseline_command,
    gate_command,
    selfcheck_command,
    datasets_command,
    check_command,
    ope,
    population,
    judge_group,
    online,
    logs,
    funnel_command,
    public_command,
    models,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
