package kernel

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// inodeOf is the inode of a socket that this process holds.
func inodeOf(t *testing.T, c syscall.Conn) (inode uint32) {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) {
		to, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
		if err != nil {
			t.Error(err)
		}
		n, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimPrefix(to, "socket:["), "]"), 10, 32)
		if err != nil {
			t.Error(err)
		}
		inode = uint32(n)
	})
	return inode
}

// TestHelper: a helper finds the owners that its rights let it see, has no rights beside,
// and ends with who asks it.
func TestHelper(t *testing.T) {
	h, err := StartHelper()
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	defer func() {
		if !closed {
			h.Close()
		}
	}()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	mine := inodeOf(t, l.(*net.TCPListener))
	for range 3 {
		h.Look([]uint32{mine, 0, 4294967295}, time.Now())
		by, hidden := h.By(mine)
		if len(by) != 1 || by[0].PID != os.Getpid() || by[0].Name == "" || hidden {
			t.Fatalf("the owners are %v, hidden %v", by, hidden)
		}
		if by, _ := h.By(4294967295); len(by) > 0 {
			t.Errorf("nobody's socket is held by %v", by)
		}
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.Rights.PID))
	if err != nil {
		t.Fatal(err)
	}
	const caps = 1<<2 | 1<<19 // CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE
	if !strings.Contains(string(status), "NoNewPrivs:\t1") {
		t.Errorf("it may gain rights:\n%s", status)
	}
	for _, m := range regexp.MustCompile(`Cap(Prm|Eff|Amb):\t([0-9a-f]{16})`).FindAllStringSubmatch(string(status), -1) {
		if has, err := strconv.ParseUint(m[2], 16, 64); err != nil || has&^caps != 0 {
			t.Errorf("Cap%s is %s", m[1], m[2])
		}
	}
	if os.Geteuid() == 0 {
		if !strings.Contains(string(status), "Uid:\t65534\t65534\t65534\t65534") {
			t.Errorf("it is not nobody:\n%s", status)
		}
		if len(h.Rights.Caps) == 2 {
			if want := "user nobody, CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE; it answers only"; !strings.Contains(h.Rights.String(), want) {
				t.Errorf("its rights are %s", h.Rights)
			}
		}
	}
	h.Close()
	closed = true
	if err := syscall.Kill(h.Rights.PID, 0); err != syscall.ESRCH {
		t.Errorf("it lives on: %v", err)
	}
	h.Look([]uint32{mine}, time.Now())
	if by, hidden := h.By(mine); len(by) > 0 || !hidden {
		t.Errorf("when it has ended, the owners are %v, hidden %v", by, hidden)
	}
}

// TestHelperEnds: a helper ends with its input, as when its parent is killed.
func TestHelperEnds(t *testing.T) {
	cmd := exec.Command("/proc/self/exe", HelperCommand)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	if err := cmd.Wait(); err != nil || out.String() != helperReady {
		t.Errorf("it wrote %q and ended with %v", out.String(), err)
	}
	cmd = exec.Command("/proc/self/exe", HelperCommand)
	cmd.Stdin = strings.NewReader("this is no question")
	if err := cmd.Run(); err == nil {
		t.Error("it takes anything for a question")
	}
}
