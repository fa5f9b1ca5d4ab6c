package settings

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"tcptui/keymap"
)

// FuzzParse holds that any file gives settings that can be used and that are the
// same after they were printed and read again, and that a setting can be saved
// into any file that is TOML, or is refused.
func FuzzParse(f *testing.F) {
	whole, err := os.ReadFile("testdata/config.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	for _, s := range []string{
		"", "theme = 'dark'", "[keys.screen]\nup=['q']\nquit=[]\n[[columns]]\nfield='x'", "filters = {a='b', \"\\u0000\"=''}",
		"columns=[{builtin='no',width=3}]\nkeys={help={back=['x']}}", "filters.a.b = 1\nmsl = 0x1e", "mouse = [[]]\n[a]\n[[a.b]]\n[a.b.c]",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := Parse("/x/config.toml", data, Checks{})
		s := &c.Settings
		if !slices.ContainsFunc(s.Columns, Column.shows) || s.MSL <= 0 || s.RecentFiles < 0 {
			t.Fatalf("settings that cannot be used: %+v", s)
		}
		if _, ok := s.Keymap().Lookup(keymap.InPackets, "j"); len(s.Keys) == 0 && !ok {
			t.Fatal("no keys")
		}
		var b bytes.Buffer
		if err := c.Print(&b); err != nil {
			t.Fatal(err)
		}
		again := Parse(c.Path, b.Bytes(), Checks{})
		if len(again.Warnings) > 0 {
			t.Fatalf("what is printed is wrong: %v\n%s", again.Warnings, b.String())
		}
		for _, o := range options() {
			if o.differs(s, &again.Settings) {
				t.Fatalf("%s: %s became %s", o.key, o.kind.show(s), o.kind.show(&again.Settings))
			}
		}
		want := *s
		want.Theme, want.Filters = Theme16, append(slices.Clone(s.Filters), Named{"a new one", "tcp"})
		if text, err := edit(c.Path, data, s, &want); err == nil && Parse(c.Path, text, Checks{}).Settings.Theme != Theme16 {
			t.Fatalf("not saved: %q", text)
		}
	})
}

// FuzzState holds that a file of the state with any content is read or refused,
// that what was read can be changed, written and read again, and that names come
// back as they were.
func FuzzState(f *testing.F) {
	f.Add([]byte(`{"version":1,"content":[{"path":{"base64":"/w=="},"opened":"2026-01-02T03:04:05Z"}]}`), "a\xffb")
	f.Add([]byte(`{"version":1,"content":{"filter":[{"text":"tcp","used":"2026-01-02T03:04:05Z"}]}}`), "a\nb")
	f.Add([]byte(`{"version":1,"content":[{"path":"/x","size":64,"head_length":64,"marks":[{"frame":3,"name":"a"}]}]}`), "")
	f.Add([]byte(`{"version":1,"content":{"packets":{"columns":[{"title":"x","field":"y","align":"left"}]}}}`), "")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		s := inMemory(Defaults())
		refill(t, s.recent, data)
		refill(t, s.history, data)
		refill(t, s.captures, data)
		refill(t, s.views, data)
		c := Capture{Path: "/" + name, Size: leastHead}
		s.Touch(Recent{Path: "/" + name})
		s.AddHistory(FilterHistory, "x"+name)
		s.Mark(c, Mark{1, name})
		s.SetColumns("v", s.Columns(PacketView))
		refill(t, s.recent, pages(t, s.recent))
		refill(t, s.history, pages(t, s.history))
		refill(t, s.captures, pages(t, s.captures))
		refill(t, s.views, pages(t, s.views))
		if got := s.Recent()[0].Path; got != "/"+name {
			t.Fatalf("path %q, want %q", got, "/"+name)
		}
		if got := s.History(FilterHistory); len(name) < mostText && !slices.Contains(got, "x"+name) {
			t.Fatalf("history %q has no %q", got, "x"+name)
		}
		if got := s.Marks(c).Marks; len(got) == 0 || got[0].Frame > 1 || len(name) <= mostName && !slices.Contains(got, Mark{1, name}) {
			t.Fatalf("marks %v, want %q", got, name)
		}
	})
}

// refill makes the content of a file that of a book, if it is any.
func refill[T any](t *testing.T, b *book[T], data []byte) {
	t.Helper()
	c, err := b.decode(data)
	if err == nil {
		b.content = c
		pages(t, b)
	}
}

// pages are a book's file.
func pages[T any](t *testing.T, b *book[T]) []byte {
	t.Helper()
	data, err := b.encode(&b.content)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.decode(data); err != nil {
		t.Fatalf("what is written cannot be read: %v", err)
	}
	return data
}
