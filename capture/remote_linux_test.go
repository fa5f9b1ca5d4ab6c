package capture

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseRemote(t *testing.T) {
	for text, want := range map[string]Remote{
		"host":                         {Host: "host"},
		"host:eth0":                    {Host: "host", Interface: "eth0"},
		"me@host:eth0:1":               {Host: "me@host", Interface: "eth0:1"},
		"a@b@host:any":                 {Host: "a@b@host", Interface: "any"},
		"2001:db8::1":                  {Host: "2001:db8::1"},
		"me@[2001:db8::1]:eth0":        {Host: "me@2001:db8::1", Interface: "eth0"},
		"[fe80::1%eth1]":               {Host: "fe80::1%eth1"},
		"ssh://host":                   {Host: "host"},
		"ssh://me@host:2222":           {Host: "me@host", Port: "2222"},
		"ssh://me@host:2222/eth0":      {Host: "me@host", Port: "2222", Interface: "eth0"},
		"ssh://[2001:db8::1]:2222/en0": {Host: "2001:db8::1", Port: "2222", Interface: "en0"},
		"ssh://host/3":                 {Host: "host", Interface: "3"},
	} {
		if got, err := ParseRemote(text); got != want || err != nil {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"":                   "expected [USER@]HOST",
		":eth0":              "expected [USER@]HOST",
		"@host":              "expected [USER@]HOST",
		"ssh:///eth0":        "expected [USER@]HOST",
		"host:22":            "ssh://host:22/IFACE",
		"ssh://host:eth0":    "no port; an interface stands behind a slash",
		"ssh://host:0/eth0":  "no port",
		"-oProxyCommand=x":   "begins with a dash",
		"me@-x":              "begins with a dash",
		"a@b@-x":             "begins with a dash",
		"a b":                "a space",
		"host:e\x1b[31m":     "control character",
		"2001:db8::1:eth0:x": "in brackets",
		"[2001:db8::1":       "the bracket after the address is missing",
		"[host]:eth0":        "is no address",
		"[::1]eth0":          "expected a colon",
	} {
		if got, err := ParseRemote(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	if got := (Remote{Host: "me@2001:db8::1", Interface: "en0"}).String(); got != "me@[2001:db8::1]:en0" {
		t.Errorf("as text it is %s", got)
	}
}

// otherHost is what stands for ssh and tcpdump of another host.
type otherHost struct {
	t   *testing.T
	dir string
}

// newOtherHost puts a program ssh first in the PATH that is a shell script: the
// command of its last argument runs here, with a tcpdump that is one, too.
func newOtherHost(t *testing.T, ssh, tcpdump string) *otherHost {
	t.Helper()
	h := &otherHost{t, t.TempDir()}
	t.Setenv("PATH", h.dir+":"+os.Getenv("PATH"))
	t.Setenv("DIR", h.dir)
	h.program("ssh", `printf '%s\n' "$@" >>"$DIR/arguments.ssh"`+"\n"+ssh)
	h.program("tcpdump", `printf '%s\n' "$@" >>"$DIR/arguments.tcpdump"`+"\n"+tcpdump)
	h.write("two.pcap", littleGen.pcapFile(2, 60))
	return h
}

// runsHere is an ssh that runs the command, after a login shell with something to say.
const runsHere = `SSH_CONNECTION="fe80::2%eth9 50000 2001:db8::1 22"; export SSH_CONNECTION
echo 'welcome to this host'
eval "for last; do :; done"; eval "$last"`

// capturesTwo is a tcpdump that captures two frames and then none until it is ended.
const capturesTwo = `trap 'echo "2 packets captured" >&2; echo "3 packets dropped by kernel" >&2; echo "1 packet dropped by interface" >&2; exit 0' TERM
echo 'tcpdump: listening on wlan7, link-type EN10MB (Ethernet), snapshot length 262144 bytes' >&2
cat "$DIR/two.pcap"
mkfifo "$DIR/never.$$"; read line <>"$DIR/never.$$"`

func (h *otherHost) program(name, script string) {
	h.write(name, []byte("#!/bin/sh\n"+script+"\n"))
}

func (h *otherHost) write(name string, data []byte) {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(h.dir, name), data, 0o700); err != nil {
		h.t.Fatal(err)
	}
}

// arguments are those that a program was called with the last time, the newest.
func (h *otherHost) arguments(program string) []string {
	h.t.Helper()
	data, err := os.ReadFile(filepath.Join(h.dir, "arguments."+program))
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

// TestRemote captures from another host: what it gives is delivered, what it drops is
// counted, its own connection is left out.
func TestRemote(t *testing.T) {
	h := newOtherHost(t, runsHere, capturesTwo)
	path := filepath.Join(t.TempDir(), "x.pcapng")
	l, err := OpenRemote(Remote{Host: "me@box", Port: "2222"}, LiveOptions{FilterText: `tcp and host a'b or ip proto \tcp`,
		SnapLen: 96, BufferBytes: 4 << 20, SpoolDir: t.TempDir(), Write: &WriteOptions{Path: path}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if got := captured(t, l, 2); len(got[1]) != 60 {
		t.Errorf("a frame of %d bytes", len(got[1]))
	}
	l.Stop()
	st := l.Wait()
	i := st.Interfaces[0]
	if st.Err != nil || st.Frames != 2 || i.Name != "me@box:wlan7" || i.Link != 1 || i.Received != 6 || i.Dropped != 4 || i.Delivered != 2 {
		t.Errorf("status %+v", st)
	}
	if frames, info := readAll(t, path); len(frames) != 2 || info.Counters[0].OSDropped != 4 {
		t.Errorf("the file has %d frames and %+v", len(frames), info)
	}
	want := []string{"-T", "-o", "ClearAllForwardings=yes", "-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3", "-p", "2222", "--", "me@box", "exec sh"}
	if got := h.arguments("ssh"); !slices.Equal(got, want) {
		t.Errorf("ssh was called with %q", got)
	}
	want = []string{"-U", "-w", "-", "-s", "96", "-p", "-B", "4096", "--",
		`not (tcp and host fe80::2 and port 50000 and host 2001:db8::1 and port 22) and (tcp and host a'b or ip proto \tcp)`}
	if got := h.arguments("tcpdump"); !slices.Equal(got, want) {
		t.Errorf("tcpdump was called with %q", got)
	}
}

// TestRemoteAgain: a new capture begins ssh anew, which may not ask then.
func TestRemoteAgain(t *testing.T) {
	h := newOtherHost(t, strings.Replace(runsHere, "fe80::2%eth9", "UNKNOWN", 1), capturesTwo)
	o := LiveOptions{Promiscuous: true, SpoolDir: t.TempDir(), Stop: StopOptions{Packets: 2},
		Filter: func(LinkType) ([]Instruction, error) {
			return nil, errors.New("a filter of another host is compiled here")
		}}
	l, err := OpenRemote(Remote{Host: "box", Interface: "eth0 x"}, o)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	captured(t, l, 2)
	l.Wait()
	want := []string{"-U", "-w", "-", "-i", "eth0 x", "-c", "2", "--", ""}
	if got := h.arguments("tcpdump"); !slices.Equal(got, want) {
		t.Errorf("tcpdump was called with %q", got)
	}
	next, err := l.Again(o)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if got := captured(t, next, 2); len(got) != 2 {
		t.Errorf("%d frames", len(got))
	}
	if got := h.arguments("ssh"); !slices.Contains(got, "BatchMode=yes") || slices.Index(got, "BatchMode=yes") < 10 {
		t.Errorf("ssh was called with %q", got)
	}
	next.Wait()
	h.program("ssh", "echo 'root@box: Permission denied (publickey,password).' >&2; exit 255")
	if _, err := next.Again(o); err == nil || !strings.Contains(err.Error(), "ssh was not let in") {
		t.Errorf("without a password: %v", err)
	}
	h.program("ssh", `read script; exec cat >/dev/null`)
	next.receivers[0].device.(*remoteDevice).begins = 10 * time.Millisecond
	if _, err := next.Again(o); err == nil || !strings.Contains(err.Error(), "does not begin to capture within 10ms") {
		t.Errorf("of one that hangs: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	for range 2 { // and what is there is closed as well
		if _, err := next.Again(o); err == nil || !strings.Contains(err.Error(), "ssh cannot be started") {
			t.Errorf("without ssh: %v", err)
		}
	}
}

// TestRemoteHints: what a hint tells to type is for the same host, port and interface.
func TestRemoteHints(t *testing.T) {
	for _, tt := range []struct {
		remote     Remote
		hint, want string
	}{
		{Remote{Host: "me@box"}, "--remote root@HOST", "--remote root@box"},
		{Remote{Host: "me@box", Port: "2222"}, "--remote root@HOST; ssh HOST true", "--remote ssh://root@box:2222; ssh -p 2222 'me@box' true"},
		{Remote{Host: "me@2001:db8::1"}, "root@HOST, ssh://HOST:PORT/IFACE", "root@[2001:db8::1], ssh://me@[2001:db8::1]:PORT/"},
		{Remote{Host: "me@box"}, "ssh-keygen -R HOST", "ssh-keygen -R box"},
		{Remote{Host: "me@box", Port: "2222"}, "ssh-keygen -R HOST, then ssh HOST once", "ssh-keygen -R '[box]:2222', then ssh -p 2222 'me@box' once"},
		{Remote{Host: "HOSTING", Interface: "IFACE0"}, "ssh HOST: HOST, IFACE", "ssh HOSTING: HOSTING, IFACE0"},
	} {
		if got := tt.remote.hint(tt.hint); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.remote, got, tt.want)
		}
	}
}

// TestRemoteFails: who cannot capture there is told what, where and what to do.
func TestRemoteFails(t *testing.T) {
	here := strings.Replace(runsHere, "echo 'welcome to this host'", "", 1)
	for _, tt := range []struct{ name, ssh, tcpdump, want string }{
		{"no host", "echo 'ssh: Could not resolve hostname box: Name or service not known' >&2; exit 255", "",
			"box:eth0: there is no host of that name: ssh: Could not resolve hostname box: Name or service not known (is the name right? short names stand in ~/.ssh/config)"},
		{"refused", "echo 'ssh: connect to host box port 22: Connection refused' >&2; exit 255", "", "nobody answers for ssh there: ssh: connect to host box port 22: Connection refused (another port: --remote ssh://box:PORT/eth0)"},
		{"no way", "echo 'ssh: connect to host box port 22: No route to host' >&2; exit 255", "", "box:eth0: cannot be reached: "},
		{"key refused", "echo 'me@box: Permission denied (publickey).' >&2; exit 255", "", "box:eth0: ssh was not let in: me@box: Permission denied (publickey). (ssh box true has to work"},
		{"unknown key", "echo 'Host key verification failed.' >&2; exit 255", "", "its host key is not known"},
		{"another key", "printf '@@@\\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\\n@@@\\nHost key verification failed.\\n' >&2; exit 255", "", "is not the host that it was"},
		{"no tcpdump", "PATH=/nonexistent; export PATH; exec /bin/sh", "", "box:eth0: has no tcpdump: tcptui: there is no tcpdump (install it there"},
		{"no right", here, "echo \"tcpdump: eth0: You don't have permission to perform this capture on that device\" >&2; exit 1", "this user may not capture there: tcpdump: eth0: You don't have permission to perform this capture on that device (--remote root@box; or there: sudo setcap cap_net_raw+ep $(command -v tcpdump))"},
		{"no interface", here, "echo 'tcpdump: eth0: No such device exists' >&2; exit 1", "there is no such interface: tcpdump: eth0: No such device exists (ssh box tcpdump -D lists"},
		{"down", here, "echo 'tcpdump: eth0: That device is not up' >&2; exit 1", "the interface is down: tcpdump: eth0: That device is not up (there: sudo ip link set dev eth0 up)"},
		{"filter", here, "echo \"tcpdump: can't parse filter expression: syntax error\" >&2; exit 1", "its tcpdump does not take the capture filter"},
		{"something else", here, "printf 'listening on eth0, link-type\\nthe moon \\033[31mis full\\n' >&2; exit 7", "box:eth0: the capture has ended: the moon \x1b[31mis full, exit status 7 (see what ssh says with -v)"},
		{"no word", "exit 3", "", "ssh said nothing, exit status 3"},
		{"no capture", here, "echo 'this is the help of another program, and no capture'", "what its tcpdump writes is no pcap file (tcpdump there is another program, or an old one: ssh box tcpdump --version)"},
		{"talks", "exec yes 'hello and welcome'", "", "its login shell prints without end"},
	} {
		newOtherHost(t, tt.ssh, tt.tcpdump)
		spools := t.TempDir()
		l, err := OpenRemote(Remote{Host: "box", Interface: "eth0"}, LiveOptions{SpoolDir: spools})
		if err == nil {
			l.Close()
			t.Errorf("%s: it captures", tt.name)
			continue
		}
		if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if left, err := os.ReadDir(spools); len(left) > 0 || err != nil {
			t.Errorf("%s: left %v, %v", tt.name, left, err)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := OpenRemote(Remote{Host: "box"}, LiveOptions{}); err == nil || !strings.Contains(err.Error(), "ssh cannot be started") {
		t.Errorf("without ssh: %v", err)
	}
}

// TestRemoteDies: a capture whose ssh ends says so, and what came before is there.
func TestRemoteDies(t *testing.T) {
	for _, tt := range []struct {
		name, end, want string
	}{
		{"connection", "echo 'client_loop: send disconnect: Broken pipe' >&2; exit 255", "box:eth0: the connection of ssh has ended: client_loop: send disconnect: Broken pipe (what came before is shown and can be saved)"},
		{"interface", "echo 'tcpdump: pcap_loop: The interface disappeared' >&2; exit 1", "the interface was removed: tcpdump: pcap_loop: The interface disappeared"},
		{"interrupt", "exit 255", "ssh was interrupted (what came before is shown"},
		{"ended there", "echo '2 packets captured' >&2; exit 0", "ssh said nothing, exit status 0"},
		{"damage", `printf '\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377'; cat >/dev/null`, "(what came over ssh is damaged; what came before is shown)"},
	} {
		newOtherHost(t, `echo '`+captureFollows+`'; cat "$DIR/two.pcap"; read script; `+tt.end, "")
		l, err := OpenRemote(Remote{Host: "box", Interface: "eth0"}, LiveOptions{SpoolDir: t.TempDir()})
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := captured(t, l, 2); len(got) != 2 {
			t.Errorf("%s: %d frames", tt.name, len(got))
		}
		var b Batch
		err = l.Next(context.Background(), &b)
		if err == nil || errors.Is(err, io.EOF) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if st := l.Wait(); st.Frames != 2 || st.Interfaces[0].State != LiveGone {
			t.Errorf("%s: %+v", tt.name, st)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}
