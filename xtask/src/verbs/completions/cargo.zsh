
# cargo's own completion asks such functions for what it does not know; where there is none, this one takes its place.
_cargo-xtask() {
    words[1]=xtask
    _xtask "$@"
}
_cargo-x() {
    _cargo-xtask "$@"
}
_cargo_only_xtask() {
    if (( CURRENT == 2 )); then
        compadd xtask
    elif [[ "$words[2]" == (xtask|x) ]]; then
        shift words
        (( CURRENT-- ))
        _cargo-xtask "$@"
    else
        _default
    fi
}
if (( $+functions[compdef] && ! $+_comps[cargo] )); then
    compdef _cargo_only_xtask cargo
fi
