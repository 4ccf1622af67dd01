# Sets $python to a Python of at least 3.11; sourced by ./run and ./test.
find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return 0
    done
    return 1
}
if ! find_python && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-venv
fi
find_python || {
    echo "Tongchou needs Python 3.11 or later. On Debian or Ubuntu type:" >&2
    echo "  sudo apt-get install python3 python3-venv" >&2
    exit 1
}
