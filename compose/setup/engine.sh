# shellcheck shell=bash
# The container engine: used as it is where it answers, else installed from the distribution's packages and started.
# Sourced by ../../setup.

# Not `docker info`: with --format some clients (26.1) exit 0 although no engine answers.
engine_answers() { timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }
engine_complaint() { timeout 10 docker version --format '{{.Server.Version}}' 2>&1 >/dev/null | awk 'NR == 1' || true; }

# "26.1.5 buildx 0.13.1 compose 2.26.1"
engine_versions() {
  local plugins='{{range .ClientInfo.Plugins}}{{if or (eq .Name "compose") (eq .Name "buildx")}} {{.Name}} {{.Version}}{{end}}{{end}}'
  timeout 10 docker info --format "{{.ServerVersion}}$plugins" | sed -E 's/[+-][^ ]*//g'
}

check_engine() {
  local versions began
  began=$(now)
  if ! engine_answers; then
    line -- 'engine: none answers, so no image can be seen'
    return 1
  fi
  versions=$(engine_versions)
  case $versions in
    *buildx*compose*) ok "engine $versions" "$began" ;;
    *) line -- "engine $versions: Compose v2 or buildx is missing" && return 1 ;;
  esac
}

install_engine_and_debian() {
  if ! check_engine; then
    if engine_answers; then
      die 'the docker client lacks a plugin: the lab needs Compose v2 and buildx' \
        'apt-get install docker-compose docker-buildx      (Debian 13; on Ubuntu docker-compose-v2 docker-buildx)'
    fi
    engine_can_be_had
    get_engine
    check_engine || die 'the engine was started and does not answer' 'docker info; less /var/log/dockerd.log'
  fi
  have_debian_image
}

# On a bare machine debian:trixie-slim is made beside the installation.
get_engine() {
  need_space /var/lib/docker 6
  if command -v dockerd >/dev/null; then
    start engine 'engine started' start_engine
  else
    start apt 'package lists and debootstrap' prepare_apt
    finish apt
    new_debian_root
    start engine 'engine installed and started' install_engine
    start debian "$debian_image made" make_debian
  fi
  finish engine
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
distribution() { ( . /etc/os-release && echo "$ID/${VERSION_CODENAME:-$VERSION_ID}" ); }
