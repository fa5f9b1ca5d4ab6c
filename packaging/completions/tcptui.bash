# bash completion for tcptui. Use it once with: source <(tcptui completion bash)
# It asks the program what may stand at the cursor, and runs with bash 3.2 and later.

_tcptui() {
	local line ends= files= prefix= name end kept=()
	COMPREPLY=()
	while IFS= read -r line; do
		case $line in
		=*)
			line=${line#=}
			COMPREPLY+=("${line%%$'\t'*}")
			;;
		files*) files=1 ends=${line#files} ;;
		"prefix "*) prefix=${line#prefix } ;;
		open) compopt -o nospace 2>/dev/null ;;
		esac
	done < <("${1/#\~/$HOME}" __complete bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
	[ -n "$files" ] || return 0
	# Names that end as they should, and directories; if there are none, any names.
	while IFS= read -r name; do
		for end in $ends; do
			if [[ $name == *"$end" ]] || [ -d "${name/#\~/$HOME}" ]; then
				kept+=("$prefix$name")
				break
			fi
		done
	done < <(compgen -f -- "${2#"$prefix"}")
	compopt -o filenames -o default 2>/dev/null
	[ ${#kept[@]} -eq 0 ] || COMPREPLY+=("${kept[@]}")
}

complete -F _tcptui tcptui
