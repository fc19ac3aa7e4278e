"""gunicorn's settings for production: `gunicorn -c python:config.web config.wsgi`. The environment may say more."""

import os

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
# With four, the requests of a worker wait for each other at random: p99 was 5 x p50, with two it is 2 (bench/http.py).
threads = int(os.environ.get("WEB_THREADS", "2"))
timeout = 60
graceful_timeout = 25
max_requests = 2000  # a leak in a library costs a worker, not the night
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the heartbeat's file: memory, and writable in a read-only container
accesslog = None  # addresses hold card tokens; the proxy logs what it must
errorlog = "-"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
