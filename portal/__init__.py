import gc

gc.disable()  # while everything is loaded nothing of it is garbage; `portal.home` turns it on, being ready last

from portal.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
