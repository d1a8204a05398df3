from email.message import EmailMessage

import pytest

from tests.reading import page_of

NAME = "20270510T070000.000001Z-registrations.seat_confirmed-1.eml"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_URL = f"file://{tmp_path / 'mail'}"
    return tmp_path / "mail"


def put(folder, name=NAME, *, subject="You are in: Walk", text="Come at five.\n\nhttps://setev.example/en/registrations/1/\n", html="<p>Come</p>"):
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "Občina Litija <no-reply@setev.example>", "ana@example.com"
    message["Date"] = "Mon, 10 May 2027 07:00:00 +0000"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
        message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="sprehod č.ics")
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(message.as_bytes())


def test_letters_are_listed_newest_first(client, folder):
    put(folder, "20270510T070000.000001Z-a-1.eml", subject="First")
    put(folder, "20270510T080000.000001Z-a-2.eml", subject="Second: prišla sta Žan in Špela")
    page = page_of(client.get("/dev/mail/", headers={"accept-language": "en"}))
    assert page.heading == "Letters of this trial"
    assert "2 letters" in page.text
    assert page.text.index("Second: prišla sta Žan in Špela") < page.text.index("First")
    assert page.links["First"] == "/dev/mail/20270510T070000.000001Z-a-1.eml/"


def test_before_the_first_letter_the_page_says_how_to_get_one(client, folder):
    assert "No letter has left yet" in page_of(client.get("/dev/mail/", headers={"accept-language": "en"})).text


def test_many_letters_come_page_by_page(client, folder):
    for number in range(31):
        put(folder, f"20270510T0700{number:02}.000001Z-a.eml", subject=f"No {number}", html="")
    assert "No 0" not in page_of(client.get("/dev/mail/")).links
    assert "No 0" in page_of(client.get("/dev/mail/?page=2")).links


def test_a_letter_shows_its_head_its_words_and_its_links(client, folder):
    put(folder)
    page = page_of(client.get(f"/dev/mail/{NAME}/", headers={"accept-language": "en"}))
    assert page.heading == "You are in: Walk"
    assert "ana@example.com" in page.text
    assert page.links["https://setev.example/en/registrations/1/"] == "https://setev.example/en/registrations/1/"
    assert page.links["As a mail program shows it"] == f"/dev/mail/{NAME}/html/"
    assert page.links["sprehod č.ics"] == f"/dev/mail/{NAME}/attachments/0/"


def test_what_a_letter_says_never_becomes_part_of_the_page(client, folder):
    put(folder, subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    html = client.get(f"/dev/mail/{NAME}/").content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_letter_s_html_stands_alone_in_a_sandbox(client, folder):
    put(folder, html="<p style='color:red'>Come</p><script>alert(1)</script>")
    response = client.get(f"/dev/mail/{NAME}/html/")
    policy = response["Content-Security-Policy"]
    assert "Come" in response.content.decode()
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert "sandbox" in policy
    assert response["X-Frame-Options"] == "DENY"


def test_a_letter_without_html_has_no_such_page(client, folder):
    put(folder, html="")
    assert client.get(f"/dev/mail/{NAME}/html/").status_code == 404
    assert "As a mail program shows it" not in page_of(client.get(f"/dev/mail/{NAME}/", headers={"accept-language": "en"})).links


def test_what_is_enclosed_is_downloaded_never_shown(client, folder):
    put(folder)
    response = client.get(f"/dev/mail/{NAME}/attachments/0/")
    assert response.content == b"BEGIN:VCALENDAR"
    assert response["Content-Type"] == "text/calendar"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''sprehod%20%C4%8D.ics"
    assert client.get(f"/dev/mail/{NAME}/attachments/1/").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "..",
        ".",
        "%2e%2e",
        "..%2fsecret.eml",
        "%2e%2e%2fsecret.eml",
        "..%5csecret.eml",
        ".hidden.eml",
        "secret.txt",
        "link.eml",
        "none.eml",
        "%2fetc%2fpasswd.eml",
    ],
)
def test_no_name_leads_out_of_the_folder(client, folder, tmp_path, name):
    put(folder)
    secret = tmp_path / "secret.eml"
    secret.write_text("Subject: secret\n\nsecret")
    (folder / ".hidden.eml").write_text("Subject: half written\n\n")
    (folder / "secret.txt").write_text("secret")
    (folder / "link.eml").symlink_to(secret)
    assert client.get(f"/dev/mail/{name}/").status_code == 404
    assert "secret" not in page_of(client.get("/dev/mail/")).text


def test_over_smtp_there_is_nothing_to_read(client, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:25"
    assert "No letter has left yet" in page_of(client.get("/dev/mail/", headers={"accept-language": "en"})).text
    assert client.get(f"/dev/mail/{NAME}/").status_code == 404
