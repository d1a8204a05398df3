from django.conf import settings

LANGUAGE_CHOICES = list(settings.LANGUAGE_NAMES.items())
