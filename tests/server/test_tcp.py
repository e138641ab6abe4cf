"""Over TCP: this machine only, and a session of its own for each connection."""

import pytest

from tests.support.echo_engine import COMMAND
from tests.support.stdio import connected_over_tcp, connected_to
from venvls.server.tcp import loopback_address

URI = "file:///a.txt"


async def test_each_connection_has_its_own_session():
    async with connected_to([*COMMAND, "--tcp"], speaks=False) as server:
        address = await server.address()
        async with connected_over_tcp(*address) as one, connected_over_tcp(*address) as other:
            await one.initialize()
            one.open(URI, "one")
            response = await other.request("textDocument/hover", {})
            assert response["error"]["code"] == -32002
            await other.initialize()
            other.open(URI, "other")
            assert await one.execute("echo.text", {"uri": URI}) == "one"
            assert await other.execute("echo.text", {"uri": URI}) == "other"


async def test_the_end_of_one_connection_is_not_the_end_of_the_others():
    async with connected_to([*COMMAND, "--tcp"], speaks=False) as server:
        address = await server.address()
        async with connected_over_tcp(*address) as staying:
            await staying.initialize()
            async with connected_over_tcp(*address) as going:
                await going.initialize()
                await going.shut_down()
                await going.ended()
            async with connected_over_tcp(*address) as vanishing:
                await vanishing.initialize()
            assert await staying.execute("echo.heard")


async def test_sigterm_ends_every_session_in_order():
    async with connected_to([*COMMAND, "--tcp"], speaks=False) as server:
        address = await server.address()
        async with connected_over_tcp(*address) as one, connected_over_tcp(*address) as other:
            await one.initialize()
            await other.initialize()
            server.process.terminate()
            await one.ended()
            await other.ended()
        assert await server.exit_code() == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_this_machine_can_be_served(host):
    assert loopback_address(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_other_machines_can_not(host):
    with pytest.raises(ValueError, match="only a loopback address"):
        loopback_address(host)


def test_a_host_without_an_address_is_said_to_have_none():
    with pytest.raises(ValueError, match="no address for"):
        loopback_address("")
