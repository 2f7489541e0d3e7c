#!/bin/sh
# macOS opens files of this name by a double click.
exec "$(dirname "$0")/start-linux.sh" "$@"
