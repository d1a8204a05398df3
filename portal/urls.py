"""The table of contents. Each room's addresses stand in its app; feeds, health and one-click links have no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from events import urls as events
from locations import urls as locations
from portal.home import urls as home
from portal.sign_in import urls as sign_in
from portal.sign_in.admin import to_the_administration
from portal.workspace import urls as workspace
from programmes import urls as programmes
from stakeholders import urls as stakeholders

admin.site.login = to_the_administration

handler400 = "portal.home.views.bad_request"
handler403 = "portal.home.views.permission_denied"
handler404 = "portal.home.views.page_not_found"
handler500 = "portal.home.views.server_error"

urlpatterns = [
    path("", include((home.machine_patterns, "machine"))),
    path("", include((locations.machine_patterns, "places"))),
    path("", include((events.machine_patterns, "feeds"))),
    path("", include((stakeholders.one_click_patterns, "one_click"))),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("account/", include(sign_in.urlpatterns)),
        path("workspace/", include((workspace.urlpatterns, "workspace"))),
        path("", include((home.urlpatterns, "home"))),
        path("", include((stakeholders.people_patterns, "people"))),
        path("", include((stakeholders.duties_patterns, "duties"))),
        path("", include((stakeholders.mandate_patterns, "mandates"))),
        path("", include((stakeholders.import_patterns, "imports"))),
        path("", include((stakeholders.contact_patterns, "contacts"))),
        path("", include((stakeholders.newsletter_patterns, "newsletters"))),
        path("", include((stakeholders.subscription_patterns, "subscriptions"))),
        path("", include((locations.urlpatterns, "locations"))),
        path("", include((events.urlpatterns, "events"))),
        path("", include((programmes.urlpatterns, "programmes"))),
    ),
]
