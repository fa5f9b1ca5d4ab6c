package settings

import (
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// program is the name of our directories.
const program = "tcptui"

// NoState is the variable of the environment that, with any value, keeps the
// program from remembering anything.
const NoState = "TCPTUI_NO_STATE"

// Places are where the user's files are.
type Places struct {
	Config string // the settings file; it need not exist
	State  string // the directory of the state; "" when nothing is to be remembered
	Index  string // the directory of kept indexes; "" when nothing is to be remembered
}

// UserPlaces returns the places that the environment names. It makes nothing.
func UserPlaces() Places {
	xdg.Reload()
	p := Places{
		Config: filepath.Join(xdg.ConfigHome, program, "config.toml"),
		State:  filepath.Join(xdg.StateHome, program),
		Index:  filepath.Join(xdg.CacheHome, program, "index"),
	}
	if os.Getenv(NoState) != "" {
		p.State, p.Index = "", ""
	}
	return p
}
