"""The front doors. What machines knock on has no language in its address; the mailbox of a trial stands only in a trial."""

from django.conf import settings
from django.urls import path

from portal.home import feeds, views
from portal.home.dev_mail import views as dev_mail
from portal.home.search import views as search
from portal.home.time_machine import views as time_machine

machine_patterns = [
    path("", views.choose_language, name="choose_language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-<slug:part>-<int:number>.xml", feeds.sitemap_part, name="sitemap_part"),
    path("social/<slug:kind>/<slug:slug>/<slug:language>/<str:file>", feeds.social_picture, name="social_picture"),
    path("favicon.ico", views.favicon, name="favicon"),
]
if not settings.PRODUCTION:
    machine_patterns += [
        path("media/<path:path>", views.media, name="media"),
        path("dev/mail/", dev_mail.dev_mail, name="dev_mail"),
        path("dev/mail/<str:name>/", dev_mail.dev_mail_letter, name="dev_mail_letter"),
        path("dev/mail/<str:name>/html/", dev_mail.dev_mail_html, name="dev_mail_html"),
        path("dev/mail/<str:name>/attachments/<int:number>/", dev_mail.dev_mail_attachment, name="dev_mail_attachment"),
    ]

if settings.DEMO:
    machine_patterns += [path("dev/clock/", time_machine.time_machine, name="time_machine")]

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search.search, name="search"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("patterns/", views.patterns, name="patterns"),
]
