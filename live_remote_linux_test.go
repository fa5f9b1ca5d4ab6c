package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// remoteFrames is how many frames the other host of these tests captures.
const remoteFrames = 4

// otherHost makes a directory with a program ssh that is a shell script, and with a
// capture that the script can send.
func otherHost(t *testing.T, script string) (dir string) {
	t.Helper()
	one, err := samples.Get("refused")
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for name, data := range map[string][]byte{"ssh": []byte("#!/bin/sh\ncd " + dir + "\n" + script + "\n"), "refused.pcap": one.Data} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("mkfifo", filepath.Join(dir, "end")).CombinedOutput(); err != nil {
		t.Skipf("no FIFO here: %v: %s", err, out)
	}
	return dir
}

// TestRemoteScreen: ssh may ask before the screen is there, the screen says whence the
// packets come, and when ssh ends it says so and nothing is lost.
func TestRemoteScreen(t *testing.T) {
	program, temp := build(t), t.TempDir()
	dir := otherHost(t, `printf "me@box's password: " >/dev/tty; read word </dev/tty
[ "$word" = secret ] || exit 1
echo "tcptui: the capture follows"; cat refused.pcap
read word <end
printf 'client_loop: send \033[31mdisconnect: Broken pipe\n' >&2; exit 255`)
	p := openTerminal(t, 160, 48, []string{"TMPDIR=" + temp, "PATH=" + dir + ":" + os.Getenv("PATH")}, program, "--remote", "me@box:eth0")
	p.until("me@box's password:")
	p.send("secret\r")
	p.until("capturing on me@box:eth0", "4 packets", "over ssh", "RST")
	p.send("q")
	p.until("4 packets are not saved: q again quits")
	end, err := os.OpenFile(filepath.Join(dir, "end"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	end.Close()
	p.until("the connection of ssh has ended", "send ␛[31mdisconnect", ", stopped")
	p.send("kq")
	p.until("4 packets are not saved: q again quits")
	saved := filepath.Join(temp, "far.pcapng")
	p.send("\x13\x15" + saved + "\r")
	p.until(" saved ", "as "+saved)
	p.send("q")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if n, err := count(t, saved); n != remoteFrames || err != nil {
		t.Errorf("the file has %d frames, %v", n, err)
	}
}

// TestRemoteCommand: what another host captures is printed and written, and why it
// does not is an error of one line.
func TestRemoteCommand(t *testing.T) {
	program := build(t)
	for _, tt := range []struct {
		name, script, args string
		status             int
		out, said          string
	}{
		{"printed", `echo "tcptui: the capture follows"; cat refused.pcap; cat >/dev/null`, "-c 4 -T fields -e frame.interface_name -e tcp.flags", exitOK,
			"box:eth0\t\nbox:eth0\t\nbox:eth0\t0x0002\nbox:eth0\t0x0014\n", "4 frames captured"},
		{"written", `echo "tcptui: the capture follows"; cat refused.pcap; cat >/dev/null`, "-c 4 -w x.pcapng", exitOK, "", "4 frames captured"},
		{"refused", `printf 'ssh: connect to host box port 22: Connection \033[2Jrefused\nssh: Connection refused' >&2; exit 255`, "", exitFile, "", "tcptui: box:eth0: nobody answers for ssh there: "},
	} {
		dir := otherHost(t, tt.script)
		cmd := exec.Command(program, append([]string{"--remote", "box:eth0"}, strings.Fields(tt.args)...)...)
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "TMPDIR="+t.TempDir())
		var out, said strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &said
		cmd.Run() // how it ended is looked at
		if got := cmd.ProcessState.ExitCode(); got != tt.status || out.String() != tt.out || !strings.Contains(said.String(), tt.said) {
			t.Errorf("%s: ended with %d, printed %q and said %q", tt.name, got, out.String(), said.String())
		}
		if strings.Contains(said.String(), "\x1b") {
			t.Errorf("%s: %q goes to the terminal as it came", tt.name, said.String())
		}
		if tt.name == "written" {
			if n, err := count(t, filepath.Join(cmd.Dir, "x.pcapng")); n != remoteFrames || err != nil {
				t.Errorf("the file has %d frames, %v", n, err)
			}
		}
	}
}

// TestPipedFromSSH: ssh HOST tcpdump -w - | tcptui -r - reads what another host
// captures while it comes.
func TestPipedFromSSH(t *testing.T) {
	program := build(t)
	dir := otherHost(t, `cat refused.pcap; read word <end`)
	cmd := exec.Command("sh", "-c", `ssh box tcpdump -U -w - | "$0" -r - -T fields -e tcp.flags`, program)
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "TMPDIR="+t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for _, want := range []string{"\n", "\n", "0x0002\n", "0x0014\n"} { // before the capture has ended
		if line, err := lines.ReadString('\n'); line != want {
			t.Fatalf("a line %q, %v, want %q", line, err, want)
		}
	}
	end, err := os.OpenFile(filepath.Join(dir, "end"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	end.Close()
	if rest, err := io.ReadAll(lines); len(rest) > 0 || err != nil {
		t.Errorf("then %q, %v", rest, err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// TestRemoteArgs: what does not go with --remote is refused.
func TestRemoteArgs(t *testing.T) {
	for args, want := range map[string]string{
		"--remote box -i lo":           "-i captures here: give one of both",
		"--remote box x.pcap":          "x.pcap is a file",
		"--remote box --kernel":        "--kernel asks the kernel of this host",
		"--remote box:22":              "--remote box:22: what stands behind the colon is an interface",
		"--remote box -f ip[[":         "is not expected here",
		"--remote box -w x.pcapng.gz":  "is not compressed",
		"--remote box -s -1":           "expected 1 to",
		"check --remote box tcp":       "check looks at a capture that has ended",
		"lab --remote box chat":        "lab makes its own capture",
		"--remote box --start-page":    "--start-page begins with what can be opened",
		"--remote=-oProxyCommand=true": "begins with a dash",
	} {
		if _, err := parseArgs(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", args, err)
		}
	}
}
