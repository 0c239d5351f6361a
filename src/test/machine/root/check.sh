# What the scripts of this folder share; they are the commands of a machine's first process.
#
# A check prints one line, "ok NAME" or "not ok NAME: ...", and the tests make a test case of each. Nothing has a limit
# here: a script that waits for what does not happen prints no more, and that is what the tests have a limit for.

export PATH=/bin
if [ ! -e /proc/1 ]; then
    /busybox mkdir -p /bin /proc /dev /tmp
    /busybox --install -s /bin
    mount -t proc proc /proc
    mount -t devtmpfs devtmpfs /dev
    # Messages of the kernel would get into the lines.
    dmesg -n 1
fi

# check NAME EXPECTED RESULT
check() {
    if [ "$2" = "$3" ]; then
        echo "ok $1"
    else
        echo "not ok $1: expected '$2', but was '$3'" | tr '\n' ' '
        echo
    fi
}

# The last line: a script that has broken off is known by its lack.
all_checked() {
    echo 'all checked'
}

# wait_until COMMAND...: waits until it succeeds
wait_until() {
    until "$@"; do
        usleep 10000
    done
}

# in_namespace COMMAND...: runs it as PID 1 of a new PID namespace with a /proc of its own
in_namespace() {
    unshare --pid --fork --mount --mount-proc "$@"
}

# field NUMBER PID: a field of /proc/PID/stat, counted from the state, which is number 1
field() {
    sed 's/.*) //' "/proc/$2/stat" | cut -d ' ' -f "$1"
}

# child PID: the one child of a process
child() {
    cat "/proc/$1/task/$1/children"
}

# has_child PROGRAM PID
has_child() {
    child=$(child "$2")
    [ -n "$child" ] && [ "$(readlink "/proc/${child% }/exe")" = "$1" ]
}

zombies() {
    cat /proc/[0-9]*/stat 2>/dev/null | grep -c ') Z '
}

no_zombies() {
    [ "$(zombies)" -eq 0 ]
}

