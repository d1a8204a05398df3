#!/usr/bin/env python
import gc
import os
import sys

if __name__ == "__main__":
    gc.disable()  # while everything is loaded nothing of it is garbage; `portal.home` turns it on, being ready last
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
