"""allauth's addresses and ours beside them. The second step's are named one by one: two of its pages are our own."""

from allauth.account import urls as allauth_account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as providers
from django.urls import include, path

from portal.sign_in import views

own_patterns = [
    path("", views.account, name="account"),
    path("sessions/", views.session_list, name="session_list"),
    path("sessions/others/end/", views.session_end_others, name="session_end_others"),
    path("sessions/<int:pk>/end/", views.session_end, name="session_end"),
]
second_step_patterns = [
    path("", views.second_step, name="mfa_list_webauthn"),  # where allauth leads after a passkey was changed
    path("", views.second_step, name="mfa_index"),
    path("enter/", mfa.authenticate, name="mfa_authenticate"),
    path("again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/", views.app, name="mfa_activate_totp"),
    path("app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/file/", views.recovery_codes_file, name="mfa_download_recovery_codes"),
    path("codes/renew/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/rename/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]
provider_patterns = [
    path("", views.provider_accounts, name="socialaccount_connections"),
    path("cancelled/", providers.login_cancelled, name="socialaccount_login_cancelled"),
    path("failed/", providers.login_error, name="socialaccount_login_error"),
    path("<slug:provider_id>/", views.provider_login, name="openid_connect_login"),
    path("<slug:provider_id>/back/", views.provider_callback, name="openid_connect_callback"),
]

urlpatterns = [
    path("", include((own_patterns, "sign_in"))),
    path("second-step/", include(second_step_patterns)),
    path("with/", include(provider_patterns)),
    *allauth_account.urlpatterns,
]
