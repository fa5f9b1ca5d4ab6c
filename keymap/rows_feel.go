package keymap

// The actions of how the program looks and behaves in its terminal.
const (
	Theme    Action = "theme"
	Warnings Action = "warnings"
	Suspend  Action = "suspend"
)

// feelRows are the keys for it. Ctrl-Z works wherever something is typed, as
// Ctrl-C does.
func feelRows() []Binding {
	rows := []Binding{
		{Action: Theme, Keys: keys("Ctrl-T"), Where: Screen, Group: groupProgram, Help: "next theme: dark, light, high contrast ..."},
		{Action: Warnings, Keys: keys("!"), Where: Screen, Group: groupProgram, Help: "what is wrong with the settings"},
		{Action: Suspend, Keys: keys("Ctrl-Z"), Where: Screen, Group: groupProgram, Help: "to the shell; its fg comes back"},
	}
	for _, in := range []struct {
		where Scope
		group string
	}{{InHelp, groupHelp}, {InMenu, groupMenu}, {InPrompt, groupPrompt}, {InFilter, groupFilter}} {
		rows = append(rows, Binding{Action: Suspend, Keys: keys("Ctrl-Z"), Where: in.where, Group: in.group, Help: "to the shell; its fg comes back"})
	}
	return rows
}
