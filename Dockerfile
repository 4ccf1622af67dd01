# Web, worker and one-off commands from one image; docker-compose.yml says which.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /srv/tongchou tongchou

WORKDIR /srv/tongchou/app
COPY requirements.lock .
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock

COPY . .
ENV DATA_DIR=/srv/tongchou/data \
    DJANGO_SETTINGS_MODULE=config.settings \
    PYTHONUNBUFFERED=1

# Set up without a database; the address is never called.
RUN export DATABASE_URL=postgresql:///none SECRET_KEY=only-while-the-image-is-made \
    && python manage.py compile_translations \
    && python manage.py install_fonts \
    && python manage.py collectstatic --noinput --verbosity=0 --ignore=viewflow \
    && chown -R tongchou /srv/tongchou/data

USER tongchou
VOLUME /srv/tongchou/data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind=0.0.0.0:8000", "--no-control-socket", \
     "--worker-class=gthread", "--workers=2", "--threads=4", "--timeout=60", "--graceful-timeout=10", \
     "--limit-request-line=8190"]
