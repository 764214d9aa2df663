import re
import stat

import pytest

import config
from config import SETTINGS, WrongSetting, flask_config, read

WRONG = [
    ("TRACKER_DATABASE_URL", "mysql://host/name", "use sqlite"),
    ("TRACKER_DATABASE_URL", "tracker.sqlite3", "write an address such as"),
    ("TRACKER_QUEUE_URL", "amqp://host/name", "use sqlite:///, redis://"),
    ("TRACKER_QUEUE_URL", "localhost:6379", "use sqlite:///, redis://"),
    ("TRACKER_MAIL_URL", "mail.example.org", "write smtps://"),
    ("TRACKER_MAIL_URL", "imap://mail.example.org", "write smtps://"),
    ("TRACKER_MAIL_URL", "smtp://mail.example.org:port", "write smtps://"),
    ("TRACKER_MAIL_URL", "smtp://me:secret@mail.example.org", "use smtps:// or smtp+starttls://"),
    ("TRACKER_MAIL_FROM", "tracker", "such as tracker@example.org"),
    ("TRACKER_MAIL_FROM", "The Tracker <tracker@example.org>", "such as tracker@example.org"),
    ("TRACKER_BASE_URL", "tracker.example.org", "write an address such as https://"),
    ("TRACKER_BASE_URL", "ftp://tracker.example.org", "write an address such as https://"),
    ("TRACKER_BASE_URL", "https://tracker.example.org/crss", "without a path"),
    ("TRACKER_BASE_URL", "https://", "write an address such as https://"),
    ("TRACKER_BASE_URL", "http://[", ""),
    ("TRACKER_BASE_URL", "https://tracker.example.org:port", ""),
    ("TRACKER_TRUSTED_PROXIES", "-1", "a whole number from 0 to 5"),
    ("TRACKER_TRUSTED_PROXIES", "6", "a whole number from 0 to 5"),
    ("TRACKER_TRUSTED_PROXIES", "yes", "a whole number from 0 to 5"),
    ("TRACKER_TIMEZONE", "Chicago", "America/Chicago"),
    ("TRACKER_TIMEZONE", "America", "America/Chicago"),
    ("TRACKER_TIMEZONE", "../../etc/passwd", "America/Chicago"),
    ("TRACKER_PAPER", "legal", "write letter or a4"),
    ("TRACKER_IDLE_MINUTES", "4", "a whole number from 5 to 480"),
    ("TRACKER_IDLE_MINUTES", "half an hour", "a whole number from 5 to 480"),
    ("TRACKER_SESSION_HOURS", "73", "a whole number from 1 to 72"),
    ("TRACKER_LINK_HOURS", "0", "a whole number from 1 to 336"),
    ("TRACKER_MAX_SUPERVISED", "0", "a whole number from 1 to 500"),
    ("TRACKER_RENDER_SECONDS", "1.5", "a whole number from 5 to 600"),
    ("TRACKER_RENDER_MEGABYTES", "lots", "a whole number from 256 to 8192"),
    ("TRACKER_RENDER_PROCESSES", "0", "a whole number from 1 to 32"),
]


@pytest.mark.parametrize(("name", "value", "hint"), WRONG)
def test_a_wrong_value_stops_the_start_with_a_sentence_that_names_it(name, value, hint):
    with pytest.raises(WrongSetting) as stopped:
        read({name: value})
    sentence = str(stopped.value)
    assert sentence.startswith(f"The setting {name} cannot be {value!r}: ")
    assert hint in sentence
    assert sentence.endswith(".")


def test_every_setting_that_can_be_wrong_is_tried_above():
    texts = {"TRACKER_DATA_DIR", "TRACKER_SECRET_KEY", "TRACKER_EMPLOYER_NAME"}
    assert {name for name, _, _ in WRONG} == {setting.name for setting in SETTINGS} - texts


def test_every_setting_says_what_it_is():
    assert all(setting.meaning and setting.unit for setting in SETTINGS)
    assert all(setting.name.startswith("TRACKER_") for setting in SETTINGS)
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize(
    ("file", "form"), [(".env.example", r"^#(TRACKER_\w+)="), ("docs/administrator.md", r"^\| `(TRACKER_\w+)`")]
)
def test_every_setting_stands_where_it_is_looked_up(file, form):
    text = (config.ROOT / file).read_text("utf-8")
    assert sorted(re.findall(form, text, re.MULTILINE)) == sorted(setting.name for setting in SETTINGS)


def test_the_defaults_are_good(tmp_path):
    values = read({"TRACKER_DATA_DIR": str(tmp_path)})
    assert (values["TRACKER_IDLE_MINUTES"], values["TRACKER_SESSION_HOURS"], values["TRACKER_LINK_HOURS"]) == (
        30,
        12,
        72,
    )
    made = flask_config(values)
    assert made["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'tracker.sqlite3'}"
    assert made["WTF_CSRF_TIME_LIMIT"] is None
    assert made["TRUSTED_HOSTS"] is None


@pytest.mark.parametrize("name", ["TRACKER_DATA_DIR", "TRACKER_IDLE_MINUTES"])
def test_an_empty_setting_means_its_default(name):
    assert read({name: ""})[name] == read({})[name] != ""


def test_the_environment_wins_over_the_file_beside_it(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("TRACKER_IDLE_MINUTES=10\nTRACKER_LINK_HOURS=5\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_IDLE_MINUTES", "20")
    monkeypatch.delenv("TRACKER_LINK_HOURS", raising=False)
    values = read()
    assert (values["TRACKER_IDLE_MINUTES"], values["TRACKER_LINK_HOURS"]) == (20, 5)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_means_psycopg(scheme):
    values = read({"TRACKER_DATABASE_URL": f"{scheme}://user@host/name"})
    assert values["TRACKER_DATABASE_URL"] == "postgresql+psycopg://user@host/name"


class TestTheSecretKey:
    def settings(self, folder, **more):
        return read({"TRACKER_DATA_DIR": str(folder), **more})

    def test_it_is_made_once_kept_and_private(self, tmp_path):
        folder = tmp_path / "data"
        first = flask_config(self.settings(folder))["SECRET_KEY"]
        assert flask_config(self.settings(folder))["SECRET_KEY"] == first
        assert len(first) == 64
        assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [one.name for one in folder.iterdir()] == ["secret-key"]

    def test_of_two_starting_at_once_the_first_one_is_kept(self, tmp_path):
        config._write_once(tmp_path / "secret-key", "first")
        config._write_once(tmp_path / "secret-key", "second")
        assert (tmp_path / "secret-key").read_text() == "first"

    def test_one_given_is_used_and_not_stored(self, tmp_path):
        made = flask_config(self.settings(tmp_path, TRACKER_SECRET_KEY="k" * 32))
        assert made["SECRET_KEY"] == "k" * 32
        assert not (tmp_path / "secret-key").exists()

    def test_a_short_one_is_refused(self, tmp_path):
        with pytest.raises(WrongSetting, match="TRACKER_SECRET_KEY is too short: use at least 32"):
            flask_config(self.settings(tmp_path, TRACKER_SECRET_KEY="k" * 31))

    def test_it_is_required_with_a_database_of_ones_own(self, tmp_path):
        with pytest.raises(WrongSetting, match="Set TRACKER_SECRET_KEY"):
            flask_config(self.settings(tmp_path, TRACKER_DATABASE_URL="postgresql://host/name"))


def test_a_data_folder_that_is_a_file_stops_the_start_with_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongSetting, match="TRACKER_DATA_DIR"):
        flask_config(read({"TRACKER_DATA_DIR": str(tmp_path / "file")}))


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("https://tracker.example.org", ["tracker.example.org", "127.0.0.1", "localhost"]),
        ("https://tracker.example.org:8443/", ["tracker.example.org", "127.0.0.1", "localhost"]),
        ("http://[::1]:8000", ["[::1]", "127.0.0.1", "localhost"]),
        ("http://[::1]", ["[::1]", "127.0.0.1", "localhost"]),
    ],
)
def test_the_address_decides_which_hosts_are_ours(address, hosts, tmp_path):
    settings = read({"TRACKER_DATA_DIR": str(tmp_path), "TRACKER_BASE_URL": address})
    assert flask_config(settings)["TRUSTED_HOSTS"] == hosts
