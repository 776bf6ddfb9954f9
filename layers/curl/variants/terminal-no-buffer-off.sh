# stdout is a terminal of its own (script, of util-linux); errors stay where they were, and line ends as the server sent them
exec script --quiet --return --command "stty -onlcr; exec curl ${*@Q} --silent --show-error 2>&3" /dev/null 3>&2
