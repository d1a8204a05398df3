from django.urls import path

from stakeholders.duties import views as duties
from stakeholders.mandates import views as mandates
from stakeholders.people import views as people

people_patterns = [
    path("my-data/", people.ask_my_data, name="ask_my_data"),
    path("my-data/asked/", people.ask_my_data_done, name="ask_my_data_done"),
    path("my-data/<uuid:public_id>/<str:token>/", people.my_data, name="my_data"),
    path("my-data/<uuid:public_id>/<str:token>/file/", people.my_data_file, name="my_data_file"),
    path("my-data/<uuid:public_id>/<str:token>/erase/", people.my_data_erase, name="my_data_erase"),
]
duties_patterns = [
    path("feedback/", duties.feedback, name="feedback"),
    path("feedback/sent/", duties.feedback_done, name="feedback_done"),
    path("municipalities/<slug:slug>/accessibility/", duties.municipality_accessibility, name="municipality_accessibility"),
    path("municipalities/<slug:slug>/privacy/", duties.municipality_privacy, name="municipality_privacy"),
    path("workspace/feedback/", duties.desk_feedback_list, name="desk_feedback_list"),
    path("workspace/feedback/<uuid:public_id>/", duties.desk_feedback_answer, name="desk_feedback_answer"),
    path("workspace/municipalities/<slug:slug>/accessibility/", duties.desk_statement_edit, name="desk_statement_edit"),
    path("workspace/municipalities/<slug:slug>/privacy/", duties.desk_privacy_edit, name="desk_privacy_edit"),
]
mandate_patterns = [
    path("workspace/colleagues/", mandates.desk_colleague_list, name="desk_colleague_list"),
    path("workspace/colleagues/invite/", mandates.desk_invitation_create, name="desk_invitation_create"),
    path("workspace/colleagues/invitations/<uuid:public_id>/resend/", mandates.desk_invitation_resend, name="desk_invitation_resend"),
    path("workspace/colleagues/invitations/<uuid:public_id>/withdraw/", mandates.desk_invitation_withdraw, name="desk_invitation_withdraw"),
    path("workspace/colleagues/<int:pk>/end/", mandates.desk_mandate_end, name="desk_mandate_end"),
    path("invitations/<uuid:public_id>/<str:token>/", mandates.invitation, name="invitation"),
]
