# shellcheck shell=bash
# What is to be there: a plan is a text with one line per image, NAME TAG DIGEST FOLDER, where the digest is that
# of all inputs of the image. Sourced by ../../setup.

export DOCKER_BUILDKIT=1 COMPOSE_PROFILES='*'

# Without the overrides: what is built is ours, never somebody's NGINX_IMAGE.
compose() {
  (
    for name in $(compgen -e); do case $name in *_IMAGE) unset "$name" ;; esac; done
    exec docker compose -f compose/compose.yaml "$@"
  )
}

digest() { sha256sum | cut -c 1-16; }
digest_of_files() { find "$@" -type f -print0 | sort -z | xargs -0r sha256sum | digest; }

# Of a layer: variants, sources and texts are mounted or unused, so they are no inputs of its image.
digest_of_folder() {
  digest_of_files "$1" -not -path "$1/variants/*" -not -path "$1/src/*" -not -name '*.md' -not -name '*.ts' -not -name compose.yaml
}

# What all images depend on. A digest that is too wide costs a second: BuildKit's cache then finds nothing to do.
base_digest() {
  {
    docker image inspect --format '{{.Id}}' "$debian_image" 2>/dev/null || true
    digest_of_files compose/images
  } | digest
}
layer_digest() { { base_digest; digest_of_files package.json package-lock.json .npmrc .dockerignore; } | digest; }

# The tag is the Dockerfile's own default VERSION.
plan_bases() {
  local file name inputs
  inputs=$(base_digest)
  for file in compose/images/*/Dockerfile; do
    name=$(basename "$(dirname "$file")")
    echo "$name buffering-lab/$name:$(sed -n 's/^ARG VERSION=//p' "$file") $inputs $(dirname "$file")"
  done
}

# What every measurement needs: the model, the app, the reader, and the layer that the rig is checked with.
needed_layers=(mock-llm app probe hold-all)

# plan_layers [LAYER...]: these and the needed ones; without any: all. A layer is its folder, so all versions of nginx are built when
# nginx is asked for.
plan_layers() {
  local config common name tag folder build
  [ $# -eq 0 ] || set -- "$@" "${needed_layers[@]}"
  common=$(layer_digest)
  config=$(compose config --format json) || die 'compose/compose.yaml or a fragment of it is not valid' 'docker compose -f compose/compose.yaml config'
  node -e '
    const path = require("path"), wanted = process.argv.slice(1), images = new Map();
    for (const [name, { image, build }] of Object.entries(JSON.parse(require("fs").readFileSync(0)).services)) {
      if (!build || images.has(image)) continue; // two services of one layer share its image
      const folder = path.dirname(path.resolve(build.context, build.dockerfile ?? "Dockerfile"));
      images.set(image, { layer: path.basename(folder), line: [name, image, folder, JSON.stringify(build)].join("\t") });
    }
    const layers = new Set([...images.values()].map(({ layer }) => layer));
    for (const layer of wanted) if (!layers.has(layer)) {
      console.error(`setup: unknown layer: ${layer}\n  next: ./setup LAYER..., one of ${[...layers].join(" ")}`);
      process.exit(1);
    }
    for (const { layer, line } of images.values()) if (!wanted.length || wanted.includes(layer)) console.log(line);
    ' "$@" <<<"$config" | while IFS=$'\t' read -r name tag folder build; do
    echo "$name $tag $({ echo "$common $build"; digest_of_folder "$folder"; } | digest) $folder"
  done
}
