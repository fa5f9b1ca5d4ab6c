// Package keymap says which key does what and where, as data: the screen, the
// footer, the help and the documents all come from it. It knows no terminal
// library: keys are names such as "Ctrl-F".
package keymap

// Action is something a user can do. Its value is the name that a settings file
// uses.
type Action string

// The actions.
const (
	Up           Action = "up"
	Down         Action = "down"
	Left         Action = "left"
	Right        Action = "right"
	PageUp       Action = "page-up"
	PageDown     Action = "page-down"
	HalfPageUp   Action = "half-page-up"
	HalfPageDown Action = "half-page-down"
	Home         Action = "home"
	End          Action = "end"
	Enter        Action = "enter"

	NextPane Action = "next-pane"
	PrevPane Action = "previous-pane"
	Pane1    Action = "pane-1"
	Pane2    Action = "pane-2"
	Pane3    Action = "pane-3"
	Pane4    Action = "pane-4"
	Pane5    Action = "pane-5"
	Pane6    Action = "pane-6"
	Zoom     Action = "zoom"
	Layout   Action = "layout"
	State    Action = "state"
	Follow   Action = "follow-stream"

	NextConn     Action = "next-connection"
	PrevConn     Action = "previous-connection"
	NextInConn   Action = "next-in-connection"
	PrevInConn   Action = "previous-in-connection"
	NextChange   Action = "next-state-change"
	PrevChange   Action = "previous-state-change"
	FilterToConn Action = "filter-to-connection"
	Filter       Action = "filter"
	Digit        Action = "digit"
	RelativeSeq  Action = "relative-numbers"
	TimeFormat   Action = "time-format"
	Bits         Action = "bits"
	Save         Action = "save"

	Diagram Action = "diagram"
	Why     Action = "why"
	WhyUp   Action = "why-up"
	WhyDown Action = "why-down"
	Fold    Action = "fold"
	ZoomIn  Action = "zoom-in"
	ZoomOut Action = "zoom-out"
	Play    Action = "play"
	Faster  Action = "faster"
	Slower  Action = "slower"
	Predict Action = "predict"

	Help   Action = "help"
	Back   Action = "back"
	Quit   Action = "quit"
	Exit   Action = "exit"
	Redraw Action = "redraw"

	Accept   Action = "accept"
	Complete Action = "complete"
	Erase    Action = "erase"
	Clear    Action = "clear"
)

// Actions returns every action that something is bound to by default, once.
func Actions() []Action {
	var all []Action
	known := make(map[Action]bool)
	for _, b := range Defaults() {
		if !known[b.Action] {
			known[b.Action] = true
			all = append(all, b.Action)
		}
	}
	return all
}
