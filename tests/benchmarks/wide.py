"""Ours with fifty events on a page of the list instead of twenty, to be measured beside a floor of fifty rows."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from events.agenda import views  # noqa: E402  once the apps are there

views.PAGE = 50
