from allauth.account import urls as account

urlpatterns = account.urlpatterns
