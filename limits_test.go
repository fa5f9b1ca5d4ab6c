package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// stated finds a cap in docs/limits.md: a constant of ours, and what it is.
var stated = regexp.MustCompile("`([a-z]+)\\.([A-Za-z]+)` = ([0-9,]+)")

// TestLimits holds docs/limits.md against the code: each cap that it names is a constant,
// and has the value that it says.
func TestLimits(t *testing.T) {
	text, err := os.ReadFile("docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	known := constants(t)
	found := stated.FindAllStringSubmatch(string(text), -1)
	for _, m := range found {
		name, want := m[1]+"."+m[2], strings.ReplaceAll(strings.TrimRight(m[3], ","), ",", "")
		value, ok := known[name]
		if !ok {
			t.Errorf("there is no constant %s", name)
			continue
		}
		v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, value)
		if err != nil || v.Value == nil || v.Value.ExactString() != want {
			t.Errorf("%s is %s, not %s", name, value, want)
		}
	}
	if len(found) < 40 {
		t.Errorf("only %d caps are stated", len(found))
	}
}

// constants are the constants of all packages by package and name, as they are written.
func constants(t *testing.T) map[string]string {
	t.Helper()
	out := make(map[string]string)
	eachFile(t, func(name string, f *ast.File, src string) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				spec := s.(*ast.ValueSpec)
				for i, id := range spec.Names {
					if i < len(spec.Values) {
						v := spec.Values[i]
						out[f.Name.Name+"."+id.Name] = src[v.Pos()-f.FileStart : v.End()-f.FileStart]
					}
				}
			}
		}
	})
	return out
}

// eachFile calls visit for every Go file.
func eachFile(t *testing.T, visit func(name string, f *ast.File, src string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			return err
		}
		visit(name, f, string(src))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// heldBy finds the tests that SECURITY.md names.
var heldBy = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")

// TestSecurity: each test that SECURITY.md and docs/limits.md name is there.
func TestSecurity(t *testing.T) {
	known := make(map[string]bool)
	eachFile(t, func(name string, f *ast.File, _ string) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && strings.HasSuffix(name, "_test.go") {
				known[fn.Name.Name] = true
			}
		}
	})
	for _, page := range []string{"SECURITY.md", "docs/limits.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		named := heldBy.FindAllStringSubmatch(string(text), -1)
		for _, m := range named {
			if !known[m[1]] {
				t.Errorf("%s names %s, which is no test", page, m[1])
			}
		}
		if len(named) == 0 {
			t.Errorf("%s names no test", page)
		}
	}
}
