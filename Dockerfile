# One image for migrate, web, workers and beat, and a small one for the proxy. Python's own version, Debian's and PostgreSQL's are named here and in
# docker-compose.yml, nowhere else; `make image-check` runs these steps without an engine.
FROM python:3.11.15-slim-trixie AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

# The proxy that fetches its own certificates. It listens on high ports, so it gives up the one privilege it came with.
FROM caddy:2.11.7-alpine AS proxy
RUN setcap -r /usr/bin/caddy && chown -R 10001:10001 /data /config
COPY --chmod=644 Caddyfile /etc/caddy/Caddyfile
USER 10001:10001

FROM python:3.11.15-slim-trixie AS setev
# pg_dump and pg_restore, for backup and restore: of the same PostgreSQL as the server in docker-compose.yml
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin setev && install -d -o setev -g setev /data
COPY --from=packages /venv /venv
WORKDIR /setev
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data STATIC_ROOT=/setev/staticfiles WEB_CONCURRENCY=2
# Readable for its user however the source was cloned, and compiled once: a process that may not write would compile anew at each start.
RUN chmod -R a+rX . && python -m compileall -q .
# The files of the look are gathered, hashed and compressed while the image is made. Production's settings ask for values
# that only the installation has; these stand in for them in this one line.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))') SITE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
  DATABASE_URL=postgres://build.invalid/build EMAIL_URL=smtps://build.invalid TRUSTED_PROXY_COUNT=0 OPERATOR_NAME=build OPERATOR_EMAIL=build@build.invalid DATA_DIR=/tmp/build \
  python manage.py collectstatic --no-input && rm -rf /tmp/build
ENV PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
# One connection for each request: the proxy never sends a form on a connection that is just being closed.
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "portal.common.serving.Worker", "--threads", "8", \
  "--keep-alive", "0", "--graceful-timeout", "30", "--max-requests", "10000", "--max-requests-jitter", "1000", "--no-control-socket"]
