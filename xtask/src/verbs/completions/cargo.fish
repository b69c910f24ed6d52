complete -c xtask -f

# `cargo xtask …` and `cargo x …` as if they were `xtask …`.
function __cargo_xtask_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    complete -C "xtask "(string join ' ' -- (string escape -- $words[3..-1]) $current)
end
complete -c cargo -n '__fish_is_nth_token 1' -a xtask -d 'The workshop'
complete -c cargo -n '__fish_seen_subcommand_from xtask x' -f -a '(__cargo_xtask_complete)'
