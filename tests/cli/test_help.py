from __future__ import annotations

import pytest

from evenhand import __version__

VERBS = ("run", "replay", "scenarios", "explain", "check", "backtest", "network", "data")


def test_without_a_verb_the_help_is_shown(evenhand):
    _, out, err = evenhand()
    assert all(verb in out + err for verb in VERBS)


def test_help_says_that_no_person_is_modelled(evenhand):
    status, out, _ = evenhand("--help")
    assert status == 0
    assert "never on persons" in " ".join(out.split())


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(evenhand, verb):
    for flag in ("--help", "-h"):
        status, out, _ = evenhand(verb, flag)
        assert status == 0
        assert "Usage" in out


def test_the_version_is_that_of_the_package(evenhand):
    assert evenhand("--version")[1] == f"evenhand {__version__}\n"


def test_an_unknown_verb_ends_with_status_2(evenhand):
    status, _, err = evenhand("simulate")
    assert status == 2
    assert "No such command" in err


def test_an_interrupted_run_says_so_and_ends_with_status_130(evenhand, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("evenhand.scenarios.files.shipped_scenarios", interrupted)
    status, _, err = evenhand("scenarios")
    assert status == 130
    assert "Traceback" not in err
