from django.urls import path

from stakeholders.contacts import views as contacts
from stakeholders.duties import views as duties
from stakeholders.imports import views as imports
from stakeholders.mandates import views as mandates
from stakeholders.newsletters import feeds as newsletter_feeds
from stakeholders.newsletters import views as newsletters
from stakeholders.people import views as people
from stakeholders.subscriptions import views as subscriptions

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
contact_patterns = [
    path("workspace/next-steps/", contacts.desk_step_list, name="desk_step_list"),
    path("workspace/next-steps/<int:pk>/done/", contacts.desk_contact_done, name="desk_contact_done"),
    path("workspace/stakeholders/<slug:kind>/", contacts.desk_stakeholder_list, name="desk_stakeholder_list"),
    path("workspace/stakeholders/<slug:kind>/create/", contacts.desk_stakeholder_create, name="desk_stakeholder_create"),
    path("workspace/stakeholders/<slug:kind>/export/<slug:file_format>/", contacts.desk_stakeholder_export, name="desk_stakeholder_export"),
    path("workspace/stakeholders/<slug:kind>/<int:pk>/", contacts.desk_stakeholder_detail, name="desk_stakeholder_detail"),
    path("workspace/stakeholders/<slug:kind>/<int:pk>/edit/", contacts.desk_stakeholder_edit, name="desk_stakeholder_edit"),
    path("workspace/stakeholders/<slug:kind>/<int:pk>/remove/", contacts.desk_stakeholder_remove, name="desk_stakeholder_remove"),
]
import_patterns = [
    path("workspace/stakeholders/<slug:kind>/import/", imports.desk_import_create, name="desk_import_create"),
    path("workspace/stakeholders/<slug:kind>/import/template/<slug:file_format>/", imports.desk_import_template, name="desk_import_template"),
    path("workspace/imports/<uuid:public_id>/", imports.desk_import_detail, name="desk_import_detail"),
    path("workspace/imports/<uuid:public_id>/columns/", imports.desk_import_columns, name="desk_import_columns"),
    path("workspace/imports/<uuid:public_id>/begin/", imports.desk_import_begin, name="desk_import_begin"),
    path("workspace/imports/<uuid:public_id>/cancel/", imports.desk_import_cancel, name="desk_import_cancel"),
    path("workspace/imports/<uuid:public_id>/undo/", imports.desk_import_undo, name="desk_import_undo"),
    path("workspace/imports/<uuid:public_id>/refused/<slug:file_format>/", imports.desk_import_refused, name="desk_import_refused"),
]
newsletter_patterns = [
    path("newsletters/", newsletters.issue_list, name="issue_list"),
    path("municipalities/<slug:slug>/newsletters/", newsletters.issue_list, name="issue_list_of"),
    path("newsletters/issues/<slug:slug>/", newsletters.issue_detail, name="issue_detail"),
    path("workspace/newsletters/", newsletters.desk_issue_list, name="desk_issue_list"),
    path("workspace/newsletters/create/", newsletters.desk_issue_create, name="desk_issue_create"),
    path("workspace/newsletters/<uuid:public_id>/", newsletters.desk_issue_detail, name="desk_issue_detail"),
    path("workspace/newsletters/<uuid:public_id>/edit/", newsletters.desk_issue_edit, name="desk_issue_edit"),
    path("workspace/newsletters/<uuid:public_id>/audience/", newsletters.desk_issue_audience, name="desk_issue_audience"),
    path("workspace/newsletters/<uuid:public_id>/preview/<slug:language>/", newsletters.desk_issue_preview, name="desk_issue_preview"),
    path("workspace/newsletters/<uuid:public_id>/letter/<slug:language>/<slug:scheme>/", newsletters.desk_issue_letter, name="desk_issue_letter"),
    path("workspace/newsletters/<uuid:public_id>/test/", newsletters.desk_issue_test, name="desk_issue_test"),
    path("workspace/newsletters/<uuid:public_id>/send/", newsletters.desk_issue_send, name="desk_issue_send"),
    path("workspace/newsletters/<uuid:public_id>/take-back/", newsletters.desk_issue_take_back, name="desk_issue_take_back"),
    path("workspace/newsletters/<uuid:public_id>/pause/", newsletters.desk_issue_pause, name="desk_issue_pause"),
    path("workspace/newsletters/<uuid:public_id>/resume/", newsletters.desk_issue_resume, name="desk_issue_resume"),
    path("workspace/newsletters/<uuid:public_id>/call-off/", newsletters.desk_issue_call_off, name="desk_issue_call_off"),
    path("workspace/newsletters/<uuid:public_id>/again/", newsletters.desk_issue_again, name="desk_issue_again"),
    path("workspace/newsletters/<uuid:public_id>/copy/", newsletters.desk_issue_copy, name="desk_issue_copy"),
    path("workspace/newsletters/<uuid:public_id>/discard/", newsletters.desk_issue_discard, name="desk_issue_discard"),
]
# No language in the address: mail programs and readers of feeds keep it for years, and a redirect would not be followed.
one_click_patterns = [
    path("unsubscribe/<uuid:subscriber_id>/<uuid:issue_id>/<str:token>/", newsletter_feeds.unsubscribe, name="unsubscribe"),
    path("municipalities/<slug:slug>/newsletters.atom", newsletter_feeds.issues_atom, name="issues_atom"),
]
subscription_patterns = [
    path("newsletters/subscribe/", subscriptions.subscribe, name="subscribe"),
    path("newsletters/subscribe/done/", subscriptions.subscribe_done, name="subscribe_done"),
    path("newsletters/confirm/<uuid:public_id>/<str:token>/", subscriptions.confirm, name="confirm"),
    path("newsletters/preferences/<uuid:public_id>/<str:token>/", subscriptions.preferences, name="preferences"),
    path("newsletters/preferences/<uuid:public_id>/<str:token>/end/", subscriptions.end_all, name="end_all"),
    path("workspace/newsletters/topics/", subscriptions.desk_topic_list, name="desk_topic_list"),
    path("workspace/newsletters/topics/create/", subscriptions.desk_topic_create, name="desk_topic_create"),
    path("workspace/newsletters/topics/<slug:slug>/", subscriptions.desk_topic_edit, name="desk_topic_edit"),
    path("workspace/newsletters/topics/<slug:slug>/open/", subscriptions.desk_topic_open, name="desk_topic_open"),
    path("workspace/newsletters/topics/<slug:slug>/discard/", subscriptions.desk_topic_discard, name="desk_topic_discard"),
    path("workspace/newsletters/subscribers/", subscriptions.desk_subscriber_find, name="desk_subscriber_find"),
    path("workspace/newsletters/subscribers/<uuid:public_id>/", subscriptions.desk_subscriber_detail, name="desk_subscriber_detail"),
    path("workspace/newsletters/subscribers/<uuid:public_id>/end/", subscriptions.desk_subscriber_end, name="desk_subscriber_end"),
    path("workspace/newsletters/silence/", subscriptions.desk_address_silence, name="desk_address_silence"),
]
