exec curl "$@" --silent --show-error --no-buffer --compressed
