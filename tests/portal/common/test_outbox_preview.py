from portal.common.outbox.kinds import Content
from portal.common.outbox.preview import as_scheme, letter_response, side_by_side

HTML = """<html><head><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){.text{color:#fff}}
@media screen and ( prefers-color-scheme: dark ){.a{color:#fff}}</style></head>
<body><p>color-scheme:light dark, @media (prefers-color-scheme:dark)</p></body></html>"""


def test_the_dark_scheme_is_shown_whatever_the_machine_prefers():
    html = as_scheme(HTML, "dark")
    assert "@media (min-width:0){.text{color:#fff}}" in html
    assert "@media screen and (min-width:0){.a{color:#fff}}" in html
    assert ":root{color-scheme:dark}" in html
    assert '<meta name="color-scheme" content="dark"><meta name="supported-color-schemes" content="dark">' in html


def test_the_light_scheme_is_shown_whatever_the_machine_prefers():
    html = as_scheme(HTML, "light")
    assert "@media (max-width:0){.text{color:#fff}}" in html
    assert ":root{color-scheme:light}" in html
    assert '<meta name="color-scheme" content="light">' in html


def test_what_a_letter_says_about_schemes_stays():
    assert "<p>color-scheme:light dark, @media (prefers-color-scheme:dark)</p>" in as_scheme(HTML, "dark")


def test_side_by_side_a_letter_is_as_wide_as_on_a_phone_and_cannot_leave_its_place():
    html = '<style>@media (max-width:480px){.a{color:red}}</style><div role="main" id="top"><h1>Come</h1></template><p>in</p></div>'
    page = side_by_side(Content(subject="Come & see", text="Come <in>", html=html), language="sl")
    assert page.count("@media (min-width:0){.a{color:red}}") == 2
    assert page.count("<div><h1>Come</h1>&lt;/template><p>in</p></div></template>") == 2
    assert '<pre lang="sl">Come &lt;in&gt;</pre>' in page
    assert "<title>Come &amp; see</title>" in page


def test_a_letter_stands_alone_in_a_sandbox():
    response = letter_response("<p>Come</p>")
    assert response.content == b"<p>Come</p>"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "script-src" not in policy
    assert policy.endswith("sandbox allow-same-origin allow-popups")
