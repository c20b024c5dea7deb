# Build: the locked dependencies by hash in one virtual environment, and the project's wheel in it.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/voguevault \
    && /opt/voguevault/bin/python -m pip install --require-hashes -r requirements.lock
RUN python -m venv /opt/build \
    && /opt/build/bin/python -m pip install --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md ./
COPY core core
COPY commerce commerce
COPY assets assets
COPY aurora aurora
COPY evals evals
COPY migrations migrations
COPY web web
RUN /opt/build/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir /src/wheels . \
    && /opt/voguevault/bin/python -m pip install --no-deps --no-index /src/wheels/*.whl \
    && cd / && /opt/voguevault/bin/python -c "from assets.node import install_all; install_all()"

# Run: that environment, a user of its own, nothing else.
FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 voguevault \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin voguevault \
    && install --directory --mode=0700 --owner=voguevault --group=voguevault /data
COPY --from=build /opt/voguevault /opt/voguevault
ENV PATH=/opt/voguevault/bin:$PATH DATA_DIR=/data LOG_FORMAT=json PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /data
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=180s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ.get('PORT', '8000') + '/health/live', timeout=3)"]
CMD ["aurora", "serve", "--host", "0.0.0.0"]
