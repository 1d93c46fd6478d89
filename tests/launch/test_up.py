# SPDX-License-Identifier: AGPL-3.0-or-later
"""`up` serves, starts again what dies, comes down with all its children, and keeps its data."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
PROJECT = Path(__file__).resolve().parent.parent.parent
TOY = {
    "requirements.lock": "",
    "config/__init__.py": "",
    "config/settings.py": """
        import os, environ
        SECRET_KEY = "toy"
        ALLOWED_HOSTS = ["127.0.0.1"]
        INSTALLED_APPS = ["registry"]
        ROOT_URLCONF = "config.urls"
        DATABASES = {"default": environ.Env().db("DATABASE_URL")}
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        """,
    "config/urls.py": """
        import os
        from django.http import HttpResponse
        from django.urls import path
        from registry.models import Network
        def page(request):
            return HttpResponse(f"{Network.objects.count()} {os.getpid()} {os.environ['NESTED_LOOPBACK']}")
        urlpatterns = [path("", page)]
        """,
    "config/asgi.py": """
        from django.core.wsgi import get_wsgi_application
        from launch.bridge import WSGIBridge
        application = WSGIBridge(get_wsgi_application(), workers=2)
        """,
    "assemblies/__init__.py": "",
    "assemblies/live/__init__.py": "",
    "assemblies/live/frames.py": """
        from uvicorn.protocols.websockets.websockets_impl import WebSocketProtocol as FramedSockets
        """,
    "registry/__init__.py": "",
    "registry/models.py": """
        from django.db import models
        class Network(models.Model):
            pass
        """,
    "registry/migrations/__init__.py": "",
    "registry/migrations/0001_initial.py": """
        from django.db import migrations, models
        class Migration(migrations.Migration):
            operations = [migrations.CreateModel("Network", [("id", models.BigAutoField(primary_key=True))])]
        """,
    "registry/management/__init__.py": "",
    "registry/management/commands/__init__.py": "",
    "registry/management/commands/seed_demonstration.py": """
        from django.core.management.base import BaseCommand
        from registry.models import Network
        class Command(BaseCommand):
            def handle(self, **options):
                Network.objects.create()
        """,
    "registry/management/commands/begin_network.py": """
        from django.core.management.base import BaseCommand
        class Command(BaseCommand):
            def handle(self, **options):
                print("the one-time link", flush=True)
        """,
    "registry/management/commands/run_worker.py": """
        import time
        from django.core.management.base import BaseCommand
        class Command(BaseCommand):
            def handle(self, **options):
                time.sleep(1000)
        """,
}


class Instance:
    """One `up` of the toy, in a session of its own as a terminal would have it."""

    def __init__(self, project: Path, *arguments: str, **surroundings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = project / "up.log"
        environment = {"PATH": os.environ["PATH"], "NESTED_ENVIRONMENT": "given", "PORT": str(self.port)}
        environment |= surroundings
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", *arguments],
                cwd=project,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def page(self) -> list[str]:
        """What the page says: networks, the web process, whether on the loopback; [] while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
                return str(answer.read().decode()).split()
        except OSError:
            return []

    def children(self) -> list[int]:
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        )
        return [int(pid) for pid in found.stdout.split() if "postgres" not in command_of(int(pid))]

    def interrupt(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(20)


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def until(ask: Callable[[], T], seconds: float = 60.0) -> T:
    begun = time.monotonic()
    while not (answer := ask()):
        assert time.monotonic() - begun < seconds
        time.sleep(0.05)
    return answer


@pytest.fixture
def project() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="nested-"))
    path.chmod(0o755)
    shutil.copytree(PROJECT / "launch", path / "launch", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "manage.py", path)
    for name, text in TOY.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(textwrap.dedent(text))
    yield path
    for pid_file in path.glob(".nested/postgres-*/data/postmaster.pid"):
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.slow
def test_the_life_of_an_instance(project: Path) -> None:
    up = Instance(project)
    networks, web, loopback = until(up.page)
    assert (networks, loopback) == ("1", "1")
    environment = {"PATH": os.environ["PATH"], "NESTED_ENVIRONMENT": "given"}
    beside = [sys.executable, "manage.py", "migrate", "--check"]
    assert subprocess.run(beside, cwd=project, env=environment).returncode == 0
    assert until(up.page)[0] == "1"  # and that command did not take the database with it

    for child in up.children():
        os.kill(child, signal.SIGKILL)
    until(lambda: (up.page() or ["", web])[1] != web)
    until(lambda: len(up.children()) == 2)

    server = int(next(project.glob(".nested/postgres-*/data/postmaster.pid")).read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    until(lambda: "PostgreSQL is back." in up.log.read_text())
    assert until(up.page)[0] == "1"

    children = up.children()
    os.kill(up.process.pid, signal.SIGKILL)
    up.process.wait()
    until(lambda: not any(command_of(child) for child in children), 10)

    again = Instance(project)
    assert until(again.page)[0] == "1"  # seeded once
    children = again.children()
    assert again.interrupt() == 0
    assert not any(command_of(child) for child in children)
    assert not list(project.glob(".nested/postgres-*/data/postmaster.pid"))


def test_a_command_has_the_database_while_it_runs_and_no_longer(project: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "NESTED_ENVIRONMENT": "given"}
    for command in (["migrate", "-v", "0"], ["seed_demonstration"]):
        asked = [sys.executable, "manage.py", *command]
        done = subprocess.run(asked, cwd=project, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert not list(project.glob(".nested/postgres-*/data/postmaster.pid"))


def test_empty_begins_a_network_instead_of_the_demonstration(project: Path) -> None:
    up = Instance(project, "--empty")
    assert until(up.page)[0] == "0"
    assert "the one-time link" in up.log.read_text()
    os.kill(up.process.pid, signal.SIGTERM)
    assert up.process.wait(20) == 0


@pytest.mark.parametrize("port", ["abc", "0", "-1", "70000", "8000.5", "٨٠٨٠"])
def test_what_is_no_port_is_said_in_a_sentence(project: Path, port: str) -> None:
    up = Instance(project, f"--port={port}")
    assert up.process.wait(20) == 2
    assert "A port is a whole number from 1 to 65535" in up.log.read_text()
    assert "Traceback" not in up.log.read_text()


@pytest.mark.parametrize("url", ["foo", "postgres://nobody@127.0.0.1:1/nothing"])
def test_a_database_that_cannot_be_used_is_said_in_a_sentence(project: Path, url: str) -> None:
    up = Instance(project, DATABASE_URL=url)
    assert up.process.wait(60) == 1
    said = up.log.read_text()
    assert "The database that DATABASE_URL names cannot be used" in said and "Traceback" not in said


def test_a_port_in_use_is_said_at_once(project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        up = Instance(project, "--port", str(taken.getsockname()[1]))
        assert up.process.wait(20) == 1
    assert "cannot be had" in up.log.read_text()
    assert not list(project.glob(".nested/postgres-*"))
