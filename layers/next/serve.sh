#!/bin/sh
# Starts the built site with a variant as its config: of what differs between them, nothing is built in.
set -e
cp "$1" /tmp/next.config.mjs
exec node node_modules/next/dist/bin/next start --hostname 0.0.0.0 --port 8080
