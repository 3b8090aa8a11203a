"""The embedded PostgreSQL and Redis, on real processes: starting, crashing, starting again, stopping."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from portal.embedded.places import Refusal, check_private
from tests.portal.launching import Launched, eventually, kill_everything, ordinary_user, owners_below, processes_below


def query(environment, statement):
    url = environment["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else None


def test_services_answer_and_leave_nothing_behind(bare_environment, data_folder):
    with Launched(bare_environment).wait_until_ready() as owner:
        assert query(owner.environment, "SELECT current_database(), current_setting('fsync')") == ("palier", "on")
        # With the plain C locale « and ’ would stick to the words they touch.
        assert query(owner.environment, "SELECT to_tsvector('french', '« l’école »') @@ to_tsquery('french', 'école')") == (True,)
        assert redis.Redis.from_url(owner.environment["REDIS_URL"]).ping()
        assert processes_below(data_folder)
        assert owner.finish() == 0
    assert processes_below(data_folder) == []


def test_killed_owner_takes_its_services_along_and_data_survive(bare_environment, data_folder):
    with Launched(bare_environment).wait_until_ready() as owner:
        query(owner.environment, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('durable')")
        owner.kill()
    assert eventually(lambda: not processes_below(data_folder))
    with Launched(bare_environment).wait_until_ready() as owner:
        assert query(owner.environment, "SELECT word FROM kept") == ("durable",)


def test_starts_after_everything_was_killed_though_the_pid_file_names_an_innocent(bare_environment, data_folder):
    with Launched(bare_environment).wait_until_ready() as owner:
        query(owner.environment, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('durable')")
        owner.process.kill()
        kill_everything(processes_below(data_folder))
        assert eventually(lambda: not processes_below(data_folder))
    pid_file = data_folder / "postgresql" / "postmaster.pid"
    assert pid_file.exists(), "a killed server leaves its pid file: without it this test shows nothing"
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as innocent:
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(innocent.pid), *lines[1:]]) + "\n")
        with Launched(bare_environment).wait_until_ready() as owner:
            assert query(owner.environment, "SELECT word FROM kept") == ("durable",)
        assert innocent.poll() is None


def test_second_owner_is_refused_until_the_first_is_gone(bare_environment, data_folder):
    with Launched(bare_environment).wait_until_ready() as first:
        with Launched(bare_environment) as second:
            assert second.process.wait(20) == 1
            message = second.process.stderr.read()
        assert f"{data_folder} is in use by a test (process {first.process.pid})" in message
        assert "Traceback" not in message
        first.kill()
    with Launched(bare_environment).wait_until_ready() as second:
        assert query(second.environment, "SELECT 1") == (1,)


def test_owner_waits_for_a_command_that_borrows_its_services(bare_environment):
    with Launched(bare_environment, how="join").wait_until_ready() as owner, Launched(bare_environment, how="join") as guest:
        guest.wait_until_ready()
        assert guest.environment["DATABASE_URL"] == owner.environment["DATABASE_URL"]
        owner.process.stdin.write("\n")
        owner.process.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            owner.process.wait(1)
        assert query(guest.environment, "SELECT 1") == (1,)
        assert guest.finish() == 0
        assert owner.process.wait(20) == 0


def test_command_started_after_its_owner_was_killed_starts_its_own(bare_environment):
    with Launched(bare_environment).wait_until_ready() as owner:
        owner.kill()
    with Launched(bare_environment, how="join").wait_until_ready() as later:
        assert query(later.environment, "SELECT 1") == (1,)
        assert later.finish() == 0


def test_path_too_long_for_a_socket_and_with_spaces(bare_environment, data_folder):
    deep = data_folder / "été à la plage" / ("long" * 25) / ("longer" * 20)
    with Launched({**bare_environment, "PALIER_DATA_DIR": str(deep)}).wait_until_ready() as owner:
        assert query(owner.environment, "SELECT current_setting('data_directory')") == (str(deep / "postgresql"),)
        assert redis.Redis.from_url(owner.environment["REDIS_URL"]).ping()
        kept = query(owner.environment, "SELECT pg_size_bytes(current_setting('shared_buffers')) >> 20")
        assert kept == (min(psutil.virtual_memory().total // 4 >> 20, 1024),)
        (sockets,) = query(owner.environment, "SELECT current_setting('unix_socket_directories')")
        assert stat.S_IMODE(Path(sockets).stat().st_mode) == 0o700
        assert owner.finish() == 0
    shutil.rmtree(sockets)


def test_address_given_by_the_environment_is_used_and_nothing_is_started_for_it(bare_environment, data_folder):
    given = {**bare_environment, "DATABASE_URL": "postgresql://elsewhere/palier"}
    with Launched(given).wait_until_ready() as owner:
        assert owner.environment["DATABASE_URL"] == "postgresql://elsewhere/palier"
        assert not (data_folder / "postgresql").exists()
        assert redis.Redis.from_url(owner.environment["REDIS_URL"]).ping()


def test_root_below_a_private_folder_still_gets_an_unprivileged_server(bare_environment, data_folder):
    """Who is not root here tries it as root of a user namespace."""
    data_folder.chmod(0o700)
    become_root = [] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user"]
    with Launched(bare_environment, prefix=become_root).wait_until_ready() as owner:
        assert query(owner.environment, "SELECT 1") == (1,)
        owner.kill()
    assert eventually(lambda: not processes_below(data_folder))
    # The same files, now reachable for nobody: started by root they change hands, otherwise they stay ours.
    data_folder.chmod(0o755)
    unprivileged = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    with Launched(bare_environment).wait_until_ready() as owner:
        assert query(owner.environment, "SELECT 1") == (1,)
        assert owners_below(data_folder / "postgresql") == {unprivileged}


def test_ordinary_user(bare_environment, data_folder):
    how = ordinary_user(data_folder)
    with Launched({**bare_environment, "HOME": "/nonexistent"}, **how).wait_until_ready() as owner:
        assert owner.user_id != 0
        assert query(owner.environment, "SELECT 1") == (1,)
        assert owner.finish() == 0
    assert processes_below(data_folder) == []


def test_socket_folder_prepared_by_somebody_else_is_refused(tmp_path):
    target = tmp_path / "elsewhere"
    target.mkdir()
    link = tmp_path / "sockets"
    link.symlink_to(target)
    with pytest.raises(Refusal, match="belongs to someone else"):
        check_private(link, {os.getuid()})
    open_folder = tmp_path / "open"
    open_folder.mkdir(mode=0o777)
    check_private(open_folder, {os.getuid()})
    assert stat.S_IMODE(open_folder.stat().st_mode) == 0o700
    with pytest.raises(Refusal):
        check_private(open_folder, {os.getuid() + 1})
