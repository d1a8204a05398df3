# One image for web, worker and beat.
FROM python:3.11-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.11-slim
# pg_dump and pg_restore, for backup and restore
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin setev && install -d -o setev -g setev /data
COPY --from=packages /venv /venv
WORKDIR /setev
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data STATIC_ROOT=/setev/staticfiles
# The files of the look are gathered, hashed and compressed while the image is made. Production's settings ask for values
# that only the installation has; these stand in for them in this one line.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))') SITE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
  DATABASE_URL=postgres://build.invalid/build EMAIL_URL=smtps://build.invalid TRUSTED_PROXY_COUNT=0 OPERATOR_NAME=build OPERATOR_EMAIL=build@build.invalid DATA_DIR=/tmp/build \
  python manage.py collectstatic --no-input && rm -rf /tmp/build
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD python -c "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0]}))"
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--no-control-socket"]
