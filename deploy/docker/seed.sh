#!/bin/sh
# Seeds the demo. What it made, keys included, goes to a file that only this user reads; keys that work are kept.
set -eu
made="${SEED_DIR:-/seed}"
umask 077
node packages/db/dist/jobs/seed.mjs --scenario demo --previous "$made/demo.json" >"$made/next.json"
mv "$made/next.json" "$made/demo.json"
