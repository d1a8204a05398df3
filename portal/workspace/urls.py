"""The coordinator's own page. What an app adds to the workspace has its addresses in that app."""

from django.urls import path

from portal.workspace import views
from portal.workspace.letters import views as letters

urlpatterns = [
    path("", views.home, name="home"),
    path("set-up/", views.set_up_list, name="set_up_list"),
    path("set-up/<slug:slug>/", views.set_up, name="set_up"),
    path("set-up/<slug:slug>/finish/", views.set_up_finish, name="set_up_finish"),
    path("due/", views.due_list, name="due_list"),
    path("letters/", views.letter_list, name="letter_list"),
    path("letters/again/", views.letter_again, name="letter_again"),
    path("letters/kinds/", letters.letter_kind_list, name="letter_kind_list"),
    path("letters/kinds/<str:name>/", letters.letter_kind_detail, name="letter_kind_detail"),
    path("letters/kinds/<str:name>/<slug:look>/", letters.letter_kind_html, name="letter_kind_html"),
    path("kept-forms/", views.kept_form, name="kept_form"),
    path("kept-forms/discard/", views.kept_form_discard, name="kept_form_discard"),
]
