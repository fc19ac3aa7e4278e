# Halte for production: one image, run as web, worker, beat, or a one-shot command (docker-compose.yml).
FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
COPY requirements.lock /tmp/
RUN /venv/bin/pip install --require-hashes -r /tmp/requirements.lock
COPY . /app
WORKDIR /app
# Two source roots: the repository, and platform/, which is a folder of packages and no package.
RUN printf '/app\n/app/platform\n' > "$(/venv/bin/python -c 'import site; print(site.getsitepackages()[0])')/halte.pth" \
 && /venv/bin/python -m config.catalogues \
 && /venv/bin/python manage.py collectstatic --settings=config.settings.dev --noinput -v0 \
 && /venv/bin/python -m compileall -q /app/platform /app/assessments /app/community /app/courses /app/reporting

FROM python:3.12-slim-bookworm
# Pango and a font for the PDF files.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-liberation \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin halte
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp \
    DJANGO_SETTINGS_MODULE=config.settings.prod
USER halte
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.web", "config.wsgi"]
