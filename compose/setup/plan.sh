# shellcheck shell=bash
# What is to be there: a plan is a text with one line per image, KIND NAME TAG DIGEST FOLDER, where the digest is that
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

# What every image stands on. A digest that is too wide costs a second: BuildKit's cache then finds nothing to do.
debian_digest() { docker image inspect --format '{{.Id}}' "$debian_image" 2>/dev/null | digest; }
base_digest() { { debian_digest; digest_of_files compose/images; } | digest; }
# What a layer copies whose build context is the repository.
node_digest() { digest_of_files package.json package-lock.json .npmrc .dockerignore reader-kit/package.json; }

# What every measurement needs: the model, the app, the reader, and the layer that the rig is checked with.
needed_layers=(mock-llm app probe hold-all)
# ... and what no layer need stand on: what listens on the network of every measurement, and the certificate of `./lab verify`.
needed_bases=(tap tls)
# What ./setup builds unasked: enough for the front page.
front_page=(nginx)

# plan_images --all | [LAYER...]: the layers' images and the bases that they stand on, one a line: KIND NAME TAG DIGEST FOLDER. A layer is its
# folder, so all versions of nginx are built when nginx is asked for.
plan_images() {
  local layers folders
  layers=$(plan_layers "$@") || return 1
  mapfile -t folders < <(cut -d ' ' -f 5 <<<"$layers")
  plan_bases "${folders[@]}"
  echo "$layers"
}

# plan_bases FOLDER...: those that the Dockerfiles there name, and the needed ones. The tag is the Dockerfile's own default VERSION.
plan_bases() {
  local file name tag inputs
  inputs=$(base_digest)
  for file in compose/images/*/Dockerfile; do
    name=$(basename "$(dirname "$file")")
    tag=buffering-lab/$name:$(sed -n 's/^ARG VERSION=//p' "$file")
    is_needed_base "$name" || names_image "$tag" "$@" || continue
    echo "base $name $tag $inputs $(dirname "$file")"
  done
}

is_needed_base() { case " ${needed_bases[*]} " in *" $1 "*) ;; *) return 1 ;; esac; }

# names_image TAG FOLDER...: whether a Dockerfile in one of them does.
names_image() {
  local tag=$1 folder
  shift
  for folder; do ! grep -qsF "$tag" "$folder"/Dockerfile* || return 0; done
  return 1
}

# plan_layers --all | [LAYER...]: these and the needed ones; none: those of the front page.
plan_layers() {
  local config name tag folder context build debian base node inputs
  if [ "$*" = --all ]; then set --
  elif [ $# -eq 0 ]; then set -- "${front_page[@]}" "${needed_layers[@]}"
  else set -- "$@" "${needed_layers[@]}"; fi
  debian=$(debian_digest) base=$(base_digest) node=$(node_digest)
  config=$(compose config --format json) || die 'compose/compose.yaml or a fragment of it is not valid' 'docker compose -f compose/compose.yaml config'
  node -e '
    const path = require("path"), wanted = process.argv.slice(1), images = new Map();
    const here = (folder) => path.relative(".", folder) || "."; // the same in every clone
    for (const [name, { image, build }] of Object.entries(JSON.parse(require("fs").readFileSync(0)).services)) {
      if (!build || images.has(image)) continue; // two services of one layer share its image
      const folder = here(path.dirname(path.resolve(build.context, build.dockerfile ?? "Dockerfile")));
      const inputs = JSON.stringify({ ...build, context: here(build.context) });
      images.set(image, { layer: path.basename(folder), line: [name, image, folder, here(build.context), inputs].join("\t") });
    }
    const layers = new Set([...images.values()].map(({ layer }) => layer));
    for (const layer of wanted) if (!layers.has(layer)) {
      console.error(`setup: unknown layer: ${layer}\n  next: ./setup LAYER..., one of ${[...layers].join(" ")}`);
      process.exit(1);
    }
    for (const { layer, line } of images.values()) if (!wanted.length || wanted.includes(layer)) console.log(line);
    ' "$@" <<<"$config" | while IFS=$'\t' read -r name tag folder context build; do
    inputs=$({
      echo "$build"
      if grep -qs 'buffering-lab/' "$folder"/Dockerfile*; then echo "$base"; else echo "$debian"; fi
      [ "$context" != . ] || echo "$node"
      digest_of_folder "$folder"
    } | digest)
    echo "layer $name $tag $inputs $folder"
  done
}
