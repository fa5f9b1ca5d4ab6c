package ui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/rivo/tview"
	"go.uber.org/goleak"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/internal/records"
	"tcptui/testdata/samples"
)

// paste types a text into the prompt in place of what is there.
func (st *stage) paste(text string) {
	st.press("Ctrl-U")
	st.shell.PasteHandler()(text, func(tview.Primitive) {})
	st.draw()
}

// saved waits for the end of what is being saved, and shows what came of it.
func (st *stage) saved() {
	st.t.Helper()
	j := st.shell.saving
	if j == nil {
		st.t.Fatalf("nothing is being saved:\n%s", st.text())
	}
	<-j.ended
	st.shell.take(st.shell.m.live.Snapshot())
	st.draw()
}

// frame is what a saved frame is compared by.
type frame struct {
	Time            int64
	CapLen, OrigLen uint32
	Iface, Data     string
	Comments        []string
}

// framesOf reads a capture to its end.
func framesOf(t *testing.T, src capture.Source) []frame {
	t.Helper()
	defer src.Close()
	var out []frame
	for r, err := range records.Of(t.Context(), src) {
		if err != nil {
			t.Fatal(err)
		}
		ifc := r.Ifaces[r.Frame.Iface]
		out = append(out, frame{r.Frame.Time, r.Frame.CapLen, r.Frame.OrigLen, ifc.Name + "/" + ifc.Description, string(r.Data), r.Note.Comments})
	}
	return out
}

func fileFrames(t *testing.T, path string) []frame {
	t.Helper()
	src, err := capture.Open(path, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return framesOf(t, src)
}

// TestSave saves each choice of packets and reads the file back.
func TestSave(t *testing.T) {
	t.Parallel()
	chat := framesOf(t, must(capture.OpenBytes("chat", samples.Chat())))
	comments := framesOf(t, must(capture.OpenBytes("comments", commented(t))))
	pick := func(from []frame, rows ...int) (out []frame) {
		for _, i := range rows {
			out = append(out, from[i])
		}
		return out
	}
	second := slices.DeleteFunc(slices.Clone(chat), func(f frame) bool { return len(f.Data) < 40 || !strings.Contains(f.Data[:40], "\xc4\xee") })
	plain := pick(comments, 0, 1, 2, 3, 4, 5, 6, 7)
	for i := range plain {
		plain[i].Comments, plain[i].Iface = nil, "/"
	}
	for _, tt := range []struct {
		name string
		data []byte
		keys string
		file string
		want []frame
		says string
	}{
		{"all", samples.Chat(), "Ctrl-S", "all.pcapng", chat, "saved 50 packets"},
		{"displayed", samples.Chat(), "] o Ctrl-S", "some.pcapng.gz", second, "saved 11 packets"},
		{"connection", samples.Chat(), "] Ctrl-S Tab", "one.pcapng", second, "saved 11 packets"},
		{"all again", samples.Chat(), "] o Ctrl-S Tab Tab Tab Tab", "all2.pcapng", chat, "saved 50 packets"},
		{"comments", commented(t), "Ctrl-S", "c.pcapng", comments, "saved 8 packets"},
		{"pcap", commented(t), "Ctrl-S", "c.pcap", plain, "without 2 comments, which pcap cannot hold"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st := newStage(t, tt.data, 200, 48, darkTheme())
			path := filepath.Join(t.TempDir(), tt.file)
			st.press(strings.Fields(tt.keys)...)
			st.paste(path)
			st.press("Enter")
			st.saved()
			st.wants(tt.says, tt.file)
			if diff := cmp.Diff(tt.want, fileFrames(t, path)); diff != "" {
				t.Errorf("want -, saved +:\n%s", diff)
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
				t.Errorf("files that were left: %v", left)
			}
		})
	}
}

// TestSaveAsks: nothing is overwritten without a yes, and a name that cannot be
// is told in the prompt.
func TestSaveAsks(t *testing.T) {
	t.Parallel()
	st := newStage(t, samples.Chat(), 160, 48, darkTheme())
	dir := t.TempDir()
	path := filepath.Join(dir, "x.pcap")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	holds := func(text string) {
		t.Helper()
		if b, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(b), text) {
			t.Errorf("the file holds %.20q, %v; want %q", b, err, text)
		}
	}
	st.press("Ctrl-S")
	st.wants("Save all 50 packets as: chat-all.pcapng   (Tab: only connection 0)")
	for _, no := range []string{"n", "Enter", "Esc", "Tab", "x"} {
		st.paste(path)
		st.press("Enter")
		st.wants("exists: overwrite it? y")
		st.press(no)
		st.wants("not overwritten")
		holds("mine")
	}
	for _, tt := range []struct{ name, says string }{
		{"", "type a file name"}, {filepath.Join(dir, "x.txt"), "the end of the name tells the format"},
		{dir + string(filepath.Separator) + ".pcap" + string(filepath.Separator), "format"},
	} {
		st.paste(tt.name)
		st.press("Enter")
		st.wants(tt.says)
	}
	st.paste(filepath.Join(dir, "no", "such.pcap"))
	st.press("Enter")
	st.saved()
	st.wants("cannot be saved")
	st.press("Ctrl-S")
	st.paste(path)
	st.press("Enter", "y")
	st.saved()
	st.wants("saved 50 packets")
	holds("\x4d\x3c\xb2\xa1")
	st.press("Ctrl-S", "Esc")
	if st.shell.prompt != nil || st.quit {
		t.Error("Esc did not close the prompt")
	}
}

// gatedSource is a capture whose frames can be read again only when the gate is
// open.
type gatedSource struct {
	capture.Source
	store *gatedStore
}

func (s gatedSource) Store() capture.Store { return s.store }

type gatedStore struct {
	capture.Store
	shut atomic.Bool
	gate chan struct{}
	met  chan struct{} // closed when a reader waits
	once sync.Once
}

func (s *gatedStore) ReadAt(p []byte, off int64) (int, error) {
	if s.shut.Load() {
		s.once.Do(func() { close(s.met) })
		<-s.gate
	}
	return s.Store.ReadAt(p, off)
}

// gated starts to read the chat behind a gate, which is open.
func gated(t *testing.T) (*flows.Live, *gatedStore) {
	t.Helper()
	src := must(capture.OpenBytes("chat", samples.Chat()))
	store := &gatedStore{Store: src.Store(), gate: make(chan struct{}), met: make(chan struct{})}
	live := start(t, gatedSource{src, store})
	live.Wait()
	return live, store
}

// TestSaveIsCancelled: Esc ends it, and no file is left, nor a part of one.
func TestSaveIsCancelled(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	live, store := gated(t)
	st := &stage{t: t, screen: canvas(t, 160, 48), th: darkTheme()}
	st.shell = newShell(Config{Title: "chat.pcapng", Live: live}, st.th)
	st.shell.quit = func() { st.quit = true }
	st.draw()
	dir := t.TempDir()
	st.press("Ctrl-S")
	st.paste(filepath.Join(dir, "x.pcapng"))
	store.shut.Store(true)
	p := st.shell.prompt.(*savePrompt)
	p.accept() // what is drawn after a key would wait at the gate
	<-store.met
	store.shut.Store(false)
	st.draw()
	st.wants("saving 0 %", "of 50 packets as", "Esc cancel")
	st.press("q")
	st.wants("packets are being saved; Esc cancels that")
	if st.quit {
		t.Error("q quit while packets were being saved")
	}
	st.press("Ctrl-S")
	st.wants("packets are being saved already")
	st.press("Esc")
	close(store.gate)
	st.saved()
	st.wants("saving was cancelled")
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("files that were left: %v, %v", left, err)
	}
	st.press("q")
	if !st.quit {
		t.Error("q did not quit afterwards")
	}
}

// TestQuitCancelsSaving: the program waits until nothing is left of a file that
// was being saved.
func TestQuitCancelsSaving(t *testing.T) {
	t.Parallel()
	live, store := gated(t)
	s := newShell(Config{Title: "chat", Live: live}, darkTheme())
	dir := t.TempDir()
	store.shut.Store(true)
	s.startSave(filepath.Join(dir, "x.pcapng"), saveScopes(s.m)[0], false)
	<-store.met
	cancel := s.saving.cancel
	s.saving.cancel = func() {
		cancel()
		close(store.gate)
	}
	s.stopSaving()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("files that were left: %v, %v", left, err)
	}
}

// TestSaveInTheApplication saves with the real event loop: the result shows up
// by itself.
func TestSaveInTheApplication(t *testing.T) {
	live := start(t, must(capture.OpenBytes("chat", samples.Chat())))
	t.Chdir(t.TempDir())
	r := run(t, live, 160, 48)
	defer r.cancel()
	r.until(t, "50 packets")
	r.InjectKey(tcell.KeyCtrlS, 0, 0)
	r.until(t, "Save all 50 packets")
	r.InjectKey(tcell.KeyEnter, 0, 0)
	r.until(t, "saved 50 packets")
	if _, err := os.Stat("chat-all.pcapng"); err != nil {
		t.Error(err)
	}
	r.cancel()
	r.ended(t)
}

func TestFileBase(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ title, want string }{
		{"chat.pcapng", "chat"}, {"/tmp/a b/x.y.pcap.gz", "x"}, {"-", "capture"}, {"", "capture"}, {"sample: a chat", "capture"},
		{"\x1b]0;a\x07.pcap", "0a"}, {"../..", "capture"}, {strings.Repeat("n", 300) + ".pcap", strings.Repeat("n", 40)},
		{"C:\\dir\\net.cap", "net"}, {"a.pcap and 2 more", "a"}, {"欢迎.pcap", "capture"}, {".hidden", "hidden"},
	} {
		if got := fileBase(tt.title); got != tt.want {
			t.Errorf("fileBase(%q) = %q, want %q", tt.title, got, tt.want)
		}
	}
}

// TestSaveHome: a ~ stands for the home directory.
func TestSaveHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	p := &savePrompt{entry: entry{text: []rune("~/a.pcap")}}
	if got, want := p.path(), filepath.Join(home, "a.pcap"); got != want {
		t.Errorf("path = %q, want %q", got, want)
	}
}
