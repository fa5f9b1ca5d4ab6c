package settings

import (
	"time"

	"tcptui/keymap"
)

// Settings is what the user wants. It does not change once it was read: maps and
// slices are shared by all who have it.
type Settings struct {
	Theme           Theme
	ASCII           Switch // boxes drawn with + - |
	Mouse           bool
	EscapeTime      int // how long in ms nothing may follow ESC until it is a key; 0: what fits the way to the terminal
	Layout          Layout
	Minimap         bool
	Start           Start
	Time            TimeFormat
	RelativeNumbers bool // sequence numbers counted from the start of the connection
	Columns         []Column
	ColourRules     bool
	ColourRulesFile string        // absolute path, Wireshark's colorfilters; "": the built-in rules
	MSL             time.Duration // maximum segment lifetime, for the 2MSL clock
	SaveDirectory   string        // absolute path; "": the working directory
	State           bool          // remember recent captures, history, marks
	Memory          int           // MiB that the packets of a capture without end may take; 0: half of what is free
	RecentFiles     int           // how many are remembered
	IndexCache      int           // MiB that kept indexes of large captures may take; 0: none is kept
	Filters         []Named       // saved display filters, in the order of the file
	Macros          []Named       // display filter macros
	Keys            Keys
}

// Keys are the user's own keys. An empty list unbinds the action.
type Keys = map[keymap.Scope]map[keymap.Action][]keymap.Key

// Theme is a set of colours.
type Theme string

// The themes. Auto is dark, unless the terminal has too few colours or NO_COLOR
// is set.
const (
	ThemeAuto         Theme = "auto"
	ThemeDark         Theme = "dark"
	ThemeLight        Theme = "light"
	ThemeHighContrast Theme = "high-contrast"
	Theme16           Theme = "16-colours"
	ThemeMonochrome   Theme = "monochrome"
)

// Switch is on, off, or what fits the terminal.
type Switch string

// The positions of a switch.
const (
	Auto Switch = "auto"
	On   Switch = "true"
	Off  Switch = "false"
)

// Layout is how the panes are placed at the start.
type Layout string

// The layouts. Auto is the first that has room.
const (
	LayoutAuto      Layout = "auto"
	LayoutFour      Layout = "four-panes"
	LayoutListAbove Layout = "list-above"
	LayoutOnePane   Layout = "one-pane"
)

// Start is what is shown when no capture is given.
type Start string

// What can be shown at the start.
const (
	StartSample Start = "sample"
	StartPage   Start = "start-page"
)

// TimeFormat is how the time of a packet is written.
type TimeFormat string

// The time formats.
const (
	TimeRelative       TimeFormat = "relative"        // seconds since the first packet
	TimeDelta          TimeFormat = "delta"           // seconds since the packet before in the capture
	TimeDeltaDisplayed TimeFormat = "delta-displayed" // seconds since the packet listed before
	TimeLocal          TimeFormat = "local"           // date and time of day here
	TimeUTC            TimeFormat = "utc"             // date and time of day in UTC
	TimeEpoch          TimeFormat = "epoch"           // seconds since 1970
)

// Column is a column of a list. Exactly one of Builtin and Field is set.
type Column struct {
	Title   string `json:"title"`             // heading; never empty
	Builtin string `json:"builtin,omitempty"` // a name of the view's; in the packet list one of Builtins
	Field   string `json:"field,omitempty"`   // name of a display filter field
	Width   int    `json:"width,omitempty"`   // cells; 0: as its content needs
	Align   Align  `json:"align"`
}

// Align is where text stands in a column.
type Align string

// The sides.
const (
	Left  Align = "left"
	Right Align = "right"
)

// Named is a text with a name.
type Named struct{ Name, Text string }

// Builtins are the names of the columns of the packet list that are no fields,
// in the order of the default columns.
func Builtins() []string {
	names := make([]string, len(builtins))
	for i, c := range builtins {
		names[i] = c.Builtin
	}
	return names
}

// builtins are the default columns of the packet list.
var builtins = [...]Column{
	{Title: "No.", Builtin: "no", Align: Right},
	{Title: "Time", Builtin: "time", Align: Right},
	{Title: "Source", Builtin: "source", Align: Left},
	{Title: "Destination", Builtin: "destination", Align: Left},
	{Title: "Protocol", Builtin: "protocol", Align: Left},
	{Title: "Flags", Builtin: "flags", Align: Left},
	{Title: "Seq", Builtin: "seq", Align: Right},
	{Title: "Ack", Builtin: "ack", Align: Right},
	{Title: "Win", Builtin: "window", Align: Right},
	{Title: "Len", Builtin: "length", Align: Right},
	{Title: "Info", Builtin: "info", Align: Left},
}

// Keymap returns the default keys with the user's put in.
func (s *Settings) Keymap() *keymap.Map {
	rows, _ := keymap.Rebind(keymap.Defaults(), s.Keys)
	m, err := keymap.New(rows)
	if err != nil {
		return keymap.Default() // Rebind makes no such rows: its test says so
	}
	return m
}
