"""The socket on which the program listens."""

import socket

import pytest

from bots.serving import PortTaken, any_port, listening


def test_what_it_accepts_answers_at_once():
    port = any_port("127.0.0.1")
    with listening("127.0.0.1", port) as door, socket.create_connection(("127.0.0.1", port)):
        accepted, _ = door.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert accepted.proto == socket.IPPROTO_TCP


def test_a_port_that_is_taken_is_told_in_words():
    port = any_port("127.0.0.1")
    with listening("127.0.0.1", port), pytest.raises(PortTaken, match=f"Cannot listen on 127.0.0.1:{port}"):
        listening("127.0.0.1", port)
