"""Faults, pace and cache; nothing is slept for."""

import logging
import sqlite3
import subprocess
import sys
from email.utils import formatdate

import pytest

from geodata.errors import GazetteerError
from geodata.gazetteer.online import OnlineGazetteer
from tests.online.geocoder import FAULTS, NORWAY, answers, find, known


class TestFailure:
    @pytest.mark.parametrize(("play", "said", "calls"), FAULTS.values(), ids=FAULTS)
    def test_fault_is_told_and_raises_nothing(self, host, connect, play, said, calls):
        host.play(play)
        answer = find(connect("timeout=0.1"))
        assert answer.places == ()
        assert answer.reason.startswith(f"Nominatim failed: {said}")
        assert len(host.requests) == calls

    def test_refused_connection_is_told(self, tmp_path, time):
        online = OnlineGazetteer.open("nominatim:http://127.0.0.1:1", tmp_path, time.clock)
        assert find(online).reason == "Nominatim failed: no connection"

    def test_passing_fault_is_waited_out_longer_each_time(self, host, connect, time):
        host.play(answers(b"", 503), answers(b"", 503), answers([known()]))
        assert find(connect()).places
        assert time.slept == [2.0, 4.0]

    @pytest.mark.parametrize("status", [429, 503])
    def test_as_long_is_waited_as_the_host_asks(self, host, connect, time, status):
        host.play(answers(b"", status, Retry_After="7"), answers([known()]))
        assert find(connect()).places
        assert time.slept == [7.0]

    @pytest.mark.parametrize("wait", ["3600", formatdate(4_000_000_000, usegmt=True)])
    def test_host_that_asks_for_long_is_left_alone(self, host, connect, time, wait):
        host.play(answers(b"", 429, Retry_After=wait))
        online = connect()
        assert "HTTP status 429" in find(online).reason
        assert "not asked again" in find(online, "Ulvarn Stadium").reason
        assert (len(host.requests), time.slept) == (1, [])

    @pytest.mark.parametrize("wait", ["-5", "soon", "", "9" * 5000])
    def test_odd_wishes_to_wait_are_passed_over(self, host, connect, time, wait):
        host.play(answers(b"", 429, Retry_After=wait), answers([known()]))
        assert find(connect()).places
        assert time.slept == [2.0]

    @pytest.mark.parametrize("status", [401, 402, 403])
    def test_refusal_ends_it_at_once(self, host, connect, status):
        host.play(answers(b"", status))
        online = connect()
        find(online)
        assert "not asked again" in find(online, "Ulvarn Stadium").reason
        assert len(host.requests) == 1

    def test_three_failures_in_a_row_end_it_for_the_run_and_are_logged_once(self, host, connect, caplog):
        host.play(answers(b"?"))
        online = connect()
        with caplog.at_level(logging.WARNING):
            reasons = [find(online, f"Venue number {n}").reason for n in range(6)]
        assert len(host.requests) == 3
        assert "not asked again in this run" in reasons[5]
        assert len(caplog.records) == 1

    def test_success_between_failures_starts_the_count_anew(self, host, connect):
        host.play(*[answers(b"?"), answers(b"?"), answers([known()])] * 2, answers([]))
        online = connect()
        for n in range(6):
            find(online, "Halbrand Hospital" if n == 2 else f"Venue number {n}")
        assert not find(online, "Another venue").reason.startswith("Nominatim failed")

    def test_failure_is_not_kept(self, host, connect):
        host.play(answers(b"?"), answers([known()]))
        assert not find(connect()).places
        assert find(connect()).places

    def test_key_is_never_told(self, host, connect, caplog):
        host.play(answers(b"secret-key", 403))
        online = connect("username=secret-key", service="geonames")
        with caplog.at_level(logging.DEBUG, "geodata"):
            assert "secret-key" not in find(online).reason
        assert "secret-key" in host.requests[0][0]
        ours = [record.getMessage() for record in caplog.records if record.name.startswith("geodata")]
        assert not any("secret-key" in message for message in ours)
        assert "secret-key" not in repr(online.label + online.attribution)


class TestPace:
    def test_calls_are_a_second_apart(self, host, connect, time):
        host.play(answers([]))
        online = connect("every=1")
        find(online)
        find(online, "Ulvarn Stadium")
        assert len(host.requests) == 4
        assert time.slept == [1.0, 1.0, 1.0]
        time.time += 0.25
        find(online, "Torvik Museum")
        assert time.slept[3:] == [0.75, 1.0]

    def test_attempts_again_keep_the_pace_too(self, host, connect, time):
        host.play(answers(b"", 503), answers([known()]))
        find(connect("every=10"))
        assert sum(time.slept) == 10.0

    def test_processes_share_the_pace(self, host, connect, time):
        host.play(answers([known()]))
        first, second = connect("every=1"), connect("every=1")
        find(first)
        find(second, "Ulvarn Stadium", near=[NORWAY])
        assert time.slept == [1.0]

    def test_clock_set_back_does_not_hold_it_up(self, host, connect, time):
        host.play(answers([known()]))
        online = connect("every=1")
        find(online)
        time.time -= 86_400
        find(online, "Ulvarn Stadium", near=[NORWAY])
        assert time.slept == []


class TestCache:
    def test_hits_and_misses_outlive_the_run(self, host, connect):
        host.play(answers([known()]), answers([]))
        for _ in range(3):
            online = connect()
            assert find(online).places
            assert not find(online, "Ulvarn Stadium").places
        assert len(host.requests) == 3  # one for the hit, two for the miss

    def test_answer_is_the_same_from_the_cache(self, host, connect):
        host.play(answers([known(), known(lat=59.95, osm_id=4)]))
        assert find(connect()) == find(connect())
        assert len(host.requests) == 1

    def test_old_answers_are_asked_for_anew(self, host, connect, time):
        host.play(answers([known()]))
        find(connect("keep=7"))
        time.time += 6 * 86_400
        find(connect("keep=7"))
        assert len(host.requests) == 1
        time.time += 2 * 86_400
        find(connect("keep=7"))
        assert len(host.requests) == 2

    def test_nothing_is_kept_where_terms_forbid_it(self, host, connect, tmp_path):
        host.play(answers([known()]))
        find(connect("keep=0"))
        find(connect("keep=0"))
        assert len(host.requests) == 2
        assert b"Halbrand" not in next((tmp_path / "cache").glob("*.sqlite")).read_bytes()

    @pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0 no more", b"\xff" * 5000, None])
    def test_damaged_file_is_set_aside_and_made_anew(self, host, connect, tmp_path, damage):
        host.play(answers([known()]))
        find(connect())
        path = next((tmp_path / "cache").glob("*.sqlite"))
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + b"\xaa" * (len(whole) - 100) if damage is None else damage)
        assert find(connect()).places
        assert find(connect()).places
        assert len(host.requests) == 2
        assert path.with_name(path.name + ".damaged").exists() == (damage != b"")

    def test_damage_during_a_run_is_mended_too(self, host, connect, tmp_path):
        host.play(answers([known()]))
        online = connect()
        next((tmp_path / "cache").glob("*.sqlite")).write_bytes(b"no database" * 100)
        assert find(online).places
        assert find(online).places
        assert len(host.requests) == 1

    def test_unreadable_entry_is_asked_for_anew(self, host, connect, tmp_path):
        host.play(answers([known()]))
        find(connect())
        with sqlite3.connect(next((tmp_path / "cache").glob("*.sqlite"))) as db:
            db.execute("UPDATE answers SET answers = '[{\"place\": 1}]'")
        db.close()
        assert find(connect()).places
        assert len(host.requests) == 2

    def test_place_that_cannot_be_written_is_a_clear_error(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(GazetteerError, match="set DATELINE_CACHE"):
            OnlineGazetteer.open("nominatim", tmp_path / "file" / "cache")

    def test_two_processes_use_one_cache_at_once(self, tmp_path):
        script = (
            "import sys; from pathlib import Path; from geodata.gazetteer.geocoder_cache import GeocoderCache\n"
            "for n in range(100):\n"
            "    cache = GeocoderCache.open(Path(sys.argv[1]), 9, 0.0)\n"
            "    cache.put('h', f'{sys.argv[2]} {n}', (), 0.0); cache.wait_for_turn('h', 1.0, 0.0)\n"
        )
        runs = [
            subprocess.Popen([sys.executable, "-c", script, str(tmp_path), which], stderr=subprocess.PIPE)
            for which in "ab"
        ]
        assert [run.communicate(timeout=60)[1] for run in runs] == [b"", b""]
        with sqlite3.connect(next(tmp_path.glob("*.sqlite"))) as db:
            assert db.execute("SELECT count(*) FROM answers").fetchone() == (200,)
            assert db.execute("SELECT next_at FROM turns").fetchone() == (200.0,)
        db.close()
