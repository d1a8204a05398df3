"""How much a first visit carries: everything that Chromium asks for on the front page, as a proxy would compress it, with fonts."""

import gzip
from contextlib import ExitStack
from urllib.parse import urlsplit

from tests.benchmarks import installation, pages
from tests.services import CHROMIUM, why_not

COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg", "application/manifest")


def measure(folder, say):
    if why_not("browser"):
        say(f"first visit: not measured, {why_not('browser')}")
        return {}
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is a browser

    database, port, parts = pages.make_ours(1, folder, say), pages.OURS_PORT, []
    with ExitStack() as open_ones:
        env = installation.environment(database, data_dir=folder, port=port)
        open_ones.enter_context(installation.served("portal.wsgi:application", port=port, env=env, answers="/healthz"))
        play = open_ones.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale="sl")
        page.on("response", lambda answer: parts.append(answer))  # noqa: PLW0108  Playwright marks what it calls, and a method of a list cannot be marked
        page.goto(f"http://127.0.0.1:{port}/sl/", wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        found = [as_sent(answer) for answer in parts]
        browser.close()
    for used in (database, f"{installation.PREFIX}_bare"):
        installation.drop(used)
    total = sum(one["bytes"] for one in found)
    say(f"first visit: {total:,} bytes in {len(found)} answers: " + ", ".join(f"{one['what']} {one['bytes']:,}" for one in found))
    return {"bytes": total, "parts": found}


def as_sent(answer):
    """Files of the look are compressed beforehand; a page is compressed by the proxy, as gzip does it."""
    sizes, kind = answer.request.sizes(), answer.headers.get("content-type", "")
    size = sizes["responseBodySize"]
    if "content-encoding" not in answer.headers and kind.startswith(COMPRESSIBLE):
        size = len(gzip.compress(answer.body(), 6))
    name = urlsplit(answer.url).path
    return {
        "what": name.rpartition("/")[2].split(".")[0] + f" ({kind.partition(';')[0]})" if "." in name else f"page ({kind.partition(';')[0]})",
        "bytes": size,
    }
