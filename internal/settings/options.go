package settings

import "time"

// option is a setting: a row of the table that defaults, checks, `tcptui config`
// and the documents come from.
type option struct {
	key  string
	help string // what it is, without a full stop
	kind kind
}

// kind is the type of a setting's value.
type kind interface {
	// reset gives the setting its default.
	reset(s *Settings)

	// read takes a value of the file. What is wrong with it is warned of and
	// the setting, or the part of it that is meant, stays as it is.
	read(r *reader, n *node, s *Settings)

	// show returns the setting as TOML: the value, or for a section all its
	// lines.
	show(s *Settings) string

	// accepts says which values there are, in words.
	accepts() string
}

// The bounds of numbers.
const (
	leastMSL, mostMSL = 1, 3600 // seconds
	mostRecent        = 1000
	mostEscape        = 1000    // milliseconds
	mostMemory        = 1 << 24 // MiB
	mostColumns       = 64
	mostIndexes       = 1 << 20 // MiB
	mostWidth         = 500     // cells
)

// options is the table, in the order of the file. Sections come last: in TOML
// what follows a section's heading belongs to it.
func options() []option {
	return []option{
		{"theme", "the colours; auto is dark, or light where the terminal says that its background is; a terminal of 8 or 16 colours gets 16-colours, one without and NO_COLOR get monochrome",
			choice[Theme]{func(s *Settings) *Theme { return &s.Theme }, ThemeAuto,
				[]Theme{ThemeAuto, ThemeDark, ThemeLight, ThemeHighContrast, Theme16, ThemeMonochrome}}},
		{"ascii", "draw boxes and signs in ASCII; auto does so where the locale is not UTF-8, and on the Linux console",
			position{func(s *Settings) *Switch { return &s.ASCII }, Auto}},
		{"mouse", "use the mouse; without, the terminal's own selection works",
			toggle{func(s *Settings) *bool { return &s.Mouse }, true}},
		{"escape-time", "how long, in milliseconds, the Escape key waits for what would make it the beginning of another key; 0 is 5, and 50 over ssh",
			number{func(s *Settings) *int { return &s.EscapeTime }, 0, 0, mostEscape}},
		{"layout", "the panes at the start; auto is the first layout that has room",
			choice[Layout]{func(s *Settings) *Layout { return &s.Layout }, LayoutAuto,
				[]Layout{LayoutAuto, LayoutFour, LayoutListAbove, LayoutOnePane}}},
		{"minimap", "show the whole capture in the scroll bar: problems, marks, where you are",
			toggle{func(s *Settings) *bool { return &s.Minimap }, true}},
		{"start", "what is shown when no capture is given",
			choice[Start]{func(s *Settings) *Start { return &s.Start }, StartSample, []Start{StartSample, StartPage}}},
		{"time", "the time of a packet: since the first, since the one before in the capture (delta) or in the list (delta-displayed), date and time, seconds since 1970",
			choice[TimeFormat]{func(s *Settings) *TimeFormat { return &s.Time }, TimeRelative,
				[]TimeFormat{TimeRelative, TimeDelta, TimeDeltaDisplayed, TimeLocal, TimeUTC, TimeEpoch}}},
		{"relative-numbers", "count sequence numbers from the start of the connection",
			toggle{func(s *Settings) *bool { return &s.RelativeNumbers }, true}},
		{"colour-rules", "colour the packets by rules",
			toggle{func(s *Settings) *bool { return &s.ColourRules }, true}},
		{"colour-rules-file", "the rules, in the syntax of Wireshark's colorfilters; empty: the built-in ones",
			path{func(s *Settings) *string { return &s.ColourRulesFile }}},
		{"msl", "maximum segment lifetime in seconds, for the 2MSL clock of TIME-WAIT; RFC 9293 says 120, Linux waits as if it were 30",
			seconds{func(s *Settings) *time.Duration { return &s.MSL }, 120, leastMSL, mostMSL}},
		{"save-directory", "where files are saved that are given by name alone; empty: the working directory",
			path{func(s *Settings) *string { return &s.SaveDirectory }}},
		{"memory", "how many MiB of memory the packets of a live capture or a pipe may take, after which what comes is not followed any more; 0 is half of what is free",
			number{func(s *Settings) *int { return &s.Memory }, 0, 0, mostMemory}},
		{"state", "remember recent captures, history, marks and columns; TCPTUI_NO_STATE in the environment turns it off too",
			toggle{func(s *Settings) *bool { return &s.State }, true}},
		{"recent-files", "how many captures the start page remembers",
			number{func(s *Settings) *int { return &s.RecentFiles }, 20, 0, mostRecent}},
		{"index-cache", "how many MiB the indexes of large captures may take in the cache directory, so that these open at once the next time; the ones used longest ago are removed; 0 keeps none",
			number{func(s *Settings) *int { return &s.IndexCache }, 2048, 0, mostIndexes}},
		{"columns", "the columns of the packet list, from left to right. A column has a title and either builtin, one of the names below, or field, a display filter field; width in cells (0: as needed) and align, left or right, may be left out",
			columns{}},
		{"filters", "saved display filters, by name",
			named{key: "filters", at: func(s *Settings) *[]Named { return &s.Filters }, check: func(c *Checks) func(string) error { return c.Filter }}},
		{"macros", "display filter macros, by name: ${name} or ${name:argument;...} in a filter is replaced by the text, $1 in it by the first argument",
			named{key: "macros", at: func(s *Settings) *[]Named { return &s.Macros }, check: func(c *Checks) func(string) error { return c.Macro }, word: true}},
		{"keys", "your own keys, a section for each place: [keys.screen] and so on. Only what differs from the default need be there; [] takes all keys from an action",
			bindings{}},
	}
}

// Defaults returns the settings of a fresh installation.
func Defaults() Settings {
	var s Settings
	for _, o := range options() {
		o.kind.reset(&s)
	}
	return s
}
