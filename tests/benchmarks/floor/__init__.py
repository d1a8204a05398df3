"""The floor: a bare Django project beside ours, with nothing but the work itself. It knows nothing of Setev."""
