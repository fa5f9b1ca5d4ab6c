// Package completions holds what shells need to complete command lines of tcptui.
// They ask the program what may stand at the cursor, so that nothing here knows an
// option.
package completions

import _ "embed"

//go:embed tcptui.bash
var bash string

//go:embed _tcptui
var zsh string

//go:embed tcptui.fish
var fish string

// Shells returns the names of the shells.
func Shells() []string { return []string{"bash", "zsh", "fish"} }

// Of returns the completion of a shell, in its language.
func Of(shell string) (text string, ok bool) {
	switch shell {
	case "bash":
		return bash, true
	case "zsh":
		return zsh, true
	case "fish":
		return fish, true
	}
	return "", false
}
