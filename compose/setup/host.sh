# shellcheck shell=bash
# What the machine itself must bring, and the npm packages. Sourced by ../../setup.

need_node() {
  local version
  # the machine's own, where npm has put the lab's in front (`npm test`): what runs may not be what npm installs anew
  PATH=${PATH//"$PWD/node_modules/.bin:"/}
  [ "$(uname -s)" = Linux ] ||
    die "the lab runs on Linux, this is $(uname -s): its containers and clocks share one kernel with the measuring process" \
      'clone the repository in a Debian 13 virtual machine (on Windows: WSL) and run ./setup there'
  command -v node npm >/dev/null || die 'Node.js or npm is missing; the lab needs Node 20 or newer' 'apt-get install nodejs npm      (Debian 13)'
  version=$(node --version)
  version=${version#v}
  [ "${version%%.*}" -ge 20 ] || die "Node $version is too old; the lab needs 20 or newer" 'install Node 24, for example from your distribution, and run ./setup again'
}

# One variable hands a private CA to everything: npm here, and the image builds as a secret (layers/*/compose.yaml).
use_private_ca() {
  export LAB_CA=${LAB_CA:-${SSL_CERT_FILE:-/dev/null}}
  [ -r "$LAB_CA" ] || die "the CA bundle cannot be read: $LAB_CA" 'set LAB_CA (or SSL_CERT_FILE) to a PEM file, or unset it'
  [ ! -s "$LAB_CA" ] || export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$LAB_CA}
}

# A second setup waits for the first and then finds nothing to do. Root's lock is the machine's, because apt and
# dockerd are; anyone else only changes this clone.
one_setup_at_a_time() {
  local lock=$logs/lock
  mkdir -p "$logs"
  [ "$EUID" -ne 0 ] || lock=/run/lock/buffering-lab-setup.lock
  exec 9>>"$lock"
  flock -n 9 && return
  line .. 'another ./setup is running; waiting for it'
  flock -w 1800 9 || die 'the other ./setup still runs after 30 minutes' "fuser -v $lock"
}

# need_space DIRECTORY GIB: of the nearest parent that exists.
need_space() {
  local at=$1 free
  while [ ! -d "$at" ]; do at=$(dirname "$at"); done
  free=$(df -Pk "$at" | awk 'NR == 2 { print int($4 / 1024 / 1024) }')
  [ "$free" -ge "$2" ] || die "too little disk: $free GB free for $1, the lab needs $2 GB" "df -h $at; docker system prune"
}

# What npm installed last (its hidden lockfile) has every package of the lockfile at its version.
# Optional packages are left out: which of them belong here depends on the platform. Extraneous ones npm never installs.
npm_packages_current() {
  node -e '
    const read = (file) => JSON.parse(require("fs").readFileSync(file)).packages;
    const wanted = read("package-lock.json"), found = read("node_modules/.package-lock.json");
    for (const [path, { version, optional, extraneous }] of Object.entries(wanted))
      if (path && !optional && !extraneous && found[path]?.version !== version) process.exit(1);
  ' 2>/dev/null
}

check_npm_packages() {
  local began
  began=$(now)
  if npm_packages_current; then
    ok 'npm packages' "$began"
  else
    line -- 'npm packages: missing or older than package-lock.json'
    return 1
  fi
}

install_npm_packages() {
  if ! check_npm_packages; then
    need_space "$PWD" 1
    # Errors only: a Node older than 24 would get a page of engine warnings about packages that never run on it.
    start npm 'npm packages' npm ci --no-progress --loglevel=error
  fi
}
