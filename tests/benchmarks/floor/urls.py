from django.urls import path

from floor import views

urlpatterns = [
    path("hello", views.hello),
    path("events", views.events, name="events"),
    path("event/<int:pk>/", views.event, name="event"),
    path("register/<str:method>/<int:pk>/", views.register),
]
