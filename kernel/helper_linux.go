package kernel

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"

	"tcptui/internal/rights"
)

// helperCaps are the rights that looking at the processes of others needs: to list
// their files, and to see what these are. The same right to trace is what Landlock takes
// from a process, so that who is confined by it cannot look himself.
var helperCaps = []struct {
	number uintptr
	name   string
}{{unix.CAP_DAC_READ_SEARCH, "DAC_READ_SEARCH"}, {unix.CAP_SYS_PTRACE, "SYS_PTRACE"}}

// nobody is the user and the group that a helper of root becomes: one that owns no file,
// so that it can read what its capabilities let it and write nothing.
const nobody = 65534

// helperReady is what a helper says before it answers.
const helperReady = "ready\n"

// Helper is a process that looks owners up, with rights that this one is to give up. It
// ends with this one, or with Close.
type Helper struct {
	*asker
	Rights HelperRights
	cmd    *exec.Cmd
	in     io.Closer
}

// StartHelper starts this program as a helper, whose main calls Help. It is to be called
// before rights are given up.
func StartHelper() (*Helper, error) {
	h := &Helper{cmd: exec.Command("/proc/self/exe", HelperCommand)} // also where its file was replaced meanwhile
	h.cmd.Env = []string{}
	h.cmd.Dir = "/"
	h.Rights.User = fmt.Sprintf("user %d", os.Geteuid())
	have, _ := rights.Permitted() // none where it cannot be told
	for _, c := range helperCaps {
		if have>>c.number&1 != 0 {
			h.Rights.Caps = append(h.Rights.Caps, c.name)
		}
	}
	if os.Geteuid() == 0 {
		h.Rights.User = "user nobody"
		h.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		for _, c := range helperCaps {
			if have>>c.number&1 != 0 {
				h.cmd.SysProcAttr.AmbientCaps = append(h.cmd.SysProcAttr.AmbientCaps, c.number)
			}
		}
	}
	in, err := h.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := h.cmd.StdoutPipe()
	if err == nil {
		err = h.cmd.Start()
	}
	if err != nil {
		return nil, h.unstarted(err)
	}
	h.in, h.asker, h.Rights.PID = in, newAsker(out, in), h.cmd.Process.Pid
	said := make([]byte, len(helperReady))
	if _, err := io.ReadFull(out, said); err != nil || string(said) != helperReady {
		h.Close()
		return nil, fmt.Errorf("the helper that looks up owners of sockets does not begin: %v", h.cmd.ProcessState)
	}
	return h, nil
}

// unstarted words why a helper cannot be started.
func (h *Helper) unstarted(err error) error {
	const what = "the helper that looks up owners of sockets cannot be started"
	path, e := os.Executable()
	if errors.Is(err, fs.ErrPermission) && e == nil {
		return fmt.Errorf("%s: %s may not run %s (chmod o+x allows it): %w", what, h.Rights.User, path, unwrapped(err))
	}
	return fmt.Errorf("%s: %w", what, unwrapped(err))
}

// unwrapped is the cause of an error of a file, whose name says nothing here.
func unwrapped(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// Close ends the helper. Nothing may be asked at the same time, nor after it.
func (h *Helper) Close() {
	h.in.Close()
	h.cmd.Process.Kill() // it may look for something
	h.cmd.Wait()
}

// Help is the helper: it gives up what it does not need, answers questions of the
// standard input until that ends, and returns the exit status.
func Help() int {
	if err := confineHelper(); err != nil {
		fmt.Fprintln(os.Stderr, "tcptui:", err)
		return 1
	}
	if _, err := io.WriteString(os.Stdout, helperReady); err != nil {
		return 1
	}
	if serveOwners(os.Stdin, os.Stdout, os.DirFS("/proc")) != nil {
		return 1
	}
	return 0
}

// confineHelper leaves of the rights the helperCaps, and lets no file grow.
func confineHelper() error {
	// A helper ends with the input that its parent holds. An interrupt from the
	// terminal is the parent's to take.
	signal.Ignore(os.Interrupt, syscall.SIGQUIT, syscall.SIGHUP, syscall.SIGTSTP)
	if err := rights.NoneNew(); err != nil {
		return fmt.Errorf("no_new_privs: %w", err)
	}
	have, _ := rights.Permitted() // none where it cannot be told
	keep := uint64(0)
	for _, c := range helperCaps {
		keep |= have & (1 << c.number)
	}
	if err := rights.NoneAmbient(); err != nil {
		return fmt.Errorf("ambient capabilities: %w", err)
	}
	if err := rights.Keep(keep); err != nil {
		return fmt.Errorf("capabilities are not dropped: %w", err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("RLIMIT_FSIZE: %w", err)
	}
	return nil
}
