"""Which machines a crawl may connect to. Nothing here sends a packet."""

from __future__ import annotations

import pytest

from crawler.private_addresses import Leave, is_public, named_for, names_private

PRIVATE = [
    "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "169.254.169.254", "168.63.129.16", "100.100.100.200", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::10.0.0.1", "::ffff:168.63.129.16",
    "64:ff9b::7f00:1", "64:ff9b::a83f:8110", "64:ff9b:1::1", "64:ff9b:1:7f00:0:100::",
    "2002:7f00:1::", "2002:a00:1::1", "2001:0:5ef5:79fd::f5ff:fffe", "2001:db8::1", "no address",
    "::ffff:0:127.0.0.1", "::ffff:0:a00:1", "2001:470::5efe:127.0.0.1", "2001:470::200:5efe:a00:1",
    "2001:470::5efe:a9fe:a9fe", "4000::1", "100::1", "1::1", "e000::1",
]  # fmt: skip
PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808",
          "2002:808:808::1", "2001:0:4136:e378:8000:63bf:f7f7:f7f7",
          "::ffff:0:8.8.8.8", "2001:470::5efe:8.8.8.8", "2001:470::5eff:127.0.0.1",
          "2a00::1"]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_a_network_is_not_public_whatever_it_is_wrapped_in(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public_whatever_it_is_wrapped_in(address: str) -> None:
    assert is_public(address)


SPELLINGS = [
    "127.0.0.2", "2130706434", "0x7f000002", "0177.0.0.2", "127.2", "127.0.0.2.", "0x7f.2",
    "127.0x2", "127.0.0.2..", "0", "169.254.43518", "%31%32%37.0.0.2", "127\u30020\u30020\u30022",
    "\uff11\uff12\uff17.0.0.2", "\u2460\u2461\u2466.0.0.2", "[::ffff:127.0.0.2]",
    "[::ffff:0:127.0.0.2]", "u:p@127.0.0.2", "news.example@127.2", "LOCALHOST", "LOCALHOST.",
    "lo\u00adcalhost", "\u24dbocalhost", "a.localhost", "nas.local.", "router.home.arpa",
    "wiki.internal", "metadata.google.internal",
]  # fmt: skip


@pytest.mark.parametrize("host", SPELLINGS)
def test_a_private_host_is_known_in_every_spelling(host: str) -> None:
    assert names_private(f"http://{host}:8000/x")
    assert not Leave.of(None).may_name(f"http://{host}/x")


@pytest.mark.parametrize("host", ["news.example", "8.8.8.8", "localhost.example", "1e100.net"])
def test_a_public_host_is_asked_as_ever(host: str) -> None:
    assert Leave.of(None).may_name(f"https://{host}/")


def test_a_start_on_a_private_address_opens_that_host_and_port_alone() -> None:
    leave = Leave.of(named_for(["http://10.0.0.7:8000/", "https://news.example/"]))

    hosts = ("10.0.0.7:8000", "10.0.0.7:8001", "10.0.0.7", "127.0.0.1:8000", "10.0.0.1")
    told = [f"http://{host}/" for host in hosts]
    assert [leave.may_name(url) for url in told] == [True, False, False, False, False]
    assert leave.may_connect(told[0], "10.0.0.7")
    assert not leave.may_connect("http://news.example/", "127.0.0.1")


@pytest.mark.parametrize(
    ("start", "opened", "shut"),
    [
        ("127.0.0.1:8000", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"],
         ["127.0.0.1:8001", "127.0.0.1:40001", "127.0.0.1", "127.0.0.2:8000", "10.0.0.1:8000"]),
        ("localhost:40123", ["127.0.0.1:40123", "localhost:40124", "[::1]:65535"],
         ["127.0.0.1:6379", "localhost", "127.0.0.2:40123", "10.0.0.1:40123"]),
        ("[::1]", ["localhost:80", "[::1]"], ["[::1]:8000", "127.0.0.1:443"]),
    ],
)  # fmt: skip
def test_a_start_on_this_machine_opens_its_port_and_those_handed_out_with_it(
    start: str, opened: list[str], shut: list[str]
) -> None:
    leave = Leave.of(",".join(named_for([f"http://{start}/"])))

    assert [host for host in opened if not leave.may_name(f"http://{host}/")] == []
    assert [host for host in shut if leave.may_name(f"http://{host}/")] == []


@pytest.mark.parametrize("host", ["10.0.0.8:8000", "10.0.0.8:8009"])
def test_ports_may_be_opened_from_one_to_another(host: str) -> None:
    leave = Leave.of("10.0.0.8:8000-8009,10.0.0.9:80-")

    assert leave.may_name(f"http://{host}/")
    assert not leave.may_name("http://10.0.0.8:8010/")
    assert not leave.may_name("http://10.0.0.9/")


def test_a_name_that_was_opened_leads_to_no_service_of_passwords() -> None:
    leave = Leave.of(named_for(["http://wiki.internal/"]))

    assert leave.may_connect("http://wiki.internal/1", "10.0.0.7")
    assert not leave.may_connect("http://wiki.internal/1", "169.254.169.254")


@pytest.mark.parametrize("said", [True, "True", "1", ["wiki.internal"], "wiki.internal:80"])
def test_a_service_of_passwords_has_to_be_named_by_itself(said: object) -> None:
    service = "http://169.254.169.254/latest/"

    assert not Leave.of(said).may_name(service)
    assert not Leave.of(said).may_connect(service, "169.254.169.254")
    assert not Leave.of(said).may_connect("http://a.example/", "::ffff:169.254.169.254")
    assert Leave.of("169.254.169.254").may_name(service)
    assert Leave.of("169.254.169.254").may_connect(service, "169.254.169.254")
    assert named_for([service]) == []


def test_all_private_addresses_may_be_opened_at_once() -> None:
    leave = Leave.of("True")

    assert leave.may_name("http://10.0.0.1/")
    assert leave.may_connect("http://a.example/", "10.0.0.1")
