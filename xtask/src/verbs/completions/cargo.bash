
# `cargo xtask …` and `cargo x …` as if they were `xtask …`; everything else goes to whoever completed cargo before.
if declare -F _comp_load >/dev/null; then
    _comp_load cargo >/dev/null 2>&1
elif declare -F _completion_loader >/dev/null; then
    _completion_loader cargo >/dev/null 2>&1
fi
if [[ "$(complete -p cargo 2>/dev/null)" =~ -F\ ([^ ]+) && "${BASH_REMATCH[1]}" != _cargo_with_xtask ]]; then
    _cargo_without_xtask="${BASH_REMATCH[1]}"
fi

_cargo_with_xtask() {
    if [[ "$COMP_CWORD" -gt 1 && "${COMP_WORDS[1]}" =~ ^(xtask|x)$ ]]; then
        local words=(xtask "${COMP_WORDS[@]:2}")
        local COMP_WORDS=("${words[@]}") COMP_CWORD=$((COMP_CWORD - 1))
        _xtask xtask "$2" "$3"
        return
    fi
    if [[ -n "${_cargo_without_xtask:-}" ]]; then
        "$_cargo_without_xtask" "$@"
    fi
    if [[ "$COMP_CWORD" -eq 1 && -n "$2" && xtask == "$2"* ]]; then
        COMPREPLY+=(xtask)
    fi
}
complete -o bashdefault -o default -F _cargo_with_xtask cargo
