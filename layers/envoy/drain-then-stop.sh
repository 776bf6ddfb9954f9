#!/bin/bash
# Runs Envoy, and on SIGTERM drains it before it is stopped: what a preStop hook or a sidecar does in a cluster.
# Usage: drain-then-stop.sh envoy ARGUMENTS, with the admin interface on 127.0.0.1:9901.
"$@" &
envoy=$!

# admin METHOD PATH: prints the answer. Without curl, so that the official image can run it too.
admin() {
  exec 3<>/dev/tcp/127.0.0.1/9901
  printf '%s %s HTTP/1.1\r\nhost: admin\r\nconnection: close\r\ncontent-length: 0\r\n\r\n' "$1" "$2" >&3
  cat <&3
  exec 3>&-
}

drain() {
  admin POST /healthcheck/fail
  admin POST '/drain_listeners?graceful'
  until admin GET '/stats?filter=^http.ingress.downstream_rq_active$' | grep -q 'active: 0'; do sleep 0.1; done
  kill -TERM "$envoy"
}
trap drain TERM

# The first wait ends when the trap has run, the second when Envoy has.
wait "$envoy"
wait "$envoy"
