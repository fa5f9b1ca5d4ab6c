// Command take makes the pictures in screenshots/ and the recording docs/tour.cast
// from the real screen on a simulated terminal:
//
//	go run ./screenshots/take          write them
//	go run ./screenshots/take -check   say which are stale, and exit with 1
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tcptui/screenshots"
)

func main() {
	root := flag.String("root", ".", "the repository")
	check := flag.Bool("check", false, "compare instead of writing")
	only := flag.String("only", "", "only the picture of this name")
	flag.Parse()
	if err := run(*root, *only, *check); err != nil {
		fmt.Fprintln(os.Stderr, "take:", err)
		os.Exit(1)
	}
}

// run makes or checks the pictures and the recording; the error names those that are
// stale.
func run(root, only string, check bool) error {
	var stale []string
	for _, s := range shots() {
		for _, look := range s.looks() {
			if only != "" && only != look.file {
				continue
			}
			old, err := s.picture(filepath.Join(root, "screenshots"), look, check)
			if err != nil {
				return fmt.Errorf("%s: %w", look.file, err)
			}
			if old {
				stale = append(stale, look.file)
			}
		}
	}
	if only == "" || only == tour().name {
		old, err := record(filepath.Join(root, "docs"), tour(), check)
		if err != nil {
			return fmt.Errorf("%s: %w", tour().name, err)
		}
		if old {
			stale = append(stale, tour().name)
		}
	}
	if len(stale) > 0 {
		return fmt.Errorf("not what the screen shows now: %s (run go run ./screenshots/take)", strings.Join(stale, ", "))
	}
	return nil
}

// picture writes the shot's two files, or reports whether they are stale.
func (s *shot) picture(dir string, look look, check bool) (stale bool, err error) {
	path := filepath.Join(dir, look.file)
	old, err := os.ReadFile(path + ".svg")
	if err != nil && (check || !errors.Is(err, os.ErrNotExist)) {
		return false, err
	}
	var svg, png bytes.Buffer
	fits := false
	var broken error
	draw := func(screen screenshots.Screen) bool {
		svg.Reset()
		broken = screenshots.SVG(&svg, screen, look.paper)
		fits = check && bytes.Equal(svg.Bytes(), old)
		return broken != nil || fits
	}
	screen, err := s.take(look.theme, check, draw)
	if err = errors.Join(err, broken); err != nil {
		return false, err
	}
	if err := screenshots.PNG(&png, screen, look.paper, 1); err != nil {
		return false, err
	}
	if check {
		same, err := samePixels(path+".png", png.Bytes())
		return !fits || !same, err
	}
	return false, errors.Join(os.WriteFile(path+".svg", svg.Bytes(), 0o644), os.WriteFile(path+".png", png.Bytes(), 0o644))
}
