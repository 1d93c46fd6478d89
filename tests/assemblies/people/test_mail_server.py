# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter goes to the mail server; what it does not take is kept for the operator, and nobody's act fails by it."""

import os
import socket
import subprocess
import sys
import threading

import pytest
from django.core import mail

from assemblies.people.models import Letter, Person
from tests.running import PROJECT, free_port


class MailServer:
    """As much of a mail server as one letter needs; `refuses` answers that it takes none from anyone."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses, self.taken = refuses, []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        line, _ = self.listening.accept()
        with line, line.makefile("rwb") as talk:
            self._say(talk, "220 ready")
            for said in talk:
                verb = said.split()[0].upper().split(b":")[0]
                if verb == b"DATA":
                    self._say(talk, "354 go on")
                    self.taken.append(b"".join(iter(talk.readline, b".\r\n")).decode())
                self._say(talk, "550 no" if self.refuses and verb == b"MAIL" else "250 good")

    def _say(self, talk, words):
        talk.write(words.encode() + b"\r\n")
        talk.flush()


@pytest.fixture
def posted(settings, db):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "assemblies.people.letters.SendLetters", "127.0.0.1"

    def post(port):
        settings.EMAIL_PORT = port
        return mail.send_mail("A greeting", "Come in.", "nested@trial.invalid", ["ana@trial.invalid"])

    return post


def test_a_letter_is_sent_and_not_kept(posted):
    server = MailServer()
    assert posted(server.port) == 1
    assert "Subject: A greeting" in server.taken[0] and "Come in." in server.taken[0]
    assert not Letter.objects.exists()


@pytest.mark.parametrize("there", [True, False])
def test_what_the_mail_server_does_not_take_is_kept(posted, there, caplog):
    server = MailServer(refuses=True) if there else None
    assert posted(server.port if server else free_port()) == 1
    kept = Letter.objects.get()
    assert (kept.to, kept.subject, kept.body) == ("ana@trial.invalid", "A greeting", "Come in.")
    assert "did not take a letter" in caplog.text and "ana@" not in caplog.text


def test_an_account_is_made_while_the_mail_server_is_away(client, settings, db):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "assemblies.people.letters.SendLetters", "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    given = {"name": "Ana", "email": "ana@trial.invalid", "password1": "a long enough word"}
    assert client.post("/account/signup/", given).status_code == 302
    assert Person.objects.filter(email="ana@trial.invalid").exists()
    assert [letter.to for letter in Letter.objects.all()] == ["ana@trial.invalid"]


def test_a_mail_server_is_named_by_the_environment(tmp_path):
    asked = "from config import settings as s; print(s.EMAIL_BACKEND, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_TIMEOUT)"
    own = {"EMAIL_URL": "smtp+tls://user:word@mail.example.org:587", "NESTED_STATE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=PROJECT,
        env=dict(os.environ) | own,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["assemblies.people.letters.SendLetters", "mail.example.org", "587", "10"]
