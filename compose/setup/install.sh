# shellcheck shell=bash
# Installs the engine from the distribution's packages and starts it. Needs root. Sourced by ../../setup.

# Out of reach of Ctrl-C: a package manager that is killed half way leaves a machine that needs repair.
# Without setup's lock (9): a service that a package starts would hold it for ever.
apt_get() {
  ( trap '' INT TERM HUP; DEBIAN_FRONTEND=noninteractive exec apt-get -o DPkg::Lock::Timeout=300 "$@" 9>&- )
}

prepare_apt() {
  apt_get update
  if [ "$(distribution)" = debian/bookworm ]; then
    allow_trixie_engine
    apt_get update
  fi
  install_debootstrap
}

# Not upgraded when present, nor anything that it recommends: newer ca-certificates would write the CA bundle anew.
install_debootstrap() { apt_get install -y --no-install-recommends --no-upgrade debootstrap; }

# Debian 12 ships engine 20.10, Compose v1 and no buildx. Trixie's engine runs there as long as runc and tini stay
# Debian 12's (trixie's runc wants a newer libc), so exactly these packages are let in from trixie.
allow_trixie_engine() {
  debian_sources trixie "$(debian_mirror Debian)" >/etc/apt/sources.list.d/buffering-lab.sources
  cat >/etc/apt/preferences.d/buffering-lab <<'END'
Package: *
Pin: release n=trixie
Pin-Priority: -1

Package: docker.io containerd docker-cli docker-compose docker-buildx
Pin: release n=trixie
Pin-Priority: 990
END
}

install_engine() {
  local packages=(docker.io docker-cli docker-compose docker-buildx iptables)
  case $(distribution) in ubuntu/*) packages=(docker.io docker-compose-v2 docker-buildx iptables) ;; esac
  apt_get install -y --no-install-recommends "${packages[@]}"
  start_engine
}

start_engine() {
  ! engine_answers || return 0
  if [ -d /run/systemd/system ]; then systemctl start docker; else start_dockerd; fi
}

# Without systemd: the service script stops where `ulimit -n` may not be raised, so the daemon is started directly.
# Two tries, because a killed daemon leaves pid files behind that the next one takes for living processes.
start_dockerd() {
  local log=/var/log/dockerd.log pid
  for _ in 1 2; do
    drop_stale_pid /run/docker.pid dockerd
    drop_stale_pid /run/docker/containerd/containerd.pid containerd
    setsid nohup dockerd >>"$log" 2>&1 </dev/null 9>&- &
    pid=$!
    for _ in $(seq 300); do
      ! engine_answers || return 0
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
  done
  tail -n 10 "$log"
  return 1
}

# A pid file counts only while its process is that program: numbers are reused.
drop_stale_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  case $(readlink "/proc/$pid/exe") in */"$2") ;; *) rm -f "$1" ;; esac
}
