package indexcache

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tcptui/internal/private"
)

const content = "what was computed of it"

// room is a cache and a capture in directories of their own.
type room struct {
	*testing.T
	cache *Cache
	path  string // of the capture
}

func newRoom(t *testing.T) *room {
	t.Helper()
	r := &room{t, &Cache{Dir: filepath.Join(t.TempDir(), "cache", "index"), Most: 1 << 20}, filepath.Join(t.TempDir(), "a.pcap")}
	r.write(bytes.Repeat([]byte("capture "), 100_000))
	return r
}

// write makes the capture, as if long ago.
func (r *room) write(data []byte) {
	r.Helper()
	if err := os.WriteFile(r.path, data, 0o600); err != nil {
		r.Fatal(err)
	}
	r.date(time.Unix(1_700_000_000, 123))
}

func (r *room) date(at time.Time) {
	r.Helper()
	if err := os.Chtimes(r.path, at, at); err != nil {
		r.Fatal(err)
	}
}

// open opens the capture.
func (r *room) open(look string) (*Entry, *os.File) {
	r.Helper()
	f, err := os.Open(r.path)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { f.Close() })
	e, err := r.cache.Of(r.path, f, look)
	if err != nil {
		r.Fatal(err)
	}
	return e, f
}

func (r *room) file() File {
	_, f := r.open("")
	return f
}

func puts(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// save keeps the content.
func (r *room) save() {
	r.Helper()
	e, _ := r.open("plain")
	if err := e.Save(context.Background(), puts(content)); err != nil {
		r.Fatal(err)
	}
}

// load returns what is kept.
func (r *room) load(look string) (text string, err error) {
	r.Helper()
	e, _ := r.open(look)
	err = e.Load(func(kept io.ReaderAt, size int64) error {
		data, err := io.ReadAll(io.NewSectionReader(kept, 0, size))
		text = string(data)
		return err
	})
	return text, err
}

// files are the names in the cache's directory.
func (r *room) files() (names []string) {
	each(r.cache.Dir, "", func(path string, _ fs.FileInfo) { names = append(names, filepath.Base(path)) })
	return names
}

// TestKept: what was kept is found again, and by nobody else.
func TestKept(t *testing.T) {
	r := newRoom(t)
	if _, err := r.load("plain"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v before anything was kept", err)
	}
	r.save()
	for range 2 {
		if got, err := r.load("plain"); err != nil || got != content {
			t.Errorf("%q, %v", got, err)
		}
	}
	r.save() // again, in its place
	if all := r.files(); len(all) != 1 {
		t.Errorf("files %v", all)
	}
	if st, err := os.Stat(r.cache.Dir); err != nil || private.Modes && st.Mode().Perm() != 0o700 {
		t.Errorf("the directory: %v, %v", st.Mode(), err)
	}
	if st, err := os.Stat(filepath.Join(r.cache.Dir, r.files()[0])); err != nil || private.Modes && st.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", st.Mode(), err)
	}
}

// TestNotTrusted: what may be of another content is not used, and the file is as it was.
func TestNotTrusted(t *testing.T) {
	large := bytes.Repeat([]byte("capture "), 100_000)
	for name, change := range map[string]func(r *room){
		"another size":       func(r *room) { r.write(large[:len(large)-8]) },
		"another time":       func(r *room) { r.date(time.Unix(1_700_000_000, 124)) },
		"another first byte": func(r *room) { r.write(append([]byte("C"), large[1:]...)) },
		"another last byte":  func(r *room) { r.write(append(large[:len(large)-1:len(large)-1], 'X')) },
		"a byte in its middle, the time set back": func(r *room) {
			if _, _, touched := inodeOf(r.file()); touched == 0 {
				r.Skip("this system does not say when an inode was changed")
			}
			other := bytes.Clone(large)
			other[len(other)/2+1] ^= 1
			r.write(other)
		},
		"another header": func(r *room) { r.spoil(20) },
		"cut":            func(r *room) { r.cut(headerRoom + 5) },
		"cut in header":  func(r *room) { r.cut(10) },
		"empty":          func(r *room) { r.cut(0) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			r.save()
			r.T = t
			if change(r); t.Failed() {
				return
			}
			if got, err := r.load("plain"); err == nil {
				t.Errorf("%q is used", got)
			}
			r.save()
			if got, err := r.load("plain"); err != nil || got != content {
				t.Errorf("afterwards %q, %v", got, err)
			}
		})
	}
	r := newRoom(t)
	r.save()
	if got, err := r.load("another look"); err == nil {
		t.Errorf("%q is used where the capture is looked at in another way", got)
	}
}

func (r *room) spoil(at int64) {
	f, err := os.OpenFile(filepath.Join(r.cache.Dir, r.files()[0]), os.O_RDWR, 0)
	if err != nil {
		r.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte{0xa5}, at); err != nil {
		r.Fatal(err)
	}
}

func (r *room) cut(n int64) {
	if err := os.Truncate(filepath.Join(r.cache.Dir, r.files()[0]), n); err != nil {
		r.Fatal(err)
	}
}

// TestSampledContent: a byte that is other where it is looked is found although size and
// times are the same, as a program can make them.
func TestSampledContent(t *testing.T) {
	data := bytes.Repeat([]byte("capture "), 100_000)
	size := int64(len(data))
	want, err := sample(bytes.NewReader(data), size, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int64{0, sampleSize - 1, size - sampleSize, size - 1} {
		data[at] ^= 1
		if got, err := sample(bytes.NewReader(data), size, 1); err != nil || got == want {
			t.Errorf("byte %d is other and not found: %v", at, err)
		}
		data[at] ^= 1
	}
	found := 0
	for at := int64(0); at < size; at += sampleSize {
		data[at] ^= 1
		if got, _ := sample(bytes.NewReader(data), size, 1); got != want {
			found++
		}
		data[at] ^= 1
	}
	if found < 30 {
		t.Errorf("one changed byte is found in %d of %d blocks", found, size/sampleSize)
	}
	if _, err := sample(bytes.NewReader(data), size+1, 1); err == nil {
		t.Error("a capture that became shorter has a sample")
	}
	if _, err := sample(bytes.NewReader(nil), 0, 1); err != nil {
		t.Errorf("an empty capture: %v", err)
	}
}

// TestNotKept: what changes, what is too large and what is not waited for leaves nothing.
func TestNotKept(t *testing.T) {
	done, stop := context.WithCancel(context.Background())
	stop()
	failed := errors.New("no")
	for _, tt := range []struct {
		name  string
		ctx   context.Context
		set   func(r *room)
		write func(r *room) func(io.Writer) error
		want  error
	}{
		{"changed just now", context.Background(), func(r *room) { r.date(time.Now().Add(-time.Second)) }, nil, errFresh},
		{"changed while it was read", context.Background(), nil, func(r *room) func(io.Writer) error {
			r.date(time.Unix(1_700_000_001, 0))
			return puts(content)
		}, errChanged},
		{"too large", context.Background(), nil, func(*room) func(io.Writer) error { return puts(strings.Repeat("x", 1<<20)) }, errLarge},
		{"the end of the program", done, nil, nil, context.Canceled},
		{"its writer fails", context.Background(), nil, func(*room) func(io.Writer) error { return func(io.Writer) error { return failed } }, failed},
		{"no directory", context.Background(), func(r *room) { r.cache.Dir = filepath.Join(r.path, "below a file") }, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRoom(t)
			r.T = t
			if tt.set != nil {
				tt.set(r)
			}
			e, _ := r.open("plain")
			write := puts(content)
			if tt.write != nil {
				write = tt.write(r)
			}
			if err := e.Save(tt.ctx, write); err == nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if all := r.files(); len(all) > 0 {
				t.Errorf("files %v are left", all)
			}
		})
	}
}

// TestDirectoryOfOthers: what others may have put there is not read, and what a link leads
// to keeps its mode.
func TestDirectoryOfOthers(t *testing.T) {
	if !private.Modes {
		t.Skip("modes say nothing here")
	}
	r := newRoom(t)
	r.save()
	for _, tt := range []struct {
		mode fs.FileMode
		want error
	}{{0o777, private.ErrOthers}, {0o720, private.ErrOthers}, {0o755, nil}} {
		if err := os.Chmod(r.cache.Dir, tt.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := r.load("plain"); !errors.Is(err, tt.want) {
			t.Errorf("mode %o: %v", tt.mode, err)
		}
	}
	elsewhere := t.TempDir()
	if err := os.Chmod(elsewhere, 0o755); err != nil {
		t.Fatal(err)
	}
	r.cache.Dir = filepath.Join(t.TempDir(), "index")
	if err := os.Symlink(elsewhere, r.cache.Dir); err != nil {
		t.Fatal(err)
	}
	e, _ := r.open("plain")
	if err := e.Save(context.Background(), puts(content)); err != nil {
		t.Errorf("through an own link: %v", err)
	}
	if st, err := os.Stat(elsewhere); err != nil || st.Mode().Perm() != 0o755 || len(r.files()) != 1 {
		t.Errorf("what the link leads to: %v, %v, files %v", st.Mode(), err, r.files())
	}
	if os.Geteuid() != 0 {
		return // only root can give a directory to another
	}
	if err := os.Lchown(r.cache.Dir, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if _, err := r.load("plain"); !errors.Is(err, private.ErrOthers) {
		t.Errorf("through a link of another user: %v", err)
	}
	home := t.TempDir()
	if err := os.Chown(home, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	r.cache.Dir = filepath.Join(home, ".cache", "index")
	e, _ = r.open("plain")
	if err := e.Save(context.Background(), puts(content)); !errors.Is(err, private.ErrOthers) {
		t.Errorf("root, at home with another: %v", err)
	}
	if all, err := os.ReadDir(home); err != nil || len(all) > 0 {
		t.Errorf("it has %v, %v", all, err)
	}
}

// TestRoom: what was used longest ago goes first, and what killed programs left after an hour.
func TestRoom(t *testing.T) {
	r := newRoom(t)
	r.cache.Most = 3 * (headerRoom + 1000)
	text := strings.Repeat("x", 1000)
	save := func(look string) {
		t.Helper()
		e, _ := r.open(look)
		if err := e.Save(context.Background(), puts(text)); err != nil {
			t.Fatal(err)
		}
	}
	kept := func(want string) {
		t.Helper()
		got := ""
		for _, look := range []string{"a", "b", "c", "d"} {
			if e, _ := r.open(look); e.Load(func(io.ReaderAt, int64) error { return nil }) == nil {
				got += look
			}
		}
		if got != want {
			t.Errorf("kept are %s, want %s", got, want)
		}
	}
	age := func(look string, hours int) {
		t.Helper()
		e, _ := r.open(look)
		at := time.Now().Add(-time.Duration(hours) * time.Hour)
		if err := os.Chtimes(e.path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	for i, look := range []string{"a", "b", "c"} {
		save(look)
		age(look, 30-i)
	}
	if e, _ := r.open("a"); e.Load(func(io.ReaderAt, int64) error { return nil }) != nil {
		t.Error("a is not kept") // and is used now
	}
	old, fresh := filepath.Join(r.cache.Dir, "1"+unfinished), filepath.Join(r.cache.Dir, "2"+unfinished)
	for _, path := range []string{old, fresh} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	save("d")
	kept("acd")
	if _, err := os.Stat(old); err == nil {
		t.Error("what a killed program left is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("what another program writes was removed")
	}
}

// TestRoomSideBySide: programs that make room at the same time do not mind that another has
// removed what they were to remove.
func TestRoomSideBySide(t *testing.T) {
	r := newRoom(t)
	r.cache.Most = 3 * (headerRoom + int64(len(content)))
	var entries []*Entry
	for i := range 8 {
		e, _ := r.open(strconv.Itoa(i))
		entries = append(entries, e)
	}
	var running sync.WaitGroup
	for _, e := range entries {
		running.Go(func() {
			for range 25 {
				if err := e.Save(t.Context(), puts(content)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	running.Wait()
}

// TestBuild: executables that differ in a byte are told from each other.
func TestBuild(t *testing.T) {
	this, err := thisBuild()
	if err != nil || this.Size == 0 {
		t.Fatalf("%+v, %v", this, err)
	}
	a, _ := buildOf(strings.NewReader(strings.Repeat("x", 1<<19)))
	b, _ := buildOf(strings.NewReader(strings.Repeat("x", 1<<19-1) + "y"))
	if a == b || a.Size != 1<<19 {
		t.Errorf("%+v and %+v", a, b)
	}
}

// FuzzHeader: no content of the file makes its reader fail.
func FuzzHeader(f *testing.F) {
	var b file
	if err := (&header{Magic: magic, Length: 5}).write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(b), int64(headerRoom+5))
	f.Add([]byte(b[:len(b)-1]), int64(headerRoom+5))
	f.Fuzz(func(t *testing.T, data []byte, size int64) {
		if h, err := readHeader(bytes.NewReader(data), size); err == nil && (h.Magic != magic || h.Length != size-headerRoom) {
			t.Errorf("%+v of %d bytes", h, size)
		}
	})
}

// file is written to at its beginning.
type file []byte

func (f *file) WriteAt(p []byte, _ int64) (int, error) {
	*f = append((*f)[:0], p...)
	return len(p), nil
}
