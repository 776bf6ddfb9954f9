exec curl "$@" --silent --show-error
