from django.urls import path

from locations.municipalities import views
from locations.places import views as places

machine_patterns = [path("brand/<slug:slug>.css", views.brand_stylesheet, name="brand_stylesheet")]

urlpatterns = [
    path("municipalities/", views.municipality_list, name="municipality_list"),
    path("municipalities/<slug:slug>/", views.municipality_detail, name="municipality_detail"),
    path("workspace/municipalities/<slug:slug>/names/", views.desk_municipality_step, {"step": "names"}, name="desk_municipality_names"),
    path("workspace/municipalities/<slug:slug>/look/", views.desk_municipality_step, {"step": "look"}, name="desk_municipality_look"),
    path("workspace/municipalities/<slug:slug>/languages/", views.desk_municipality_step, {"step": "languages"}, name="desk_municipality_languages"),
    path("workspace/municipalities/<slug:slug>/letters/", views.desk_municipality_letters, name="desk_municipality_letters"),
    path("workspace/places/", places.desk_place_list, name="desk_place_list"),
    path("workspace/places/create/", places.desk_place_create, name="desk_place_create"),
    path("workspace/places/<int:pk>/", places.desk_place_edit, name="desk_place_edit"),
    path("workspace/places/<int:pk>/discard/", places.desk_place_discard, name="desk_place_discard"),
]
