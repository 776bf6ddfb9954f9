# shellcheck shell=bash
# debian:trixie-slim, which every image stands on: pulled where an image registry answers, else made here with
# debootstrap. Sourced by ../../setup.

debian_image=debian:trixie-slim
debian_root=''

check_debian() {
  local began
  began=$(now)
  if docker image inspect "$debian_image" >/dev/null 2>&1; then
    ok "$debian_image" "$began"
  else
    line -- "$debian_image: missing"
    return 1
  fi
}

# Where the engine was installed just now, the root was made beside that; elsewhere a pull is tried first.
have_debian_image() {
  if [ -n "${job_pid[debian]-}" ]; then
    finish debian
    start import "$debian_image imported" import_debian
    finish import
  elif ! check_debian; then
    need_space "$(docker info --format '{{.DockerRootDir}}')" 6
    new_debian_root
    start debian "$debian_image pulled or made" pull_or_make_debian
    finish debian
  fi
}

pull_or_make_debian() {
  ! timeout 60 docker pull --quiet "$debian_image" || return 0
  if [ "$EUID" -ne 0 ] || [[ $(distribution) != debian/* ]]; then
    echo 'The image could not be pulled, and only root on Debian can make it.'
    return 1
  fi
  command -v debootstrap >/dev/null || { apt_get update; install_debootstrap; }
  make_debian
  import_debian
}

new_debian_root() { debian_root=$(mktemp -d /var/tmp/buffering-lab-debian.XXXXXX); }

remove_debian_root() {
  [ -d "$debian_root" ] || return 0
  umount "$debian_root/proc" "$debian_root/sys" 2>/dev/null || true # debootstrap, stopped half way, leaves them
  rm -rf --one-file-system "$debian_root"
}

make_debian() {
  debootstrap --variant=minbase trixie "$debian_root" "$(debian_mirror Debian)"
  slim_down
}

# debian_mirror LABEL: where this machine's own apt sources take Debian (or Debian-Security) from.
debian_mirror() {
  # shellcheck disable=SC2016 # apt expands it
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' "Label: $1" | awk 'NR == 1'
}

# debian_sources SUITES MIRROR
debian_sources() {
  printf '%s\n' 'Types: deb' "URIs: $2" "Suites: $1" 'Components: main' 'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' ''
}

# The same cuts and apt settings as the official slim image: https://github.com/debuerreotype/debuerreotype
# (scripts/.slimify-excludes, .docker-apt-clean). Without the cleaning, layers that run apt-get keep every archive.
slim_down() {
  local etc=$debian_root/etc share=$debian_root/usr/share security
  rm -rf "$debian_root"/var/cache/apt/* "$debian_root"/var/lib/apt/lists/* "$share"/{man,locale,info,lintian}/*
  find "$share/doc" -type f ! -name copyright -delete
  printf 'path-exclude=/usr/share/%s/*\n' man locale info lintian doc >"$etc/dpkg/dpkg.cfg.d/docker"
  echo 'path-include=/usr/share/doc/*/copyright' >>"$etc/dpkg/dpkg.cfg.d/docker"
  cat >"$etc/apt/apt.conf.d/docker" <<'END'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::Languages "none";
END
  rm -f "$etc/apt/sources.list"
  debian_sources 'trixie trixie-updates' "$(debian_mirror Debian)" >"$etc/apt/sources.list.d/debian.sources"
  security=$(debian_mirror Debian-Security)
  [ -z "$security" ] || debian_sources trixie-security "$security" >>"$etc/apt/sources.list.d/debian.sources"
}

import_debian() {
  tar -C "$debian_root" --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -c . |
    docker import --change 'CMD ["bash"]' - "$debian_image"
}
