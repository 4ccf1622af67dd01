"""What gunicorn serves."""

import os

import pypinyin  # noqa: F401  its dictionary takes half a second, for which no visitor waits
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
