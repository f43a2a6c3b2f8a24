# Completion of tidemark(1) for bash. Asks the program, which looks at its store and configuration and never at a cluster.
_tidemark() {
    local -a answer
    COMPREPLY=()
    mapfile -t answer < <(timeout 2 "$1" __complete bash "$COMP_TYPE" "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    case ${answer[0]-} in
    words) COMPREPLY=("${answer[@]:1}") ;;
    files) compopt -o default ;;
    directories) compopt -o dirnames ;;
    esac
}
complete -o nosort -F _tidemark tidemark
