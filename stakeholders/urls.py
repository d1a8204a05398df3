from django.urls import path

from stakeholders.people import views as people

people_patterns = [
    path("my-data/", people.ask_my_data, name="ask_my_data"),
    path("my-data/asked/", people.ask_my_data_done, name="ask_my_data_done"),
    path("my-data/<uuid:public_id>/<str:token>/", people.my_data, name="my_data"),
    path("my-data/<uuid:public_id>/<str:token>/file/", people.my_data_file, name="my_data_file"),
    path("my-data/<uuid:public_id>/<str:token>/erase/", people.my_data_erase, name="my_data_erase"),
]
