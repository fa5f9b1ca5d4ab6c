// Package settings is what the user wants and what the program remembers. The
// two are apart: settings are the user's file, read at the start and changed
// only by an explicit save; the state is the program's, written as it goes.
//
// # Settings
//
// $XDG_CONFIG_HOME/tcptui/config.toml, TOML 1.0. One table (options.go) has
// every setting with its default, its check and its explanation; `tcptui config`,
// docs/settings.md and the loader come from it. What is wrong in the file never
// stops the program: the entry keeps its default and a Warning says where it
// stands, what was expected and the nearest known name. A file that is no TOML
// gives the defaults and one warning.
//
// # State
//
// $XDG_STATE_HOME/tcptui/, a directory of mode 0700 with files of mode 0600:
//
//	recent.json     captures that were opened: path, size in bytes, packets,
//	                when, and the frame where the user was
//	history.json    what was typed, the newest first, for each kind of prompt
//	captures.json   marks and time references of captures, by frame number
//	views.json      columns that were changed on the screen, for each view
//	lock            empty; locked while one of the others is replaced
//
// Each JSON file is {"version": 1, "content": ...}. File names are octets, not
// text: what is no valid UTF-8 is written as {"base64": "..."} in place of the
// string. A file is replaced as a whole, by rename. What is waiting to be written
// is kept as changes, not as content: under the lock the file is read again, the
// changes are made to what it holds now, and the result replaces it. So processes
// that run at once keep each other's entries; of two changes to the same entry
// the later counts. A file that cannot be understood is renamed to NAME.bad and
// begun anew; a file of a newer version is neither read nor written.
//
// There is no state when the setting state is false, when the environment has
// TCPTUI_NO_STATE with any value, when the directory cannot be made, or when it
// is not private to this user (internal/private): then what is remembered lives
// as long as the process, and a Warning says so where it was not asked for.
//
// # Which capture is which
//
// Marks belong to a Capture: its path, its size and hashes of its first bytes and
// of its last 4 KiB. The time of change does not count. Marks are found again
//   - at the same path, when the file begins with the same bytes and is not
//     shorter: captures are only ever appended to, so a file that grew keeps its
//     marks and the frame numbers still hold;
//   - at another path, when size, beginning and end are the same: it was moved,
//     renamed or copied.
//
// A file that became shorter, or that begins with other bytes, is another capture,
// even at the same path.
package settings
