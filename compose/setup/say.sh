# shellcheck shell=bash
# What a person sees: one line per step, a log per step, and why a step failed. Sourced by ../../setup.

logs=.cache/setup
declare -A job_pid=() job_text=()

now() { echo "${EPOCHREALTIME/[.,]/}"; }
seconds_since() {
  local tenths=$((($(now) - $1) / 100000))
  echo "$((tenths / 10)).$((tenths % 10))"
}

line() { printf '%-3s %-66s %6s\n' "$1" "$2" "${3:+$3 s}"; }

ok() { line ok "$1" "$(seconds_since "$2")"; }

# die WHAT NEXT...: one message, the next commands, exit 1.
die() {
  printf 'setup: %s\n' "$1" >&2
  printf '  next: %s\n' "${@:2}" >&2
  exit 1
}

# start NAME TEXT COMMAND...: run the command beside everything else, its output in a log of its own.
start() {
  local name=$1 began
  began=$(now)
  job_text[$name]=$2
  set -m # a process group of its own, so that stop_jobs reaches what the command started
  (
    set -e
    "${@:3}"
    seconds_since "$began" >"$logs/$name.time"
  ) >"$logs/$name.log" 2>&1 </dev/null &
  set +m
  job_pid[$name]=$!
}

# finish NAME: wait, show that it lives, then print its line or, when it failed, the end of its log.
finish() {
  local name=$1 pid=${job_pid[$1]-} ticks=0
  [ -n "$pid" ] || return 0
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.1
    ticks=$((ticks + 1))
    progress "$name" "$ticks"
  done
  unset "job_pid[$name]"
  [ ! -t 1 ] || printf '\r\033[K'
  wait "$pid" || explain "$name"
  line ok "${job_text[$name]}" "$(cat "$logs/$name.time")"
}

# On a terminal a line that is overwritten twice a second, elsewhere a plain line every ten seconds.
progress() {
  local name=$1 ticks=$2 text
  text=$(tail -n 1 "$logs/$name.log" | tr '\r' '\n' | tail -n 1 | cut -c 1-60)
  if [ ! -t 1 ]; then
    [ $((ticks % 100)) -ne 0 ] || line .. "${job_text[$name]}: $text" $((ticks / 10))
  elif [ $((ticks % 5)) -eq 0 ]; then
    printf '\r\033[K..  %s: %s' "${job_text[$name]}" "$text"
  fi
}

# Waits for the jobs as well, half a minute at most: apt is not to be stopped, and the next setup must not meet it.
# npm would take its tree back for 15 s; killed, it leaves one that the next setup sees is incomplete.
stop_jobs() {
  local name ticks=0 signal
  disown -a # bash would report each one that is killed
  for name in "${!job_pid[@]}"; do
    signal=TERM
    [ "$name" != npm ] || signal=KILL
    kill "-$signal" -- "-${job_pid[$name]}" 2>/dev/null || true
  done
  for name in "${!job_pid[@]}"; do
    while kill -0 -- "-${job_pid[$name]}" 2>/dev/null && [ $((ticks += 1)) -le 300 ]; do sleep 0.1; done
  done
  remove_debian_root
}

# explain NAME: the end of the log, and the likely cause where the log names it.
explain() {
  local name=$1 log=$logs/$1.log
  line '!!' "${job_text[$name]}"
  tail -n 10 "$log" | cut -c 1-200 >&2
  if grep -q 'only root on Debian' "$log"; then
    die "$debian_image could not be pulled, and only root on Debian can make it" 'sudo -E env "PATH=$PATH" ./setup'
  elif grep -qiE 'no space left on device' "$log"; then
    die "the disk is full (step: ${job_text[$name]})" 'df -h; docker system df'
  elif grep -qiE 'self.signed|certificate.?verif|unable to get (local )?issuer' "$log"; then
    die "a package registry shows a certificate that nobody here knows; a private CA? (step: ${job_text[$name]})" \
      'LAB_CA=/path/to/ca-bundle.pem ./setup'
  elif grep -qiE 'could not resolve|no such host|temporary failure|EAI_AGAIN|ENOTFOUND|ENETUNREACH|unreachable|ECONNREFUSED|connection refused|ETIMEDOUT|timed out' "$log"; then
    die "no network: a package registry could not be reached (step: ${job_text[$name]})" \
      'check the network, the proxy and the package mirrors of this machine; then ./setup'
  fi
  die "a step failed: ${job_text[$name]}" "less $log"
}
