"""A real browser for the users' stories, and eyes that see what a story does not say: axe, the console, the network, the width."""

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.journeys.people import Story
from tests.services import CHROMIUM

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop of its own in this thread
HERE = Path(__file__).parent
AXE = (HERE / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {"phone": {"width": 320, "height": 640}, "desktop": {"width": 1280, "height": 900}}
FOCUSED = """() => {
  const withParents = (one) => one ? [one, ...withParents(one.parentElement)] : [];
  const element = document.activeElement, box = element.getBoundingClientRect(), style = getComputedStyle(element);
  const isOurs = (other) => other && (element.contains(other) || other.contains(element) || other.closest("label")?.control === element);
  const seen = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => document.elementFromPoint(box.left + x * box.width, box.top + y * box.height));
  const words = (element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText || element.value || "");
  return {
    tag: element.tagName.toLowerCase(), id: element.id, words: words.trim().replace(/\\s+/g, " "),
    isUncovered: element === document.body || seen.some(isOurs),
    isInView: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    // a card is outlined as a whole when its link has the focus
    isMarked: element === document.body || withParents(element).some((one) => getComputedStyle(one).outlineStyle !== "none") || style.boxShadow !== "none",
  };
}"""

# What is cut off counts too, unless it can be scrolled to. Not innerWidth: a phone zooms out until everything fits.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth, page = document.documentElement.scrollWidth > width ? ["the page"] : [];
  const hasWords = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const canBeReached = (one) => one !== document.body && (["auto", "scroll"].includes(getComputedStyle(one).overflowX) || one.matches(".vh") || canBeReached(one.parentElement));
  const isCut = (one) => one.getBoundingClientRect().right > width + 1 && !canBeReached(one);
  const cut = [...document.querySelectorAll("body *")].filter((one) => hasWords(one) && isCut(one));
  return [...page, ...cut.slice(0, 3).map((one) => one.innerText)];
}"""


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, which asks nobody for anything."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@dataclass
class Visit:
    """One person's browser window on one screen. What goes wrong behind the page is written down."""

    page: object
    site: str
    eyes: object = None  # a second page, which runs scripts, where this one runs none
    faults: list = field(default_factory=list)

    def __post_init__(self):
        self.page.on("console", lambda message: self.hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self.see_request)
        self.page.on("response", self.see_response)

    def hear(self, kind, text):
        # A form's errors answer 422, which Chromium calls a failure to load; what really fails to load is seen below.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.faults.append(f"console: {text}")

    def see_request(self, request):
        if urlsplit(request.url).netloc not in {urlsplit(self.site).netloc, ""}:
            self.faults.append(f"third party: {request.url}")

    def see_response(self, response):
        if response.status >= 400 and response.request.resource_type != "document":
            self.faults.append(f"{response.status}: {response.url}")

    def open(self, address):
        self.page.goto(address if address.startswith("http") else self.site + address, wait_until="load")
        return self.page

    def audit(self):
        """Everything that is wrong with the page as it stands, in words."""
        looked_at = self.copied() if self.eyes else self.page
        looked_at.evaluate(AXE)
        found = looked_at.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})", RULES)["violations"]
        faults = [f"{fault['id']} ({fault['impact']}) at {node['target'][-1]}" for fault in found for node in fault["nodes"][:3]]
        faults += [f"wider than the screen: {words}" for words in self.page.evaluate(TOO_WIDE)]
        faults += self.faults
        self.faults.clear()
        return faults

    def copied(self):
        """axe is a script itself: where scripts are off, it looks at a copy of the page as it stands, whose own scripts are empty."""
        html = self.page.content()

        def answer(route):
            kind = route.request.resource_type
            if kind == "document":
                route.fulfill(body=html, content_type="text/html; charset=utf-8")
            elif kind == "script":
                route.fulfill(body="", content_type="text/javascript")
            else:
                route.continue_()

        self.eyes.unroute_all()
        self.eyes.route("**/*", answer)
        self.eyes.goto(self.page.url, wait_until="load")
        return self.eyes

    # By keyboard only

    def focused(self):
        return self.page.evaluate(FOCUSED)

    def tab_to(self, words, *, at_most=120):
        """Press Tab until what bears these words has the focus. Each stop on the way is marked and in view."""
        for _ in range(at_most):
            self.page.keyboard.press("Tab")
            stop = self.focused()
            assert stop["isMarked"], f"The focus cannot be seen at {stop}"
            assert stop["isInView"], f"The focus is out of view at {stop}"
            assert stop["isUncovered"], f"Something lies over the focus at {stop}"
            if stop["words"] == words:
                return stop
        pytest.fail(f"Tab does not reach “{words}”")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.page.wait_for_load_state("load")


@pytest.fixture
def visit(browser, live_server, settings):
    """`visit("phone", scheme="dark", scripts=False, language="sl")`: a new person comes by, with cookies of their own."""
    settings.SITE_URL = live_server.url
    contexts, visits = [], []

    def page(**window):
        contexts.append(browser.new_context(**window))
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1].new_page()

    def come(screen="desktop", *, scheme="light", scripts=True, language="sl"):
        size = screen if isinstance(screen, dict) else SCREENS[screen]
        is_phone = size["width"] < 600
        window = {
            "viewport": size,
            "color_scheme": scheme,
            "locale": language,
            "reduced_motion": "reduce",
            "has_touch": is_phone,
            "is_mobile": is_phone,
            "timezone_id": "Europe/Ljubljana",
        }
        visits.append(Visit(page(java_script_enabled=scripts, **window), live_server.url, eyes=None if scripts else page(**window)))
        return visits[-1]

    yield come
    faults = Counter(fault for one in visits for fault in one.faults)
    for context in contexts:
        context.close()
    assert faults == {}


@pytest.fixture
def sign_in(client, settings):
    """`sign_in(visit, user)`: the session of somebody who has signed in, for stories that begin behind the door."""

    def bring(one, user):
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        one.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": one.site, "httpOnly": True, "sameSite": "Lax"}])
        return one

    return bring


@pytest.fixture
def story(visit, clock, letters, now, settings):
    """Where everything begins on a Monday morning in May: `story.comes("Maja", screen="phone")`, `story.time_passes(hours=1)`."""
    settings.EMAIL_BACKEND = "portal.common.outbox.backend.OutboxBackend"  # which pytest-django puts aside
    return Story(visit, clock, letters, now)


def links_in(letter):
    """The addresses in a letter's text, in their order."""
    return re.findall(r"https?://[^\s<>]+", letter.get_body(("plain",)).get_content())
