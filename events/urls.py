from django.urls import path

from events.agenda import views as agenda
from events.calendars import feeds as calendars
from events.registrations import views as registrations

# No language in the address: a calendar that subscribed keeps it for years.
machine_patterns = [
    path("events.ics", calendars.agenda_ics, name="agenda_ics"),
    path("events.atom", calendars.agenda_atom, name="agenda_atom"),
    path("<slug:kind>/<slug:slug>/events.ics", calendars.agenda_ics, name="agenda_ics_of"),
    path("<slug:kind>/<slug:slug>/events.atom", calendars.agenda_atom, name="agenda_atom_of"),
    path("events/<slug:slug>.ics", calendars.event_ics, name="event_ics"),
]

urlpatterns = [
    path("events/", agenda.event_list, name="event_list"),
    path("calendar/", agenda.event_month, name="event_month_now"),
    path("calendar/<int:year>/<int:month>/", agenda.event_month, name="event_month"),
    path("events/<slug:slug>/", agenda.event_detail, name="event_detail"),
    path("events/<slug:slug>/register/", registrations.register, name="register"),
    path("events/<slug:slug>/registered/", registrations.register_done, name="register_done"),
    path("registrations/<uuid:public_id>/<str:token>/", registrations.manage_registration, name="manage_registration"),
    path("registrations/<uuid:public_id>/<str:token>/confirm/", registrations.confirm_registration, name="confirm_registration"),
    path("registrations/<uuid:public_id>/<str:token>/cancel/", registrations.cancel_registration, name="cancel_registration"),
    path("registrations/<uuid:public_id>/<str:token>/offer/", registrations.take_offer, name="take_offer"),
    path("workspace/events/", agenda.desk_event_list, name="desk_event_list"),
    path("workspace/events/create/", agenda.desk_event_create, name="desk_event_create"),
    path("workspace/events/bulk/", agenda.desk_event_bulk, name="desk_event_bulk"),
    path("workspace/events/<uuid:public_id>/history/", agenda.desk_event_history, name="desk_event_history"),
    path("workspace/events/<uuid:public_id>/", agenda.desk_event_edit, name="desk_event_edit"),
    path("workspace/events/<uuid:public_id>/publish/", agenda.desk_event_publish, name="desk_event_publish"),
    path("workspace/events/<uuid:public_id>/discard/", agenda.desk_event_discard, name="desk_event_discard"),
    path("workspace/events/<uuid:public_id>/cancel/", registrations.desk_event_cancel, name="desk_event_cancel"),
    path("workspace/events/<uuid:public_id>/registrations/", registrations.desk_registration_list, name="desk_registration_list"),
    path("workspace/events/<uuid:public_id>/registrations/export/<str:file_format>/", registrations.desk_registration_export, name="desk_registration_export"),
    path("workspace/registrations/<uuid:public_id>/cancel/", registrations.desk_registration_cancel, name="desk_registration_cancel"),
]
