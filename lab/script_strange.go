package lab

import (
	"fmt"

	"tcptui/decode"
	"tcptui/fsm"
)

func strangeScenarios() []Scenario {
	return []Scenario{
		{Name: "port-reuse", Title: "the same addresses and ports again, while one end is in TIME-WAIT", play: portReuse,
			Watch: "The server closed the first connection and remembers it in TIME-WAIT when a SYN comes for the same four-tuple. Its sequence number and " +
				"timestamp are beyond the old ones, so no old segment can be taken for a new one: the SYN is accepted, and TIME-WAIT ends early. tcptui counts two connections."},
		{Name: "syn-scan", Title: "somebody looks for open ports with SYNs", play: scan(decode.SYN, firstScanned, 24), Needs: RawSocket,
			Watch: "A SYN to each of many ports, from one address. Closed ports answer with RST, the open one with SYN,ACK; the scanner's kernel knows nothing " +
				"of that SYN and resets it, so that the program on the port never sees a connection. The list of problems names the scan."},
		{Name: "fin-scan", Title: "somebody looks for open ports with FINs", play: scan(decode.FIN, 8890, 12), Needs: RawSocket,
			Watch: "A FIN without a connection. RFC 9293 has a closed port answer with RST and a listening one say nothing, so that silence betrays the open port. " +
				"Compare what comes back for 8899 with the other ports."},
	}
}

// firstScanned is the first port of the scan with SYNs.
const firstScanned = 8880

func portReuse(w *world) {
	local := clientPort
	for _, text := range []string{"first incarnation\n", "second incarnation, 又来了\n"} {
		client, server := w.connect(local)
		if w.err != nil {
			return
		}
		local = client.port()
		client.pass(server, text)
		w.closeInOrder(server, client)
	}
}

// scan sends a segment with those flags and nothing else to n ports of the server,
// of which only one listens, and waits for all answers.
func scan(flags decode.Flags, first, n int) func(w *world) {
	return func(w *world) {
		w.listen(0)
		w.step(fsm.Client, fmt.Sprintf("sends to ports %d to %d", first, first+n-1))
		var probes []int
		for p := range n {
			probes = append(probes, first+p)
		}
		w.probe(flags, probes)
		w.until(fsm.Server, RST, n-1)
		if flags.Has(decode.SYN) {
			w.until(fsm.Client, RST, 1)
		}
	}
}
