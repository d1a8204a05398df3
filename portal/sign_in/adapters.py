"""How signing in works here: by invitation only, and back only to our own pages."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Residents need no account, and coordinators are invited."""
        return False
