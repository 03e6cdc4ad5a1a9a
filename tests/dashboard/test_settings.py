"""The settings that the environment gives."""

from __future__ import annotations

import pytest

from dashboard.settings import settings


@pytest.mark.parametrize("value", ["1", "yes", "on", "True", "ja"])
def test_read_only_is_on_for_any_value_that_is_no_plain_no(value: str) -> None:
    assert settings({"DATELINE_READ_ONLY": value}).read_only


@pytest.mark.parametrize("value", ["", "0", "no", "off", "False", " "])
def test_read_only_is_off_for_a_plain_no(value: str) -> None:
    assert not settings({"DATELINE_READ_ONLY": value}).read_only
    assert not settings({}).read_only
