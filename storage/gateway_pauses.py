"""When gateways that are asked too much want to be asked again: known to all workers, and after a restart."""

from sqlalchemy import Engine

_NOTE = """
INSERT INTO gateway_pauses (gateway, until) VALUES (%(gateway)s, clock_timestamp() + %(seconds)s * interval '1 second')
ON CONFLICT (gateway) DO UPDATE SET until = greatest(gateway_pauses.until, excluded.until)
"""
_LEFT = """
SELECT ceil(extract(epoch FROM until - clock_timestamp())) FROM gateway_pauses
WHERE gateway = %(gateway)s AND until > clock_timestamp()
"""


class GatewayPauses:
    """By the gateway's name."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, gateway: str, seconds: int) -> None:
        """It is left alone for so long; for longer, where somebody else was told so."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_NOTE, {"gateway": gateway, "seconds": seconds})

    def left(self, gateway: str) -> int:
        """Seconds until it may be asked again, 0 for now."""
        with self._engine.connect() as connection:
            return int(connection.exec_driver_sql(_LEFT, {"gateway": gateway}).scalar() or 0)
