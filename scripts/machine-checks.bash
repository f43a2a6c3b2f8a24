# What scripts/systemd-check and scripts/package-check say and ask of a machine that scripts/systemd-container has started:
# one line a check, and the end at the first that fails, with what the journal said last. Who reads this in has set `here`,
# the directory of the scripts, and `machine`, that of the machine.

run() { "$here/systemd-container" run "$machine" "$@"; }
property() { run systemctl show --property "$2" --value "$1"; }  # UNIT NAME

# What a check waits for, at most, unless it says otherwise: seconds on a loaded machine.
patience=30
last=${EPOCHREALTIME/./}
passed() {  # SENTENCE
    local now=${EPOCHREALTIME/./}
    printf 'ok    %s (%d.%d s)\n' "$1" $(((now - last) / 1000000)) $(((now - last) / 100000 % 10))
    last=$now
}
failed() {  # SENTENCE
    printf 'FAIL  %s\n' "$1" >&2
    run journalctl --no-pager --lines 40 --output short-precise >&2 || true
    exit 1
}
expect() {  # WHAT EXPECTED FOUND
    [ "$2" = "$3" ] || failed "$1: $3, not $2"
}
until_true() {  # WHAT COMMAND...
    local what=$1 end=$((SECONDS + patience))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || failed "$what: not within $patience s"
        sleep 0.1
    done
}
journal() { run journalctl --no-pager --quiet --output cat "$@"; }
count() {  # TEXT JOURNALCTL-OPTION...: how many messages have it
    local text=$1
    shift
    journal "$@" | grep -cF -- "$text" || true
}
says() {  # MORE TEXT UNIT: whether more than so many messages of a unit have a text
    [ "$(count "$2" --unit "$3")" -gt "$1" ]
}
is() { [ "$(property "$1" "$2")" = "$3" ]; }  # UNIT NAME VALUE
write() { run sh -c 'mkdir -p "$(dirname "$1")" && cat >"$1"' sh "$1"; }  # PATH: from standard input
