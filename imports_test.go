package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the one direction of imports: for each room the rooms of ours
// that it may use. Rooms that are not listed may use nothing of ours. A room inside
// another has a row of its own where it may use more.
var mayImport = map[string][]string{
	"capture":        {"internal"},
	"capture/bpf":    {"capture", "internal"},
	"keymap":         {},
	"decode":         {"capture"},
	"fsm":            {"decode"},
	"flows":          {"capture", "decode", "fsm"},
	"kernel":         {"fsm", "internal"},
	"explain":        {"decode", "fsm"},
	"filter":         {"decode", "fsm", "flows", "internal"},
	"report":         {"decode", "fsm", "flows", "filter", "kernel"},
	"ui":             {"capture", "decode", "fsm", "flows", "filter", "kernel", "report", "explain", "keymap", "internal"},
	"screenshots":    {"capture", "decode", "fsm", "flows", "filter", "kernel", "report", "explain", "keymap", "ui", "testdata"},
	"bench":          {"internal"},
	"bench/profile":  {"capture", "flows"},
	"docs":           {},
	"docs/reference": {"decode", "explain", "flows", "keymap"},
	"lab":            {"capture", "decode", "fsm"},
	"packaging":      {},
	"testdata":       {},
	"internal":       {"keymap"},
	".":              {"capture", "decode", "fsm", "flows", "filter", "kernel", "report", "explain", "keymap", "ui", "lab", "docs", "internal", "packaging", "testdata"},

	"internal/records": {"capture"}, // for tests alone
}

// terminalRooms are the only ones that know the terminal libraries.
var terminalRooms = []string{"ui", "screenshots"}

// TestImports holds the direction of imports in everything but tests, which may
// also use samples, the generator and the golden files.
func TestImports(t *testing.T) {
	files := 0
	walk(t, func(file, room string, imports []string) {
		files++
		for _, imp := range imports {
			if strings.HasPrefix(imp, "github.com/rivo/tview") || strings.HasPrefix(imp, "github.com/gdamore/tcell") {
				if !slices.Contains(terminalRooms, room) {
					t.Errorf("%s imports %s: only %v know the terminal", file, imp, terminalRooms)
				}
			}
			rest, ours := strings.CutPrefix(imp, "tcptui/")
			if !ours {
				continue
			}
			to, _, _ := strings.Cut(rest, "/")
			if to != room && !slices.Contains(mayImport[room], to) {
				t.Errorf("%s imports %s: %s may import %v", file, imp, room, mayImport[room])
			}
		}
	})
	if files < 10 {
		t.Fatalf("only %d files were looked at", files)
	}
}

// walk calls visit for every Go file that is not a test.
func walk(t *testing.T, visit func(file, room string, imports []string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, s := range f.Imports {
			imp, err := strconv.Unquote(s.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, imp)
		}
		visit(name, roomOf(path.Dir(filepath.ToSlash(name))), imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// roomOf is the room of a directory: its own, or the one that it is in.
func roomOf(dir string) string {
	if _, own := mayImport[dir]; own {
		return dir
	}
	room, _, _ := strings.Cut(dir, "/")
	return room
}
