# Completion of tidemark(1) for fish. Asks the program, which looks at its store and configuration and never at a cluster.
function __tidemark_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer (timeout 2 $words[1] __complete fish $words[2..-1] "$current" 2>/dev/null)
    switch "$answer[1]"
        case files
            __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current")
        case directories
            __fish_complete_directories (string replace -r '^--[^=]*=' '' -- "$current")
        case '*'
            string join \n -- $answer
    end
end
complete -c tidemark -f -a '(__tidemark_complete)'
