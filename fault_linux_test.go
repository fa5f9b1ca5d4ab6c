package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"tcptui/capture"
	"tcptui/internal/hostile"
	"tcptui/testdata/samples"
)

// Settings in the environment that make TestConfinedHelper the program that is in
// confinedProgram, with less than others may.
const (
	confinedProgram = "TCPTUI_TEST_PROGRAM"
	confinedFiles   = "TCPTUI_TEST_FILE_SIZE" // bytes that a file may have
	confinedSockets = "TCPTUI_TEST_NO_SOCKETS"
	confinedCloses  = "TCPTUI_TEST_NO_CLOSES" // closing anything fails
)

// TestConfinedHelper is not a test: it becomes another program that may do less.
func TestConfinedHelper(t *testing.T) {
	program := os.Getenv(confinedProgram)
	if program == "" {
		t.Skip("a helper of other tests")
	}
	runtime.LockOSThread()
	if text := os.Getenv(confinedFiles); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: n, Max: n}); err != nil {
			t.Fatal(err)
		}
	}
	for setting, r := range callFilters {
		if os.Getenv(setting) == "" {
			continue
		}
		if err := r.begin(); err != nil {
			fmt.Fprintln(os.Stderr, cannotRefuse, err)
			os.Exit(0)
		}
	}
	args := os.Args[1:]
	for len(args) > 0 && args[0] != "--" {
		args = args[1:]
	}
	t.Fatal(syscall.Exec(program, append([]string{program}, args[1:]...), os.Environ()))
}

// cannotRefuse is what the helper says where the system has no filters of system calls.
const cannotRefuse = "system calls cannot be refused here:"

// callFilter is what the kernel does with a system call of this thread's process, whatever
// program it becomes.
type callFilter struct{ call, answer uint32 }

// callFilters are those that settings of the helper ask for.
var callFilters = map[string]callFilter{
	confinedSockets: {unix.SYS_SOCKET, unix.SECCOMP_RET_KILL_PROCESS},
	confinedCloses:  {unix.SYS_CLOSE, unix.SECCOMP_RET_ERRNO | uint32(unix.EIO)}, // as a file system of another host does that could not write
}

func (r callFilter) begin() error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}, // the number of the system call
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: r.call, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: r.answer},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	return unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&prog)), 0, 0)
}

// confined is the program with less than others may, as a command and its environment.
func confined(program string, settings ...string) (path string, args, env []string) {
	return os.Args[0], []string{"-test.run=^TestConfinedHelper$", "--"}, append(settings, confinedProgram+"="+program)
}

// TestFaults: the real program where something fails.
func TestFaults(t *testing.T) {
	program := build(t)
	t.Run("file size limit", func(t *testing.T) { testFileSizeLimit(t, program) })
	t.Run("signals leave nothing", func(t *testing.T) { testSignalsLeaveNothing(t, program) })
	t.Run("signals restore the terminal", func(t *testing.T) { testScreenSignals(t, program) })
	t.Run("a signal stays ignored", func(t *testing.T) { testIgnoredSignal(t, program) })
	t.Run("nobody reads", func(t *testing.T) { testNobodyReads(t, program) })
	t.Run("no sockets", func(t *testing.T) { testNoSockets(t, program) })
}

// testFileSizeLimit: where a file may not become larger, as on a full disk, what is saved
// fails whole: the file that was there is as before, nothing is left beside it, and the
// program says why.
func testFileSizeLimit(t *testing.T, program string) {
	dir := t.TempDir()
	out, temp := filepath.Join(dir, "out.pcapng"), t.TempDir()
	old := []byte("what was there")
	in := filepath.Join(t.TempDir(), "chat.pcapng")
	if err := os.WriteFile(in, samples.Chat(), 0o600); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(samples.Chat()); n += 1 + 2*n {
		if err := os.WriteFile(out, old, 0o600); err != nil {
			t.Fatal(err)
		}
		path, args, env := confined(program, confinedFiles+"="+strconv.Itoa(n))
		cmd := exec.Command(path, append(args, "-r", in, "-w", out)...)
		cmd.Env = append(append(os.Environ(), "TMPDIR="+temp), env...)
		said, err := cmd.CombinedOutput()
		if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != exitFile || !bytes.Contains(said, []byte("file too large")) {
			t.Errorf("%d bytes: ends with %v, says %q", n, err, said)
		}
		if now, err := os.ReadFile(out); err != nil || !bytes.Equal(now, old) {
			t.Errorf("%d bytes: the file that was there has %d bytes now, %v", n, len(now), err)
		}
		for _, dir := range []string{dir, temp} {
			if names := left(t, dir); len(names) > 1 || len(names) == 1 && names[0] != "out.pcapng" {
				t.Errorf("%d bytes: %q are left in %s", n, names, dir)
			}
		}
	}
}

// testSignalsLeaveNothing: whenever a signal that asks for the end comes while a stream is
// read, the program ends and no temporary file is left. One that is ignored here is ignored
// by what is started here.
func testSignalsLeaveNothing(t *testing.T, program string) {
	data := gzipped(t, samples.Chat())
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if signal.Ignored(sig) {
			continue
		}
		for given := 0; given < len(data); given += 1 + len(data)/3 {
			temp := t.TempDir()
			cmd := exec.Command(program, "-r", "-", "-T", "text", "-l")
			cmd.Env = append(os.Environ(), "TMPDIR="+temp)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := in.Write(data[:given]); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			err = cmd.Wait()
			if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() >= 0 && e.ExitCode() != exitBroken {
				t.Errorf("%v after %d bytes: ends with %v", sig, given, err)
			}
			in.Close()
			if names := left(t, temp); len(names) > 0 {
				t.Errorf("%v after %d bytes: %q are left", sig, given, names)
			}
		}
	}
}

// testIgnoredSignal: who starts the program with a signal ignored, as nohup does, wants it
// to go on.
func testIgnoredSignal(t *testing.T, program string) {
	cmd := exec.Command("sh", "-c", `trap '' HUP; exec "$0" -r - -T fields -l -e frame.number`, program)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	data := samples.Chat()
	in.Write(data[:len(data)/2])
	lines := bufio.NewScanner(out)
	lines.Scan() // it has begun, and has said which signals it takes
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	in.Write(data[len(data)/2:])
	in.Close()
	n := 1
	for lines.Scan() {
		n++
	}
	if err := cmd.Wait(); err != nil || n != 50 {
		t.Errorf("after SIGHUP that is ignored: %d frames, ends with %v", n, err)
	}
}

// testScreenSignals: signals that ask for the end restore the terminal, and leave no
// temporary file.
func testScreenSignals(t *testing.T, program string) {
	path := filepath.Join(t.TempDir(), "chat.pcapng.gz")
	if err := os.WriteFile(path, gzipped(t, samples.Chat()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if signal.Ignored(sig) {
			continue
		}
		for _, keys := range []string{"", "f", "/tcp", "c\x13"} {
			temp := t.TempDir()
			p := openTerminal(t, 100, 30, []string{"TMPDIR=" + temp}, program, path)
			p.until("50 packets")
			p.send(keys)
			if err := syscall.Kill(p.pid, sig); err != nil {
				t.Fatal(err)
			}
			p.exit()
			p.restored()
			if names := left(t, temp); len(names) > 0 {
				t.Errorf("%v after %q: %q are left", sig, keys, names)
			}
		}
	}
}

// testNobodyReads: who reads from the program goes away, as head does, and the program
// ends quietly by itself instead of being killed.
func testNobodyReads(t *testing.T, program string) {
	temp := t.TempDir()
	for _, args := range [][]string{{"-r", "-"}, {"-r", "-", "-w", "-"}, {"-r", "-", "-T", "json"}, {"--help"}, {"config"}} {
		out, in, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		out.Close()
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), "TMPDIR="+temp)
		var errs bytes.Buffer
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(samples.Chat()), in, &errs
		if err := cmd.Run(); err != nil || errs.Len() > 0 {
			t.Errorf("%v: ends with %v, says %q", args, err, errs.String())
		}
		in.Close()
	}
	if names := left(t, temp); len(names) > 0 {
		t.Errorf("%q are left", names)
	}
}

// TestPrivateTemporaryFiles: with a umask that forbids nothing, a spool that is in use is
// nobody else's.
func TestPrivateTemporaryFiles(t *testing.T) {
	was := unix.Umask(0)
	defer unix.Umask(was)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	src, err := capture.OpenStream("chat", bytes.NewReader(samples.Chat()), capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	spools := 0
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	for _, fd := range fds {
		name := "/proc/self/fd/" + fd.Name()
		if to, err := os.Readlink(name); err != nil || !strings.HasPrefix(to, temp) {
			continue
		}
		spools++
		if st, err := os.Stat(name); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("the spool's mode is %v, %v", st.Mode(), err)
		}
	}
	if spools != 1 {
		t.Errorf("%d spools are open", spools)
	}
	if names := left(t, temp); len(names) > 0 {
		t.Errorf("%q have names that others see", names)
	}
}

// testNoSockets: nothing that is opened, printed or shown makes the program ask for a
// socket: the kernel would kill it. What asks for the network, is the proof that it would.
func testNoSockets(t *testing.T, program string) {
	path := filepath.Join(t.TempDir(), "hostile.pcapng")
	if err := os.WriteFile(path, hostile.Capture(), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (string, error) {
		path, first, env := confined(program, confinedSockets+"=1")
		cmd := exec.Command(path, append(first, args...)...)
		cmd.Env = append(os.Environ(), env...)
		out, err := cmd.CombinedOutput()
		if strings.Contains(string(out), cannotRefuse) {
			t.Skip(string(out))
		}
		return string(out), err
	}
	if out, err := run("sockets"); err == nil || !strings.Contains(err.Error(), "bad system call") {
		t.Fatalf("the kernel is asked for sockets without a socket: %v, %s", err, out)
	}
	for _, args := range [][]string{
		{"-r", path}, {"-r", path, "-V"}, {"-r", path, "-x"}, {"-r", path, "-T", "json"}, {"-r", path, "-T", "pdml"}, {"-r", path, "-T", "ek"},
		{"-r", path, "-q", "-z", "conv,tcp", "-z", "endpoints,ip", "-z", "expert", "-z", "follow,tcp,ascii,0", "-z", "io,phs"},
		{"-r", path, "-f", "tcp port 80", "-T", "text"}, {"-r", path, "-Y", "ip.addr == 10.0.0.1", "-T", "text"}, {"-r", path, "-w", filepath.Join(t.TempDir(), "x.pcap")},
		{"check", "tcp.port == 1", path}, {"lab"}, {"config"}, {"--help"}, {"--version"}, {"-G", "fields"},
	} {
		if out, err := run(args...); err != nil && !strings.Contains(err.Error(), "exit status") {
			t.Errorf("%v: %v, says %s", args, err, out)
		}
	}
	helper, first, env := confined(program, confinedSockets+"=1")
	p := openTerminal(t, 160, 48, env, helper, append(first, path)...)
	p.until("2 connections")
	for _, keys := range []string{"e", "\x1b", "s", "\x1b", "f", "\x1b", "c", "\r", "\x1b", "v", "\x1b", "i", "\x1b", "G", "w", "?", "\x1b", ":time", "\x1b"} {
		p.send(keys)
	}
	p.send("\x03")
	if status := p.exit(); status != 0 {
		t.Errorf("the screen ends with %d", status)
	}
}
