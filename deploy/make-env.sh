#!/bin/sh
# Makes .env for docker compose in the current folder, with secrets of its own: sh deploy/make-env.sh [--demo]
set -eu
if [ -e .env ]; then
  echo ".env is already there. It was left as it is: its master key opens your data." >&2
  exit 1
fi
random() {
  od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'
}
umask 077
cat >.env <<END
COUNTERSIGN_MASTER_KEY=$(random)
NEXTAUTH_SECRET=$(random)
POSTGRES_PASSWORD=$(random)
REDIS_PASSWORD=$(random)
DEMO_READER_PASSWORD=$(random)
DEMO_OWNER_PASSWORD=$(random)
END
if [ "${1:-}" = "--demo" ]; then
  cat >>.env <<'END'
COMPOSE_PROFILES=demo
COUNTERSIGN_EGRESS_ALLOW=172.30.46.0/24
SMTP_URL=smtp://demo-tools:4604
DEV_MAIL_URL=http://demo-tools:4603/mail
END
fi
echo "Made .env. Keep a copy in a safe place: without its master key the data can't be read."
