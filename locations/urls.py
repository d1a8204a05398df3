from django.urls import path

from locations.municipalities import views

machine_patterns = [path("brand/<slug:slug>.css", views.brand_stylesheet, name="brand_stylesheet")]

urlpatterns = [
    path("municipalities/", views.municipality_list, name="municipality_list"),
    path("municipalities/<slug:slug>/", views.municipality_detail, name="municipality_detail"),
]
