"""A letter looked at in a browser, before or instead of being sent."""

import re
from typing import Final, Literal, get_args

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.common.outbox.kinds import Content

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = get_args(Scheme)

# A letter's own style must show, and nothing else of it may act: the letter stands in a sandbox without scripts, forms or frames.
LETTER_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-same-origin allow-popups"
)
STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
PREFERS_DARK = re.compile(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)", re.IGNORECASE)
BOTH_SCHEMES = re.compile(r"(color-scheme\s*:\s*)light dark", re.IGNORECASE)
ON_A_PHONE = re.compile(r"\(max-width:480px\)")
ALONE_ON_A_PAGE = re.compile(r'\srole="(?:banner|main|contentinfo)"|\sid="[^"]*"')
BOTH_IN_META = re.compile(r'(<meta name="(?:supported-)?color-schemes?" content=")light dark"', re.IGNORECASE)


def letter_response(html: str, *, is_framed: bool = False) -> HttpResponse:
    """The letter as a mail program shows it: a page of its own, under a policy of its own. `is_framed`: our own pages may show it within themselves."""
    if not is_framed:
        return HttpResponse(html, headers={"Content-Security-Policy": LETTER_POLICY})
    policy = LETTER_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return HttpResponse(html, headers={"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"})


def as_scheme(html: str, scheme: Scheme) -> str:
    """The letter as it looks in one scheme, whatever the machine it is looked at prefers. For previews only: what is sent asks the reader's machine."""
    answer = "(min-width:0)" if scheme == "dark" else "(max-width:0)"  # always, and never

    def decided(style: re.Match[str]) -> str:
        return BOTH_SCHEMES.sub(rf"\g<1>{scheme}", PREFERS_DARK.sub(answer, style[0]))

    return BOTH_IN_META.sub(rf'\g<1>{scheme}"', STYLE.sub(decided, html))


def side_by_side(content: Content, *, language: str) -> str:
    """One page with the letter in light and in dark, as wide as a phone, and its text beside them; `language` is the letter's."""
    looks = [("light", _("In light colours"), _part(content.html, "light")), ("dark", _("In dark colours"), _part(content.html, "dark"))]
    return render_to_string("emails/side_by_side.html", {"title": content.subject, "language": language, "looks": looks, "text": content.text})


def _part(html: str, scheme: Scheme) -> SafeString:
    """A letter as part of a page, in a shadow tree of its own, which its style does not leave."""
    narrow = ON_A_PHONE.sub("(min-width:0)", as_scheme(html, scheme))
    return mark_safe(ALONE_ON_A_PAGE.sub("", narrow).replace("</template", "&lt;/template"))  # noqa: S308 - shown in a sandbox only
