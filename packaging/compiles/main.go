// Command compiles looks whether everything, tests too, would compile for each target that
// packages are made for. Types are checked from the sources, those of the standard library
// and of modules as well: what a compiler refuses is found, in a twentieth of the time that
// compiling takes.
//
//	go run ./packaging/compiles [TARGET...]    a target is as linux_arm64; none: all
package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"golang.org/x/tools/go/packages"
)

// release is the file with the targets of a release.
const release = ".goreleaser.yaml"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "compiles:", err)
		os.Exit(1)
	}
}

func run(targets []string) error {
	if len(targets) == 0 {
		config, err := os.ReadFile(release)
		if err != nil {
			return err
		}
		if targets = targetsIn(string(config)); len(targets) == 0 {
			return fmt.Errorf("%s has no targets", release)
		}
	}
	var failed []string
	for _, target := range targets {
		wrong, err := check(".", target)
		if err != nil {
			return err
		}
		for _, text := range wrong {
			fmt.Printf("   %s: %s\n", target, text)
		}
		if len(wrong) > 0 {
			failed = append(failed, target)
			continue
		}
		fmt.Println("   ok", target)
	}
	if len(failed) > 0 {
		return fmt.Errorf("it does not compile for %s", strings.Join(failed, ", "))
	}
	return nil
}

// targetsIn are the targets that a configuration of goreleaser lists.
func targetsIn(config string) (targets []string) {
	for _, m := range regexp.MustCompile(`(?m)^ +- ([a-z]+_[a-z0-9]+(?:_[0-9])?)$`).FindAllStringSubmatch(config, -1) {
		targets = append(targets, m[1])
	}
	return targets
}

// check looks at all packages of the module in a directory, and returns what is wrong in
// them for a target, each error with its place. It returns an error of its own when it
// cannot look.
func check(dir, target string) (wrong []string, err error) {
	system, machine, ok := strings.Cut(target, "_")
	if !ok {
		return nil, fmt.Errorf("%q is no target, which is a system and a machine, as linux_arm64", target)
	}
	machine, version, _ := strings.Cut(machine, "_")
	env := append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+machine)
	if machine == "arm" {
		env = append(env, "GOARM="+version)
	}
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedDeps | packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax,
		Dir: dir, Env: env, Tests: true,
	}, "./...")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", target, err)
	}
	if len(loaded) == 0 {
		return nil, errors.New("there are no packages")
	}
	seen := make(map[string]bool)
	packages.Visit(loaded, nil, func(p *packages.Package) {
		for _, e := range p.Errors {
			if text := e.Error(); !seen[text] { // a package is there once more with its tests
				seen[text] = true
				wrong = append(wrong, text)
			}
		}
	})
	return wrong, nil
}
