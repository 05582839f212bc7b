import socket

import psycopg
import pytest


def test_a_test_cannot_reach_the_network():
    with pytest.raises(OSError, match="stay on this machine"), socket.socket() as out:
        out.connect(("192.0.2.1", 80))
    with pytest.raises(OSError, match="no name server"):
        socket.getaddrinfo("example.com", 80)


@pytest.mark.parametrize("_", range(3))
def test_every_test_has_a_database_of_its_own(database_url, _):
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM accounts").fetchone() == (0,)
        connection.execute("INSERT INTO accounts VALUES (gen_random_uuid(), 'a', 'USD', 'UTC', 'en', now())")
