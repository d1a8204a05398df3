machine_patterns: list = []
urlpatterns: list = []
