package capture

import (
	"strconv"
	"strings"
)

// captureFollows is the line after which the capture comes on the standard output:
// what stands before it was printed by the files that a login shell reads.
const captureFollows = "tcptui: the capture follows"

// What the script itself says on the standard error.
const (
	saysNoTcpdump = "tcptui: there is no tcpdump"
	saysNotOwn    = "tcptui: the connection of ssh is not known"
)

// remoteScript is what a shell on the other host reads from its standard input, which
// stays open as long as the capture is wanted: so no login shell has to understand
// our quotes, and tcpdump ends there when ssh ends here, also where no frame comes.
// It is one command, which a shell reads to its end before it does any of it.
//
// SSH_CONNECTION has the addresses and ports of the connection as the other host sees
// them. Where ssh has none, the words are UNKNOWN. The part behind % is a zone, which
// is not in packets.
const remoteScript = `{
exec 3<&0
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C
export PATH LC_ALL
if ! command -v tcpdump >/dev/null 2>&1; then
	echo '` + saysNoTcpdump + `' >&2
	exit 127
fi
filter=FILTER
case $SSH_CONNECTION in
'' | *UNKNOWN*)
	echo '` + saysNotOwn + `' >&2
	;;
*)
	set -- $SSH_CONNECTION
	own="not (tcp and host ${1%%%*} and port $2 and host ${3%%%*} and port $4)"
	filter="$own${filter:+ and ($filter)}"
	;;
esac
echo '` + captureFollows + `'
tcpdump ARGUMENTS -- "$filter" </dev/null 3<&- &
capture=$!
(
	while read line; do :; done
	kill $capture
) <&3 >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait $capture
status=$?
kill $watch 2>/dev/null
exit $status
}
`

// script is the one for a capture.
func (r *Remote) script(o *LiveOptions) string {
	args := []string{"-U", "-w", "-"}
	if r.Interface != "" {
		args = append(args, "-i", quoteShell(r.Interface))
	}
	if o.SnapLen > 0 && o.SnapLen < MaxFrame {
		args = append(args, "-s", strconv.Itoa(int(o.SnapLen)))
	}
	if !o.Promiscuous {
		args = append(args, "-p")
	}
	if o.BufferBytes > 0 {
		args = append(args, "-B", strconv.Itoa(o.BufferBytes>>10)) // KiB
	}
	if o.Stop.Packets > 0 {
		args = append(args, "-c", strconv.Itoa(o.Stop.Packets))
	}
	return strings.NewReplacer("ARGUMENTS", strings.Join(args, " "), "FILTER", quoteShell(o.FilterText)).Replace(remoteScript)
}

// aliveEvery and aliveMost say how ssh finds out that the other host is not to be
// reached any more: after so many seconds without an answer it asks, so many times.
const (
	aliveEvery = 10
	aliveMost  = 3
	// connectMost is how many seconds a connection is waited for that nobody can
	// break off with a key.
	connectMost = 15
	// beginMost is how many seconds may pass then until the capture comes.
	beginMost = 45
)

// command is how ssh is called. batch says that it may ask nothing.
func (r *Remote) command(batch bool) []string {
	args := []string{"ssh", "-T", "-o", "ClearAllForwardings=yes",
		"-o", "ServerAliveInterval=" + strconv.Itoa(aliveEvery), "-o", "ServerAliveCountMax=" + strconv.Itoa(aliveMost)}
	if batch {
		args = append(args, "-o", "BatchMode=yes", "-o", "ConnectTimeout="+strconv.Itoa(connectMost))
	}
	if r.Port != "" {
		args = append(args, "-p", r.Port)
	}
	return append(args, "--", r.Host, "exec sh")
}
