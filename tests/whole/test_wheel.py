"""The package people install: what is in it, and that it works far from the checkout."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.whole.conftest import ROOT

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input")
# What the environment of the tests offers beside the product itself; the path of the checkout is not in it.
SITE_PACKAGES = Path(pytest.__file__).parents[1]
# What a folder of the checkout is called in the package.
PACKED = {folder: f"tracker/_data/{folder}" for folder in ("templates", "migrations", "seed")}
ASK = """
import tracker
from wsgi import app
browser = app.test_client()
page = browser.get("/sign-in")
files = ["vendor/tracker.css", "vendor/tracker.js", "img/icon.svg", "print/report.css"]
print(tracker.__file__)
print(page.status_code, 'name="password"' in page.text)
print([browser.get(f"/static/{name}").status_code for name in files])
print(browser.get("/readyz").json.get("failing", []))
"""


def run(command, **more):
    """What a program says; its complaint where it fails."""
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **more)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    offline = ("--no-deps", "--no-index", "--no-build-isolation")
    run([*PIP, "wheel", *offline, "--wheel-dir", folder, ROOT])
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


class Installed:
    """The package in an environment of its own, on a machine without settings, used from an empty folder."""

    def __init__(self, wheel, folder):
        self.home, self.here, self.place = folder / "home", folder / "elsewhere", folder / "venv"
        self.home.mkdir()
        self.here.mkdir()
        venv.create(self.place, with_pip=False)
        run([*PIP, "--python", self.place / "bin" / "python", "install", "--no-deps", "--no-index", wheel])
        # Only the folder is named, so its own .pth files, the checkout's among them, are not read.
        (site,) = self.place.glob("lib/python*/site-packages")
        (site / "others.pth").write_text(f"{SITE_PACKAGES}\n")
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        self.environment = {**kept, "HOME": str(self.home)}

    def run(self, program, *args):
        return run([self.place / "bin" / program, *args], cwd=self.here, env=self.environment)

    @property
    def data(self):
        return self.home / ".local" / "share" / "crss-tracker"


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    made = Installed(wheel, tmp_path_factory.mktemp("machine"))
    made.run("tracker", "init")
    return made


class TestContents:
    @pytest.mark.parametrize("folder", ["tracker", "templates", "migrations", "seed"])
    def test_every_file_of_the_product_is_in_it(self, names, folder):
        own = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        wanted = {f"{PACKED.get(folder, folder)}/{path.relative_to(ROOT / folder)}" for path in own}
        assert len(wanted) > 3
        assert wanted - names == set()

    @pytest.mark.parametrize(
        "beginning",
        [
            "tracker/static/vendor/tracker.css",
            "tracker/static/vendor/tracker.js",
            "tracker/static/vendor/fonts/",
            "tracker/static/vendor/licenses/",
            "tracker/static/print/fonts/",
            "tracker/translations/es/LC_MESSAGES/messages.mo",
            "tracker/_data/migrations/versions/",
            "tracker/_data/seed/crss.json",
            "tracker/_data/seed/crss-mcs.json",
        ],
    )
    def test_what_git_ignores_or_lies_beside_the_code_is_in_it_too(self, names, beginning):
        assert [name for name in names if name.startswith(beginning)]

    def test_nothing_else_is(self, names):
        tops = {name.split("/")[0] for name in names}
        assert {top for top in tops if not top.endswith(".dist-info")} == {"tracker", "config.py", "wsgi.py"}
        endings = (".pyc", ".sqlite3", ".scss", ".env", "secret-key")
        assert [name for name in names if name.endswith(endings) or "/tests/" in name] == []


def test_its_code_is_the_installed_one_and_serves_pages_and_files(installed):
    code, page, files, failing = installed.run("python", "-c", ASK).splitlines()
    assert Path(code).is_relative_to(installed.place)
    assert page == "200 True"
    assert files == "[200, 200, 200, 200]"
    assert "database" not in failing


def test_the_command_explains_itself(installed):
    said = installed.run("tracker", "--help")
    assert "Usage: tracker" in said
    assert {"init", "serve", "doctor", "person", "framework", "backup"} <= set(said.split())


def test_a_second_init_finds_everything_in_the_users_data_folder(installed):
    assert installed.run("tracker", "init") == "Ready. Nothing was missing.\n"
    assert {"tracker.sqlite3", "secret-key"} <= {path.name for path in installed.data.iterdir()}


def test_the_shipped_frameworks_are_there(installed):
    listed = json.loads(installed.run("tracker", "framework", "list", "--json"))
    assert {one["code"]: one["statements"] for one in listed} == {"crss": 89, "crss-mcs": 23}


def test_someone_can_be_made_and_gets_a_way_in(installed):
    person = ("--sign-in", "pat.lee", "--name", "Pat Lee", "--role", "administrator", "--role", "hr")
    made = json.loads(installed.run("tracker", "person", "create", *person, "--json"))
    path = made["link"].split(":8000", 1)[1]
    ask = f"from wsgi import app; page = app.test_client().get({path!r}); print('new_password' in page.text)"
    assert installed.run("python", "-c", ask) == "True\n"


def test_the_doctor_finds_it_well_and_its_own_folder_stays_as_installed(installed, pango):
    code = installed.place / "lib"
    before = {path for path in code.rglob("*") if path.suffix != ".pyc" and path.name != "__pycache__"}
    said = installed.run("tracker", "doctor")
    assert "WRONG" not in said
    assert said.count("well ") >= 8
    assert {path for path in code.rglob("*") if path.suffix != ".pyc" and path.name != "__pycache__"} == before


def test_nothing_is_left_in_the_folder_it_was_called_from(installed):
    installed.run("tracker", "framework", "list")
    assert list(installed.here.iterdir()) == []
