# fish completion for tcptui. Put it as tcptui.fish into ~/.config/fish/completions, or
# use it once with: tcptui completion fish | source
# It asks the program what may stand at the cursor.

function __tcptui_complete
	set -l typed (commandline -opc)
	set -l program (string replace -r '^~' $HOME -- $typed[1])
	set -l files
	set -l ends
	set -l word ''
	set -l prefix ''
	for line in (command $program __complete fish $typed[2..-1] (commandline -ct) 2>/dev/null)
		switch $line
			case '=*'
				string sub -s 2 -- $line
			case 'files*'
				set files 1
				set ends (string split -n ' ' -- $line)[2..-1]
			case 'word *'
				set word (string sub -s 6 -- $line)
			case 'prefix *'
				set prefix (string sub -s 8 -- $line)
		end
	end
	test -n "$files"; or return
	# Names that end as they should, and directories; if there are none, any names.
	set -l names (__fish_complete_path $word)
	set -l kept
	if set -q ends[1]
		set kept (string match -r '^[^\t]*(?:/|'(string join '|' (string escape --style=regex -- $ends))')(?:\t.*)?$' -- $names)
	end
	set -q kept[1]; or set kept $names
	for name in $kept
		echo -- $prefix$name
	end
end

complete -c tcptui -f -a '(__tcptui_complete)'
