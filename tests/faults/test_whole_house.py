"""The house as a municipality runs it: two web processes, Celery's worker and beat, PostgreSQL, Redis and a mail server, all real.

Three residents come for two seats by plain HTTP; time is real. The embedded form (SQLite, `run_worker`) passes the same story.
"""

import email
import re
import socket
import time
from email.policy import default
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.faults.conftest import answers, until

pytestmark = [pytest.mark.slow, pytest.mark.once]
PATIENCE = 90  # beat looks for reminders once a minute; what is woken comes at once


class Form(HTMLParser):
    """The fields of a page's last form that posts, with what already stands in them."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.select = {}, ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and given.get("method") == "post":
            self.fields = {}
        elif tag == "input" and "name" in given:
            self.fields[given["name"]] = given.get("value") or ""
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = given["value"]


class Resident:
    """Somebody with a browser that knows no scripts, and a mailbox."""

    def __init__(self, site, sink, name):
        self.site, self.sink, self.name, self.email = site, sink, name, f"{name.lower()}@setev.example"
        self.browser = build_opener(HTTPCookieProcessor(CookieJar()))

    def opens(self, address):
        self.address = urljoin(self.site, address)
        self.page = self.browser.open(self.address, timeout=20).read().decode()

    def sends(self, **answers_given):
        fields = Form(self.page).fields | answers_given
        with self.browser.open(self.address, urlencode(fields).encode(), timeout=20) as answer:
            self.page, self.address = answer.read().decode(), answer.url

    @property
    def heading(self):
        return " ".join(re.sub(r"<[^>]+>", "", re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)[1]).split())

    def letter(self, words):
        """The text of the letter with these words in its subject, once it has come."""

        def mine():
            found = [email.message_from_bytes(message, policy=default) for _ident, recipient, message in self.sink.accepted if recipient == self.email]
            return [letter for letter in found if words in letter["Subject"]]

        assert until(mine, seconds=PATIENCE), f"No letter “{words}” for {self.name}"
        (letter,) = mine()
        return letter.get_body(("plain",)).get_content()

    def follows(self, words, page):
        """The link of a letter's text, or of this page, that leads to such a page of the registration."""
        (address,) = set(re.findall(rf'[^\s"]*/registrations/[^/\s"]+/[^/\s"]+/{page}', words))
        self.opens(address)

    def registers(self, workshop):
        self.opens(f"/en/events/{workshop}/register/")
        time.sleep(2.2)  # nobody types faster
        self.sends(name=self.name, email=self.email)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.redis])])
def house(request, make_portal, make_mail_server):
    portal, sink = make_portal(request.param), make_mail_server()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    portal.site, portal.sink = f"http://127.0.0.1:{port}", sink
    portal.environment |= {"EMAIL_URL": sink.url, "SITE_URL": portal.site}
    if request.param == "postgres":
        broker = request.getfixturevalue("broker")
        portal.environment |= {"CELERY_BROKER_URL": broker.url, "REDIS_URL": f"{broker.url[:-1]}1"}
        portal.start("-m", "celery", "-A", "portal", "worker", "-Q", "transactional,bulk", "-c", "1", "--loglevel", "ERROR")
        portal.start("-m", "celery", "-A", "portal", "beat", "-s", f"{portal.environment['DATA_DIR']}/beat", "--pidfile=", "--loglevel", "ERROR")
    else:
        portal.start("manage.py", "run_worker")
    portal.start("-m", "gunicorn", "portal.wsgi", "-w", "2", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}")
    assert until(lambda: answers(port), seconds=30)
    return portal


def test_three_residents_share_two_seats_and_the_phase_is_announced(house):
    slug = house.tell("tests.faults.workshop")["workshop"]
    ana, bine, cvetka = (Resident(house.site, house.sink, name) for name in ("Ana", "Bine", "Cvetka"))

    for resident in (ana, bine):
        resident.registers(slug)
        assert resident.heading == "One click is left"
        resident.follows(resident.letter("Please confirm"), "confirm/")
        resident.sends()
        assert resident.heading == "You are in"

    cvetka.registers(slug)
    cvetka.follows(cvetka.letter("Please confirm"), "confirm/")
    cvetka.sends()
    assert cvetka.heading == "You are on the waiting list"

    ana.follows(ana.letter("You are in"), "")
    ana.follows(ana.page, "cancel/")
    ana.sends()
    assert ana.heading == "Your registration is cancelled"

    cvetka.follows(cvetka.letter("free for you"), "offer/")
    cvetka.sends(answer="take")
    assert cvetka.heading == "You are in"
    assert house.rows("SELECT taken, capacity FROM events_seats") == [(2, 2)]

    maja = Resident(house.site, house.sink, "Maja")
    assert "Sejanje" in maja.letter("Sejanje")
    assert until(house.is_done, seconds=PATIENCE)  # the server has a letter a moment before its row says so
    assert set(house.states()) == {"sent"}
