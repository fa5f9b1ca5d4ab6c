package kernel

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// procTree is a proc file system that a test makes, which counts how often
// directories of descriptors are read, and refuses some.
type procTree struct {
	fs.FS
	dir    string
	walked int
	refuse map[string]bool
}

func newProcTree(t *testing.T) *procTree {
	dir := t.TempDir()
	return &procTree{FS: os.DirFS(dir), dir: dir, refuse: make(map[string]bool)}
}

func (p *procTree) ReadDir(name string) ([]fs.DirEntry, error) {
	if strings.HasSuffix(name, "/fd") {
		p.walked++
	}
	if p.refuse[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return fs.ReadDir(p.FS, name)
}

func (p *procTree) ReadLink(name string) (string, error) { return fs.ReadLink(p.FS, name) }

func (p *procTree) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(p.FS, name) }

// process makes a process that holds sockets.
func (p *procTree) process(t *testing.T, pid int, name, started string, inodes ...uint32) {
	t.Helper()
	dir := filepath.Join(p.dir, fmt.Sprint(pid))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "fd"), 0o700); err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{
		"comm":    name + "\n",
		"cmdline": "/usr/bin/" + name + "\x00-x\x00a b\x00",
		"stat":    fmt.Sprintf("%d (%s) S 1 %s %s 0 0\n", pid, name, strings.Repeat("0 ", 17), started),
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	links := []string{"/dev/null", "pipe:[7]", "socket:[x]"}
	for _, i := range inodes {
		links = append(links, fmt.Sprintf("socket:[%d]", i))
	}
	for fd, to := range links {
		if err := os.Symlink(to, filepath.Join(dir, "fd", fmt.Sprint(fd))); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
}

func names(by []*Process) string {
	var out []string
	for _, p := range by {
		out = append(out, fmt.Sprintf("%s/%d", p.Name, p.PID))
	}
	return strings.Join(out, " ")
}

func TestOwners(t *testing.T) {
	tree := newProcTree(t)
	tree.process(t, 20, "we(b) 1", "100", 11, 12)
	tree.process(t, 3, "parent", "90", 12, 12)
	tree.process(t, 5, "idle", "95")
	o := NewOwners(tree)
	now := time.Unix(1000, 0)
	look := func(inodes ...uint32) int {
		before := tree.walked
		o.Look(inodes, now)
		return tree.walked - before
	}
	expect := func(inode uint32, want string, wantHidden bool) {
		t.Helper()
		by, hidden := o.By(inode)
		if got := names(by); got != want || hidden != wantHidden {
			t.Errorf("inode %d: %q hidden %v, want %q %v", inode, got, hidden, want, wantHidden)
		}
	}

	look(0, 11, 12, 13)
	expect(11, "we(b) 1/20", false)
	expect(12, "parent/3 we(b) 1/20", false)
	expect(13, "", false)
	expect(0, "", false)
	if by, _ := o.By(11); by[0].Command != "/usr/bin/we(b) 1 -x a b" {
		t.Errorf("command %q", by[0].Command)
	}

	// What is known is not looked for again, nor what was not found.
	if n := look(11, 12, 13); n != 0 {
		t.Errorf("%d processes looked at for known inodes", n)
	}
	// A new inode is; the others stay known.
	tree.process(t, 21, "new", "110", 14)
	look(11, 12, 14)
	expect(14, "new/21", false)
	expect(11, "we(b) 1/20", false)

	// A process ended, and another has its number.
	tree.process(t, 20, "other", "120", 15)
	look(11, 12, 14)
	expect(11, "", false)
	expect(12, "parent/3", false)
	expect(14, "new/21", false)

	// Processes that may not be looked at.
	tree.refuse["3/fd"] = true
	look(12, 16)
	expect(16, "", true)
	expect(12, "parent/3", false)

	// All is looked at again after a while: what was passed on is found.
	tree.refuse["3/fd"] = false
	tree.process(t, 5, "idle", "95", 16)
	now = now.Add(OwnersRefresh)
	look(12, 16)
	expect(16, "idle/5", false)

	// Nothing can be read at all.
	tree.refuse["."] = true
	look(17)
	expect(17, "", true)
}

// A long command line is cut.
// TestOwnersEnded: a process that was found twice, for one socket and later for another, and
// has ended, holds neither any more, where a child has one of them still.
func TestOwnersEnded(t *testing.T) {
	tree := newProcTree(t)
	tree.process(t, 20, "parent", "100", 11)
	tree.process(t, 21, "child", "101", 11)
	o := NewOwners(tree)
	now := time.Unix(1000, 0)
	o.Look([]uint32{11}, now)
	tree.process(t, 20, "parent", "100", 11, 12)
	o.Look([]uint32{11, 12}, now)
	if by, _ := o.By(11); names(by) != "parent/20 child/21" {
		t.Fatalf("held by %s", names(by))
	}
	if err := os.RemoveAll(filepath.Join(tree.dir, "20")); err != nil {
		t.Fatal(err)
	}
	o.Look([]uint32{11}, now)
	if by, _ := o.By(11); names(by) != "child/21" {
		t.Errorf("after the parent has ended, held by %s", names(by))
	}
}

func TestOwnersBounded(t *testing.T) {
	tree := newProcTree(t)
	tree.process(t, 9, "long", "1", 1)
	if err := os.WriteFile(filepath.Join(tree.dir, "9/cmdline"), []byte(strings.Repeat("x\x00", 9000)), 0o600); err != nil {
		t.Fatal(err)
	}
	o := NewOwners(tree)
	o.Look([]uint32{1}, time.Unix(0, 0))
	if by, _ := o.By(1); len(by) != 1 || len(by[0].Command) > MaxCommand || !strings.HasPrefix(by[0].Command, "x x x") {
		t.Errorf("%+v", by)
	}
}
