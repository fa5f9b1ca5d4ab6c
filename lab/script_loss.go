package lab

import (
	"fmt"

	"tcptui/fsm"
)

// Octets that are sent where segments are lost, at 1448 a segment as both ends
// use timestamps on an Ethernet.
const (
	longBulk  = 36000
	shortBulk = 8000
)

func lossScenarios() []Scenario {
	return []Scenario{
		{Name: "loss", Title: "two segments are lost, SACK says which", play: bulk(longBulk), Needs: Namespaces, Vantage: fsm.Server,
			rules: []Rule{{From: fsm.Server, What: Data, Nth: []int{6, 8}, Do: Lose}},
			Watch: "The receiver acknowledges the same number again and again, and its SACK blocks tell what it has beyond the gap. The sender repeats " +
				"exactly the two segments that are missing, a round trip later and long before its timeout. With --vantage client you see the gap instead of the first sending."},
		{Name: "tail-loss", Title: "the last segments are lost: nothing follows that could tell", play: bulk(shortBulk), Needs: Namespaces, Vantage: fsm.Server,
			rules: []Rule{{From: fsm.Server, What: Data, Nth: []int{5, 6}, Do: Lose}},
			Watch: "What is lost at the end leaves no gap, so that no duplicate ACK comes. After about two round trips the sender sends its last segment again as a " +
				"probe, and only the SACK that answers it shows the other loss. Without that probe the retransmission timeout would have to run out."},
		{Name: "reorder", Title: "a segment is overtaken by two others", play: bulk(2 * shortBulk), Needs: Namespaces, Vantage: fsm.Client,
			rules: []Rule{{From: fsm.Server, What: Data, Nth: []int{4}, Do: Hold, Until: Sight{fsm.Server, Data, 6}}},
			Watch: "For the receiver this looks like a loss at first: it sends duplicate ACKs with SACK blocks. The late segment then fills the gap, and the next " +
				"ACK jumps over all of it. Nothing had to be sent again, for the sender waits a little before it believes in a loss."},
		{Name: "duplicate", Title: "the network delivers a segment twice", play: bulk(shortBulk), Needs: Namespaces, Vantage: fsm.Client,
			rules: []Rule{{From: fsm.Server, What: Data, Nth: []int{3}, Do: Duplicate}},
			Watch: "The second copy has the same sequence number, the same timestamp and the same IP identification: the sender did not send it twice. The " +
				"receiver throws it away and says so in the first SACK block of its ACK, which is a D-SACK. The program reads the octets once."},
		{Name: "path-mtu", Title: "a router on the way takes only smaller datagrams", play: pathMTU, Needs: Namespaces,
			rules: []Rule{{From: fsm.Client, What: Data, Do: TooBig, MTU: 1000}},
			Watch: "Both ends announced an MSS of 1460, but between them only 1000 bytes pass. The router does not fragment, as the datagrams forbid it: " +
				"it returns an ICMP error that tells its limit. The client sends the same octets again in smaller segments, at once; where such errors are filtered, it would hang."},
	}
}

func pathMTU(w *world) {
	client, server := w.connect(clientPort)
	data := block(2 * 1448) // two full segments
	w.step(fsm.Client, fmt.Sprintf("sends %d octets", len(data)))
	client.send(data)
	server.hear(data)
	w.closeInOrder(client, server)
}
