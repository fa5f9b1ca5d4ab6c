// Command notices prints the licences of all modules that are linked into tcptui on
// any system, as their authors ask for where a binary is handed on.
//
//	go run ./packaging/notices > THIRD-PARTY-NOTICES
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// systems are those that packages are made for.
var systems = []string{"linux", "darwin", "freebsd", "openbsd", "windows"}

// licenceFile are the names of files that tell the terms of a module.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|notice|copying|patents)(\..*)?$`)

func main() {
	if err := write(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

// write writes the licences, modules in the order of their names.
func write(w io.Writer) error {
	modules, err := linked()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("tcptui is made with the modules below and with the Go standard library, under these terms.\n")
	for _, m := range modules {
		texts, err := licences(m.dir)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		for _, t := range texts {
			fmt.Fprintf(&b, "\n%s\n%s: %s\n%[1]s\n\n%[4]s\n", strings.Repeat("=", 78), m.name, t.name, strings.TrimRight(t.text, "\n"))
		}
	}
	_, err = w.Write(b.Bytes())
	return err
}

// module is one that is linked, and where its files are.
type module struct{ name, dir string }

// linked asks the go command for the modules, and for its own place: the standard
// library is linked too.
func linked() ([]module, error) {
	root, err := goCommand("", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	all := []module{{"the Go standard library", strings.TrimSpace(root)}}
	for _, system := range systems {
		out, err := goCommand(system, "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", ".")
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(out) {
			name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t")
			if m := (module{name, dir}); ok && !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	slices.SortFunc(all[1:], func(a, b module) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// goCommand runs the go command for a system, "" for this one.
func goCommand(system string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if system != "" {
		cmd.Env = append(cmd.Env, "GOOS="+system)
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return string(out), nil
}

// licence is a file with terms.
type licence struct{ name, text string }

// licences reads the files with terms in a directory. There must be one.
func licences(dir string) ([]licence, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var all []licence
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		all = append(all, licence{e.Name(), string(text)})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no licence in %s: it may not be handed on", dir)
	}
	return all, nil
}
