package capture

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// remoteFailure is a row of the table of how a capture on another host fails. In hints
// HOST and IFACE stand for those of the user.
type remoteFailure struct {
	says string // what a line on the standard error has in it, as a regular expression
	far  bool   // said by tcpdump or a shell there, not by ssh
	what string
	hint string
}

// remoteFailures is that table: the first row that fits counts. The words are those of
// OpenSSH, of tcpdump and of libpcap.
var remoteFailures = []remoteFailure{
	{"Could not resolve hostname|[Nn]ame or service not known", false, "there is no host of that name", "is the name right? short names stand in ~/.ssh/config"},
	{"[Cc]onnection refused", false, "nobody answers for ssh there", "another port: --remote ssh://HOST:PORT/IFACE"},
	{"(Connection|Operation) timed out|No route to host|Network is unreachable", false, "cannot be reached", "ping it, or see what is in between"},
	{"(?i)remote host identification has changed", false, "is not the host that it was: its key is another", "if that is expected: ssh-keygen -R HOST, then ssh HOST once"},
	{"Host key verification failed|No .* host key is known", false, "its host key is not known", "ssh HOST once, and compare what it asks"},
	{`Permission denied \(|Too many authentication failures`, false, "ssh was not let in", "ssh HOST true has to work; a password is asked for only before the screen is there"},
	{"Timeout, server .* not responding|closed by remote host|[Cc]onnection reset by|Broken pipe|Connection to .* closed", false, "the connection of ssh has ended", "what came before is shown and can be saved"},
	{regexp.QuoteMeta(saysNoTcpdump), true, "has no tcpdump", "install it there: apt install tcpdump, or dnf, apk, pacman"},
	{"(?i)don't have permission to|Operation not permitted|[Pp]ermission denied", true, "this user may not capture there", "--remote root@HOST; or there: sudo setcap cap_net_raw+ep $(command -v tcpdump)"},
	{"No such device|does not exist|No such (network )?interface|Invalid adapter index", true, "there is no such interface", "ssh HOST tcpdump -D lists those that there are"},
	{"is not up|Network is down|went down", true, "the interface is down", "there: sudo ip link set dev IFACE up"},
	{"interface disappeared|no longer", true, "the interface was removed", "what came before is shown; ssh HOST tcpdump -D lists what there is"},
	{"syntax error|parse filter|illegal token|expression rejects all|unknown host|can't parse", true, "its tcpdump does not take the capture filter", "ssh HOST tcpdump -d FILTER shows why"},
	{"buffer size|Cannot allocate memory|create rx ring", true, "there is no memory for its buffer", "a smaller one may do: -B"},
	{"No space left on device", true, "the disk there is full", "what came before is shown"},
}

// chatter are lines of the standard error that say nothing of a failure.
var chatter = regexp.MustCompile(`listening on |verbose output suppressed|data link type |^\d+ packets? |Permanently added|^\*\* |Killed by signal|^` + regexp.QuoteMeta(saysNotOwn))

// statusOfSSH is the exit status of ssh when it has failed itself.
const statusOfSSH = 255

// textMost is how many bytes of a text of others stand in an error.
const textMost = 200

// remoteError is why a capture on another host ended with an exit status of ssh; running
// says that it had begun. What ssh and tcpdump said is in it.
func remoteError(r *Remote, lines []string, status int, running bool) *Error {
	lines = telling(lines)
	for _, f := range remoteFailures {
		says := regexp.MustCompile(f.says)
		for _, line := range lines {
			if f.far == (status != statusOfSSH) && says.MatchString(line) {
				return &Error{What: f.what, Err: errors.New(cutText(line)), Hint: r.hint(f.hint)}
			}
		}
	}
	switch text := strings.Join(lines, "; "); {
	case text != "":
		return &Error{What: "the capture has ended", Err: fmt.Errorf("%s, exit status %d", cutText(text), status), Hint: hintShown(running)}
	case running && status != 0:
		return &Error{What: "the capture has ended", Err: errInterrupted, Hint: hintShown(running)}
	}
	return &Error{What: "the capture has ended", Err: fmt.Errorf("ssh said nothing, exit status %d", status), Hint: hintShown(running)}
}

func hintShown(running bool) string {
	if running {
		return "what came before is shown and can be saved"
	}
	return "see what ssh says with -v"
}

// hint puts the names of the user into a hint.
func (r *Remote) hint(text string) string {
	_, name := cutUser(r.Host)
	login, root, known := "ssh "+quoteShell(r.Host), "root@"+bracket(name), quoteShell(name)
	if r.Port != "" {
		login = "ssh -p " + r.Port + " " + quoteShell(r.Host)
		root = remoteScheme + root + ":" + r.Port
		known = quoteShell("[" + name + "]:" + r.Port) // as known_hosts has it, sshd(8)
	}
	return strings.NewReplacer("ssh HOST", login, "root@HOST", root, "-R HOST", "-R "+known,
		"HOST", r.bracketed(), "IFACE", r.Interface).Replace(text)
}

// telling are the lines that may say why.
func telling(lines []string) (out []string) {
	for _, line := range lines {
		if !chatter.MatchString(line) {
			out = append(out, line)
		}
	}
	return out
}

// cutText cuts a text of others where it is too long for an error: hostile text.
func cutText(s string) string {
	if len(s) > textMost {
		return strings.ToValidUTF8(s[:textMost], "") + "..."
	}
	return s
}
