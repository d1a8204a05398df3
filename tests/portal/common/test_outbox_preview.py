from portal.common.outbox.preview import as_scheme, letter_response

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


def test_a_letter_stands_alone_in_a_sandbox():
    response = letter_response("<p>Come</p>")
    assert response.content == b"<p>Come</p>"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "script-src" not in policy
    assert policy.endswith("sandbox allow-same-origin allow-popups")
