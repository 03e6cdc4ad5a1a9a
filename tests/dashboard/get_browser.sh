#!/bin/sh
# Make sure there is a Chromium for the browser tests: one that is there, else Debian's package, else Playwright's own.
set -eu
python="$1"
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
exec "$python" -m playwright install chromium
