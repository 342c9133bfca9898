"""Accounts of a room: each password opens one door, and the files say nothing to others."""

import re
import stat

import accounts
import pytest


def test_each_password_opens_its_own_door_and_no_other(tmp_path):
    slips = accounts.make(tmp_path, 3)
    known = accounts.read(tmp_path)
    assert list(slips) == ["instructor", "learner01", "learner02", "learner03"] and len(set(slips.values())) == 4
    opened = {(name, of) for name in slips for of, password in slips.items() if accounts.right(known, name, password)}
    assert opened == {(name, name) for name in slips}
    for wrong in ("", None, slips["learner01"][:-1], slips["learner01"].upper(), known["learner01"][1]):
        assert not accounts.right(known, "learner01", wrong)
    assert not accounts.right(known, "nobody", slips["learner01"])


def test_the_hub_s_file_holds_no_password_and_nobody_else_reads_either(tmp_path):
    slips = accounts.make(tmp_path, 2)
    text = (tmp_path / accounts.ACCOUNTS).read_text(encoding="utf-8")
    assert not any(password in text for password in slips.values())
    for name in (accounts.ACCOUNTS, accounts.SLIPS):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_second_call_keeps_the_passwords_that_are_on_paper(tmp_path):
    before = accounts.make(tmp_path, 2)
    after = accounts.make(tmp_path, 4)
    assert {name: after[name] for name in before} == before and len(after) == 5
    assert accounts.read_slips(tmp_path) == after


@pytest.mark.parametrize("letter", "01ilj")
def test_no_letter_is_mistaken_for_another(letter):
    assert letter not in accounts.LETTERS and len(accounts.LETTERS) ** accounts.LENGTH > 1e14


def test_passwords_can_be_typed_from_paper(tmp_path):
    made = accounts.make(tmp_path, 5).values()
    assert all(re.fullmatch(f"[{accounts.LETTERS}]{{10}}", password) for password in made)
