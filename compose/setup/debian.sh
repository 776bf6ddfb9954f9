# shellcheck shell=bash
# debian:trixie-slim, which every image stands on: pulled where a registry answers, else made here.

debian_image=debian:trixie-slim

# The mirrors that this machine's own apt sources name.
debian_mirror() { apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' | grep -v security | head -n 1; }
security_mirror() { apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' | grep security | head -n 1; }

make_debian_root() {
  local root=$1
  debootstrap --variant=minbase trixie "$root" "$(debian_mirror)"
  slim_down "$root"
}

# As Debian's own slim image: https://github.com/debuerreotype/debuerreotype (scripts/debuerreotype-minimizing-config,
# scripts/.slimify-excludes). Without docker-clean every layer that runs apt-get would keep its archives.
slim_down() {
  local root=$1 security
  security=$(security_mirror)
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/{man,locale,info,lintian}/*
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  cat >"$root/etc/dpkg/dpkg.cfg.d/slim" <<'END'
path-exclude /usr/share/man/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/info/*
path-exclude /usr/share/lintian/*
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
END
  cat >"$root/etc/apt/apt.conf.d/docker-clean" <<'END'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::Languages "none";
END
  rm -f "$root/etc/apt/sources.list"
  cat >"$root/etc/apt/sources.list.d/debian.sources" <<END
Types: deb
URIs: $(debian_mirror)
Suites: trixie trixie-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
${security:+
Types: deb
URIs: $security
Suites: trixie-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg}
END
}

import_debian_root() {
  tar -C "$1" --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -c . | docker import --change 'CMD ["bash"]' - "$debian_image"
}
