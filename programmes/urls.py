"""Addresses of programmes: what everybody may see, and the coordinators' desk under workspace/."""

from django.urls import path

from programmes.catalogue import views as catalogue
from programmes.desk import views as desk
from programmes.involvement import views as involvement
from programmes.methods import views as methods
from programmes.overview import views as overview
from programmes.plan import views as plan
from programmes.start import views as start

DESK = "workspace/programmes/<slug:slug>/"

urlpatterns = [
    path("programmes/", catalogue.programme_list, name="programme_list"),
    path("programmes/<slug:slug>/", catalogue.programme_detail, name="programme_detail"),
    path("methods/", methods.method_list, name="method_list"),
    path("methods/<slug:key>/", methods.method_detail, name="method_detail"),
    path("workspace/reminders/", plan.reminder_plan, name="reminder_plan"),
    path("workspace/programmes/", overview.desk_programme_list, name="desk_programme_list"),
    path("workspace/bulk-programmes/", overview.desk_programme_bulk, name="desk_programme_bulk"),
    path("workspace/start-programme/", start.desk_programme_start, name="desk_programme_start"),
    path("workspace/start-programme/lay-out/", start.desk_programme_lay_out, name="desk_programme_lay_out"),
    path(DESK, desk.desk_programme_detail, name="desk_programme_detail"),
    path(f"{DESK}history/", overview.desk_programme_history, name="desk_programme_history"),
    path(f"{DESK}edit/", desk.desk_programme_edit, name="desk_programme_edit"),
    path(f"{DESK}publish/", desk.desk_programme_publish, name="desk_programme_publish"),
    path(f"{DESK}close/", desk.desk_programme_close, name="desk_programme_close"),
    path(f"{DESK}reopen/", desk.desk_programme_reopen, name="desk_programme_reopen"),
    path(f"{DESK}discard/", desk.desk_programme_discard, name="desk_programme_discard"),
    path(f"{DESK}phases/<int:pk>/move/", desk.desk_phase_move, name="desk_phase_move"),
    path(f"{DESK}phases/<int:pk>/move/confirm/", desk.desk_phase_move_confirm, name="desk_phase_move_confirm"),
    path(f"{DESK}phases/<int:pk>/close/", desk.desk_phase_close, name="desk_phase_close"),
    path(f"{DESK}phases/<int:pk>/reopen/", desk.desk_phase_reopen, name="desk_phase_reopen"),
    path(f"{DESK}milestones/create/", desk.desk_milestone_create, name="desk_milestone_create"),
    path(f"{DESK}milestones/<int:pk>/edit/", desk.desk_milestone_edit, name="desk_milestone_edit"),
    path(f"{DESK}milestones/<int:pk>/reach/", desk.desk_milestone_reach, name="desk_milestone_reach"),
    path(f"{DESK}milestones/<int:pk>/discard/", desk.desk_milestone_discard, name="desk_milestone_discard"),
    path(f"{DESK}checklist/<int:pk>/tick/", desk.desk_checklist_tick, name="desk_checklist_tick"),
    path(f"{DESK}events/attach/", desk.desk_event_attach, name="desk_event_attach"),
    path(f"{DESK}events/<int:pk>/detach/", desk.desk_event_detach, name="desk_event_detach"),
    path(f"{DESK}partners/create/", desk.desk_partner_create, name="desk_partner_create"),
    path(f"{DESK}partners/<int:pk>/remove/", desk.desk_partner_remove, name="desk_partner_remove"),
    path("workspace/stakeholders/<slug:kind>/<int:pk>/programmes/", involvement.desk_involvement_create, name="desk_involvement_create"),
    path(f"{DESK}follow/", involvement.desk_programme_follow, name="desk_programme_follow"),
    path(f"{DESK}people/<int:pk>/remove/", involvement.desk_person_remove, name="desk_person_remove"),
    path(f"{DESK}municipalities/add/", desk.desk_municipality_add, name="desk_municipality_add"),
    path(f"{DESK}municipalities/<int:pk>/remove/", desk.desk_municipality_remove, name="desk_municipality_remove"),
    path(f"{DESK}funding/create/", desk.desk_funding_create, name="desk_funding_create"),
    path(f"{DESK}funding/<int:pk>/edit/", desk.desk_funding_edit, name="desk_funding_edit"),
    path(f"{DESK}funding/<int:pk>/remove/", desk.desk_funding_remove, name="desk_funding_remove"),
]
