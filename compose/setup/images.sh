# shellcheck shell=bash
# The lab's images: the bases in compose/images/*, then one per layer from its Compose fragment. An image is built
# when it is missing, or when what goes into it has changed since this clone built it. Sourced by ../../setup.

stamps=$logs/images
declare -A image_id=()

see_images() {
  local tag id
  image_id=()
  while read -r tag id; do image_id[$tag]=$id; done < <(docker image ls --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' 'buffering-lab/*')
}

# The stamp names the image as well: another clone on this machine may have built other inputs under the same tag.
is_current() { [ -n "${image_id[$1]-}" ] && [ "$(cat "$(stamp_of "$1")" 2>/dev/null)" = "$2 ${image_id[$1]}" ]; }
stamp_of() { echo "$stamps/${1//[\/:]/_}"; }

check_images() {
  local plan name tag inputs incomplete=0
  plan=$(plan_bases && plan_layers "$@") || exit 1
  see_images
  while read -r name tag inputs _; do
    if is_current "$tag" "$inputs"; then
      line ok "$tag"
    else
      if [ -n "${image_id[$tag]-}" ]; then line -- "$tag: not built from the files of this clone"; else line -- "$tag: missing"; fi
      incomplete=1
    fi
  done <<<"$plan"
  return $incomplete
}

# Keeps the lines of a plan whose image must be built.
stale() {
  local name tag inputs folder
  while read -r name tag inputs folder; do is_current "$tag" "$inputs" || echo "$name $tag $inputs $folder"; done
}

stamp() {
  local tag inputs
  see_images
  while read -r _ tag inputs _; do
    [ -z "$tag" ] || echo "$inputs ${image_id[$tag]}" >"$(stamp_of "$tag")"
  done
}

# build_layers JOB PLAN: in one call, because Compose builds side by side and shares equal stages.
build_layers() {
  local names
  [ -n "$2" ] || return 0
  mapfile -t names < <(cut -d ' ' -f 1 <<<"$2")
  start "$1" "images ${names[*]}" compose build "${names[@]}"
}

build_images() {
  local began bases layers own= based= name tag inputs folder
  began=$(now)
  mkdir -p "$stamps"
  layers=$(plan_layers "$@") || exit 1
  see_images
  bases=$(plan_bases | stale)
  layers=$(stale <<<"$layers")
  if [ -z "$bases$layers" ]; then ok 'images of the layers' "$began" && return; fi
  need_space "$(docker info --format '{{.DockerRootDir}}')" 6
  # The builder that belongs to the engine: one of another kind would not see the images that are built here.
  BUILDX_BUILDER=$(docker context show)
  export BUILDX_BUILDER

  while read -r name tag inputs folder; do
    [ -z "$name" ] || start "base-$name" "image $tag" docker build --secret "id=ca,src=$LAB_CA" --tag "$tag" "$folder"
  done <<<"$bases"
  # Layers that stand on no base of ours are built beside the bases.
  while read -r name tag inputs folder; do
    if [ -z "$name" ]; then continue
    elif grep -qs 'buffering-lab/' "$folder"/Dockerfile*; then based+="$name $tag $inputs"$'\n'
    else own+="$name $tag $inputs"$'\n'; fi
  done <<<"$layers"
  build_layers own "${own%$'\n'}"
  while read -r name _; do finish "base-$name"; done <<<"$bases"
  build_layers based "${based%$'\n'}"
  finish own
  finish based
  stamp <<<"$bases"$'\n'"$layers"
}
