from pathlib import Path

import pytest

from core.settings import SettingsError, load


def test_nothing_configured_gives_the_defaults() -> None:
    settings = load({}, dotenv=None)

    assert (settings.host, settings.port, settings.currency) == ("127.0.0.1", 8000, "USD")
    assert settings.database_url is None


def test_every_wrong_variable_is_named_in_one_error() -> None:
    environ = {"PORT": "http", "CURRENCY": "dollars", "REDIS_URL": "localhost:6379", "LOG_LEVEL": "LOUD"}

    with pytest.raises(SettingsError) as refused:
        load(environ, dotenv=None)

    named = [line.split(":")[0] for line in str(refused.value).splitlines()]
    assert sorted(named) == ["CURRENCY", "LOG_LEVEL", "PORT", "REDIS_URL"]


def test_a_secret_shows_in_no_error_and_no_repr() -> None:
    with pytest.raises(SettingsError) as refused:
        load({"DATABASE_URL": "mysql://shop:hunter2@db/shop", "JWT_SECRET": "short-hunter2"}, dotenv=None)
    settings = load({"JWT_SECRET": "hunter2" * 8}, dotenv=None)

    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in repr(settings)


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("# comment\nexport PORT=9001\nCURRENCY='EUR'\n", encoding="utf-8")

    settings = load({"PORT": "9002"}, dotenv=dotenv)

    assert (settings.port, settings.currency) == (9002, "EUR")


def test_rates_are_read_as_worth_in_the_shops_currency() -> None:
    assert load({"CURRENCY_RATES": "EUR=1.08, GBP=1.27"}, dotenv=None).currency_rates == {"EUR": 1.08, "GBP": 1.27}


@pytest.mark.parametrize("raw", ["EUR", "EUR=", "EUR=-1", "EUR=0", "euro=1.08", "EUR=a"])
def test_a_rate_that_is_no_rate_is_refused(raw: str) -> None:
    with pytest.raises(SettingsError, match="CURRENCY_RATES"):
        load({"CURRENCY_RATES": raw}, dotenv=None)


def test_production_needs_a_secret_of_its_own() -> None:
    with pytest.raises(SettingsError, match="JWT_SECRET"):
        load({"ENVIRONMENT": "production"}, dotenv=None)
