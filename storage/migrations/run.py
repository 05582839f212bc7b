"""Migrations, run by the program: one process at a time, all in one transaction, so that a kill changes nothing."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from storage.uninterrupted import uninterrupted

_LOCK = 0x6D696C65  # "mile": our own key among the database's advisory locks


def configuration(connection: Connection) -> Config:
    """Alembic's settings, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """To the newest revision; whoever comes meanwhile waits, and finds nothing to do.

    A stop is heard when the tables are made; a kill undoes all.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        with uninterrupted():
            command.upgrade(configuration(connection), "head")
