"""Who is asked in which order, and how often those who belong to one owner."""

from __future__ import annotations

from crawler.run.turns import MOST_HOSTS, OWN_TURN, Turns


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_first_hosts_of_a_domain_have_a_turn_each_and_the_rest_share_one() -> None:
    turns = Turns(1.0, _Clock())
    hosts = [f"w{n}.a.example" for n in range(OWN_TURN + 30)]

    turns.meet(["a.example", *hosts, "b.example"])

    taken = list(turns.round())
    assert taken[:2] == [("a.example",), ("w0.a.example",)]
    assert [turn for turn in taken if len(turn) > 1] == [tuple(hosts[OWN_TURN - 1 :])]
    assert taken[-1] == ("b.example",)


def test_those_who_share_a_turn_are_asked_no_faster_than_one_host_is() -> None:
    clock = _Clock()
    turns = Turns(2.0, clock)
    hosts = [f"w{n}.a.example" for n in range(OWN_TURN + 3)]
    turns.meet(hosts)

    assert turns.took(hosts[0]) == 0
    assert turns.took(hosts[-1]) == 2.0
    assert tuple(hosts[OWN_TURN:]) not in list(turns.round())
    clock.now += 2.0
    assert tuple(hosts[OWN_TURN:]) in list(turns.round())


def test_a_domain_with_hosts_without_end_is_a_trap_and_another_is_not() -> None:
    turns = Turns(1.0, _Clock())
    turns.meet(f"w{n}.a.example" for n in range(MOST_HOSTS))

    assert turns.trap("new.a.example:8080") == "*.a.example"
    assert turns.trap("w7.a.example") is None
    assert turns.trap("new.b.example") is None


def test_blogs_of_one_provider_are_no_trap_for_each_belongs_to_another() -> None:
    turns = Turns(1.0, _Clock())

    turns.meet(f"w{n}.blogspot.com" for n in range(MOST_HOSTS))

    assert turns.trap("another.blogspot.com") is None
    assert all(len(turn) == 1 for turn in turns.round())
