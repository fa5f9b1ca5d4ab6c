package capture

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// confinedDir tells the process that TestConfine starts where it may write.
const confinedDir = "TCPTUI_TEST_CONFINED"

// confinedReport is what that process has found.
type confinedReport struct {
	Box     Sandbox
	Errs    map[string]string
	Threads []string // the effective capabilities of each
	Again   string   // an error of OpenLive
	Live    string   // what a capture from before has
}

// TestConfine has another process give its rights up, as that cannot be undone.
func TestConfine(t *testing.T) {
	if dir := os.Getenv(confinedDir); dir != "" {
		confine(dir)
		return
	}
	inNamespace(t)
	dir := t.TempDir()
	for _, name := range []string{"in", "out"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestConfine$")
	cmd.Env = append(os.Environ(), confinedDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var r confinedReport
	if err := json.Unmarshal([]byte(strings.Split(string(out), "\n")[0]), &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if !r.Box.CapsDropped || !r.Box.NoNewPrivs || len(r.Box.Kept) > 0 {
		t.Errorf("sandbox %+v", r.Box)
	}
	for _, caps := range r.Threads {
		if strings.Trim(caps, "0") != "" || len(caps) != 16 {
			t.Errorf("a thread has the capabilities %s", caps)
		}
	}
	if len(r.Threads) < 3 {
		t.Errorf("only %d threads", len(r.Threads))
	}
	if want := "lo: cannot be captured on: this process may not gain rights (no_new_privs): so it is once a capture has begun, and in some containers (start tcptui anew with all that it is to capture on; everything but -i works without)"; r.Again != want {
		t.Errorf("another capture: %s", r.Again)
	}
	if r.Live != strconv.QuoteToASCII(hello) {
		t.Errorf("the capture from before has %q", r.Live)
	}
	if !r.Box.Landlock {
		t.Skip("this kernel has no Landlock: ", r.Box.Why)
	}
	want := map[string]string{"write in": "", "write out": "denied", "remove out": "denied", "read out": "", "terminal": "", "in/sub": ""}
	for what, denied := range want {
		if got := r.Errs[what]; (got != "") != (denied != "") {
			t.Errorf("%s: %q", what, got)
		}
	}
	if s := r.Box.String(); s != "no capabilities; writes confined by Landlock" {
		t.Errorf("the summary is %s", s)
	}
}

// confine is the other process: it captures, gives its rights up, and tries.
func confine(dir string) {
	end := make(chan struct{})
	var threads sync.WaitGroup
	for range 3 { // threads that have nothing to do with it
		threads.Go(func() {
			runtime.LockOSThread()
			<-end
		})
	}
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	r := confinedReport{Errs: make(map[string]string)}
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	must(os.WriteFile(filepath.Join(out, "x"), []byte("x"), 0o600))
	l, err := OpenLive(LiveOptions{Interfaces: []string{"lo"}, SpoolDir: in, Filter: experiments})
	must(err)
	send, err := openSender("lo")
	must(err)
	r.Box = Confine(Needs{Write: []string{in, filepath.Join(in, "sub")}})
	try := func(what string, err error) {
		r.Errs[what] = ""
		if err != nil {
			r.Errs[what] = err.Error()
		}
	}
	try("write in", os.WriteFile(filepath.Join(in, "y"), nil, 0o600))
	try("in/sub", os.WriteFile(filepath.Join(in, "sub", "y"), nil, 0o600))
	try("write out", os.WriteFile(filepath.Join(out, "y"), nil, 0o600))
	try("remove out", os.Remove(filepath.Join(out, "x")))
	_, err = os.ReadFile(filepath.Join(out, "x"))
	try("read out", err)
	null, err := os.OpenFile("/dev/null", os.O_RDWR, 0)
	try("terminal", err)
	must(null.Close())
	tasks, err := filepath.Glob("/proc/self/task/*/status")
	must(err)
	for _, name := range tasks {
		text, err := os.ReadFile(name)
		must(err)
		r.Threads = append(r.Threads, statusField(string(text), "CapEff"))
	}
	_, err = OpenLive(LiveOptions{Interfaces: []string{"lo"}, SpoolDir: in})
	r.Again = err.Error()
	must(send(hello))
	var b Batch
	must(l.Next(neverEnds(), &b))
	r.Live = strconv.QuoteToASCII(string(b.Data(0)))
	must(l.Close())
	close(end)
	threads.Wait()
	must(json.NewEncoder(os.Stdout).Encode(r))
}

// TestModeLetsWrite: without capabilities root is a user like others.
func TestModeLetsWrite(t *testing.T) {
	dir := t.TempDir()
	for mode, want := range map[os.FileMode]bool{0o700: true, 0o500: false, 0o577: false, 0o200: true} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		st, err := os.Stat(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := modeLetsWrite(st); got != want {
			t.Errorf("mode %v: %v", mode, got)
		}
	}
	if os.Geteuid() != 0 {
		return
	}
	if err := os.Chown(dir, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[os.FileMode]uint64{0o700: 1 << capDACOverride, 0o755: 1 << capDACOverride, 0o577: 0} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if kept := keptCapabilities([]string{dir}); kept != want {
			t.Errorf("to write in a directory of somebody else with mode %v, %#x is kept", mode, kept)
		}
	}
	if kept := keptCapabilities([]string{t.TempDir()}); kept != 0 {
		t.Errorf("to write in an own directory, %#x is kept", kept)
	}
}

func TestHasNetRaw(t *testing.T) {
	for text, want := range map[string]bool{
		"Name:\tx\nCapEff:\t0000000000002000\n": true, "CapEff:\t000001ffffffffff\n": true,
		"CapEff:\t0000000000001fff\n": false, "CapEff:\tzz\n": false, "CapPrm:\t0000000000002000\n": false, "": false,
	} {
		if got := hasNetRaw(text); got != want {
			t.Errorf("hasNetRaw(%q) = %v", text, got)
		}
	}
}

func TestQuoteShell(t *testing.T) {
	for in, want := range map[string]string{"/usr/bin/tcptui": "/usr/bin/tcptui", "a b": "'a b'", "it's": `'it'\''s'`} {
		if got := quoteShell(in); got != want {
			t.Errorf("quoteShell(%q) = %s", in, got)
		}
	}
}
