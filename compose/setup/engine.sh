# shellcheck shell=bash
# The container engine: used as it is where it answers, else installed from the distribution's packages and started.
# Sourced by ../../setup.

engine_answers() { timeout 10 docker info >/dev/null 2>&1; }
# What the client says about an engine that does not answer; nothing when it does.
engine_complaint() { timeout 10 docker info 2>&1 >/dev/null | grep -v WARNING | awk 'NR == 1' || true; }

# "26.1.5 buildx 0.13.1 compose 2.26.1"
engine_versions() {
  local plugins='{{range .ClientInfo.Plugins}}{{if or (eq .Name "compose") (eq .Name "buildx")}} {{.Name}} {{.Version}}{{end}}{{end}}'
  timeout 10 docker info --format "{{.ServerVersion}}$plugins" 2>/dev/null | sed -E 's/[+-][^ ]*//g'
}

check_engine() {
  local versions began
  began=$(now)
  if ! versions=$(engine_versions); then
    line -- 'engine: none answers, so no image can be seen'
    return 1
  fi
  case $versions in
    *buildx*compose*) ok "engine $versions" "$began" ;;
    *) line -- "engine $versions: Compose v2 or buildx is missing" && return 1 ;;
  esac
}

install_engine_and_debian() {
  if ! engine_answers; then
    engine_can_be_had
    need_space /var/lib/docker 6
    if command -v dockerd >/dev/null; then
      start engine 'engine started' start_engine
    else
      start apt 'package lists, debootstrap' prepare_apt
      finish apt
      new_debian_root
      start engine 'engine installed and started' install_engine
      start debian "$debian_image made" make_debian
    fi
    finish engine
  fi
  check_engine || die 'the docker client lacks Compose v2 or buildx' \
    'apt-get install docker-compose docker-buildx      (Debian 13; on Ubuntu docker-compose-v2 docker-buildx)'
  have_debian_image
}

# Ends with a message where no engine can be installed or started; an engine that somebody configured is never replaced.
engine_can_be_had() {
  local complaint=''
  if command -v docker >/dev/null; then
    complaint=$(engine_complaint)
    case $complaint in
      *'permission denied'*) die "the engine refuses this user: $complaint" 'sudo usermod -aG docker "$USER" && newgrp docker; then ./setup' ;;
    esac
    [ -z "${DOCKER_HOST:-}" ] || die "no engine answers at DOCKER_HOST=$DOCKER_HOST: $complaint" 'start that engine, or: unset DOCKER_HOST; ./setup'
    [ "$(docker context show)" = default ] || die "no engine answers in the docker context $(docker context show): $complaint" 'start that engine, or: docker context use default; ./setup'
  fi
  if ! command -v dockerd >/dev/null; then
    case $(distribution) in
      debian/buster | debian/bullseye) die "no engine, and Debian 12 is the oldest that setup can install one on: this is $(distribution)" 'install Docker Engine with Compose v2 and buildx by hand; then ./setup' ;;
      debian/* | ubuntu/*) ;;
      *) die "no engine, and setup installs one on Debian and Ubuntu only: this is $(distribution)" 'install and start Docker Engine with Compose v2 and buildx by hand; then ./setup' ;;
    esac
  fi
  [ "$EUID" -eq 0 ] || die "no engine answers, and only root can install or start one" 'sudo -E env "PATH=$PATH" ./setup'
}

# "debian/bookworm"
distribution() { ( . /etc/os-release && echo "$ID/${VERSION_CODENAME:-}" ); }
