//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCompletionInShells types into real shells, and looks at what words they give
// the program then.
func TestCompletionInShells(t *testing.T) {
	program := build(t)
	for _, sh := range []struct {
		name string
		args []string
		set  string // what is typed first; %s is the completion's file
		end  string // of a text in single quotes that was completed: bash and fish write it
	}{
		{"bash", []string{"--norc", "--noprofile", "-i"}, "source %s", ""},
		{"zsh", []string{"-f", "-i"}, "autoload -U compinit; compinit -u -D; source %s", "'"},
		{"fish", []string{"-i"}, "source %s", ""},
	} {
		t.Run(sh.name, func(t *testing.T) {
			path, err := exec.LookPath(sh.name)
			if err != nil {
				t.Skipf("no %s here", sh.name)
			}
			dir := completionDirectory(t, program)
			text, err := exec.Command(program, "completion", sh.name).Output()
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "completion")
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			env := []string{"TERM=xterm", "LC_ALL=C.UTF-8", "HOME=" + dir, "ZDOTDIR=" + dir, "XDG_CONFIG_HOME=" + dir, "XDG_DATA_HOME=" + dir,
				"PATH=" + filepath.Join(dir, "bin") + ":" + os.Getenv("PATH")}
			p := openTerminal(t, 160, 200, env, path, sh.args...)
			p.send(fmt.Sprintf("cd %s; "+sh.set+"; echo set'-'up\r", filepath.Join(dir, "here"), file))
			p.until("set-up")
			for _, tt := range typedCompletions {
				p.send(strings.ReplaceAll(tt.keys, "END", sh.end) + "\r")
				p.until(tt.want)
			}
			p.send("exit\r")
			p.exit()
		})
	}
}

// typedCompletions are keys, and the words that the program must get by them.
var typedCompletions = []struct{ keys, want string }{
	{"tcptui --them\thigh\t", "<--theme><high-contrast>"},
	{"tcptui -T jsonr\t", "<-T><jsonraw>"},
	{"tcptui --format=pd\t", "<--format=pdml>"},
	{"tcptui -a dura\t3", "<-a><duration:3>"},
	{"tcptui -o tcp.check_checksum:F\t", "<-o><tcp.check_checksum:FALSE>"},
	{"tcptui -Y 'tcp.len > 0 && tcp.analysis.spurious_re\tEND", "<-Y><tcp.len > 0 && tcp.analysis.spurious_retransmission>"},
	{"tcptui -e tcp.analysis.spurious_re\t", "<-e><tcp.analysis.spurious_retransmission>"},
	{"tcptui -qz conv,ud\t", "<-qz><conv,udp>"},
	{"tcptui lab last-ack\t", "<lab><last-ack-lost>"},
	{"tcptui -r my\t", "<-r><my capture.pcap>"},
	{"tcptui -r sub\tinn\t", "<-r><sub/inner.pcapng>"},
	{"tcptui --read-file=my\t", "<--read-file=my capture.pcap>"},
	{"tcptui -w my\\ no\t", "<-w><my notes.txt>"},
	{"tcptui comp\tzs\t", "<completion><zsh>"},
	{"tcptui check tcp.analysis.spurious_re\t my\t", "<check><tcp.analysis.spurious_retransmission><my capture.pcap>"},
	{"tcptui -qnrmy\t", "<-qnrmy capture.pcap>"},
	{"tcptui -r only\t", "<-r><only.txt>"}, // no name ends as that of a capture
}

// completionDirectory makes a home: bin/tcptui, which completes as the program does
// and else prints its arguments, and here/ with files.
func completionDirectory(t *testing.T, program string) string {
	t.Helper()
	dir := t.TempDir()
	script := "#!/bin/sh\nif [ \"$1\" = " + completeCommand + " ]; then exec '" + program + "' \"$@\"; fi\nprintf '<%s>' \"$@\"; echo\n"
	for name, text := range map[string]string{"bin/tcptui": script, "here/my capture.pcap": "", "here/my notes.txt": "", "here/only.txt": "",
		"here/sub/inner.pcapng": "", "here/sub/inner.txt": ""} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o600)
		if strings.HasPrefix(name, "bin/") {
			mode = 0o700
		}
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
