# shellcheck shell=bash
# The lab's images: bases in compose/images/*, then one per layer from its Compose fragment. What went into an image is
# its label, so an image counts for every clone with the same files, and for no other. Sourced by ../../setup.

inputs_label=buffering-lab.inputs
clone_label=buffering-lab.built-by
declare -A image_inputs=() image_clone=()

see_images() {
  local ids tags tag inputs clone
  image_inputs=() image_clone=()
  mapfile -t ids < <(docker image ls --quiet --no-trunc 'buffering-lab/*' | sort -u)
  [ ${#ids[@]} -gt 0 ] || return 0
  while IFS='|' read -r tags inputs clone; do
    for tag in $tags; do
      image_inputs[$tag]=${inputs:-none}
      image_clone[$tag]=$clone
    done
  done < <(docker image inspect --format "{{join .RepoTags \" \"}}|{{index .Config.Labels \"$inputs_label\"}}|{{index .Config.Labels \"$clone_label\"}}" "${ids[@]}")
}

is_current() { [ "${image_inputs[$1]-}" = "$2" ]; }

# built_elsewhere TAG: true where an image of that name stands that this clone did not build; `by` says who did.
built_elsewhere() {
  by=${image_clone[$1]-}
  [ -n "${image_inputs[$1]-}" ] && [ "$by" != "$PWD" ] || return 1
  if [ -n "$by" ]; then by="from other files, by the clone $by"; else by='by an earlier version of the lab'; fi
}

check_images() {
  local plan name tag inputs by incomplete=0
  plan=$(plan_images "$@") || exit 1
  see_images
  while read -r _ name tag inputs _; do
    if is_current "$tag" "$inputs"; then
      line ok "$tag"
    else
      if built_elsewhere "$tag"; then line -- "$tag: built $by"
      elif [ -n "${image_inputs[$tag]-}" ]; then line -- "$tag: its files have changed since"
      else line -- "$tag: missing"; fi
      incomplete=1
    fi
  done <<<"$plan"
  return $incomplete
}

# Keeps the lines of a plan whose image must be built.
stale() {
  local kind name tag inputs folder
  while read -r kind name tag inputs folder; do is_current "$tag" "$inputs" || echo "$kind $name $tag $inputs $folder"; done
}

# build_layers JOB NAME...: in one call, because Compose builds side by side and shares equal stages.
build_layers() {
  [ $# -gt 1 ] || return 0
  start "$1" "images ${*:2}" compose -f "$labels_file" build "${@:2}"
}

# Compose takes the labels of an image from a file only.
write_labels() {
  local kind name inputs
  labels_file=$logs/labels.yaml
  echo 'services:' >"$labels_file"
  while read -r kind name _ inputs _; do
    [ "$kind" != layer ] ||
      printf '  "%s": { build: { labels: { %s: "%s", %s: "%s" } } }\n' "$name" $inputs_label "$inputs" $clone_label "$PWD" >>"$labels_file"
  done
}

build_images() {
  local began plan kind name tag inputs folder by labels_file bases=() own=() based=()
  began=$(now)
  plan=$(plan_images "$@") || exit 1
  see_images
  plan=$(stale <<<"$plan")
  if [ -z "$plan" ]; then ok "images${*:+ of $*}" "$began" && return; fi
  need_space "$(docker info --format '{{.DockerRootDir}}')" "$(needed_gb "$@")"
  # The builder that belongs to the engine: one of another kind would not see the images that are built here.
  BUILDX_BUILDER=$(docker context show)
  export BUILDX_BUILDER

  write_labels <<<"$plan"
  while read -r kind name tag inputs folder; do
    ! built_elsewhere "$tag" || line .. "$tag was built $by: building it anew"
    case $kind in
      base)
        bases+=("base-$name")
        start "base-$name" "image $tag" docker build --secret "id=ca,src=$LAB_CA" \
          --label "$inputs_label=$inputs" --label "$clone_label=$PWD" --tag "$tag" "$folder"
        ;;
      # Layers that stand on no base of ours are built beside the bases.
      layer) if grep -qs 'buffering-lab/' "$folder"/Dockerfile*; then based+=("$name"); else own+=("$name"); fi ;;
    esac
  done <<<"$plan"
  build_layers own "${own[@]}"
  for name in "${bases[@]}"; do finish "$name"; done
  build_layers based "${based[@]}"
  finish own
  finish based
}

# All images with the build's cache take some 5 GB, those of the front page a quarter of that; builds want some room of their own.
needed_gb() { if [ "$*" = --all ]; then echo 8; else echo 3; fi; }
