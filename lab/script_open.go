package lab

import "tcptui/fsm"

func openScenarios() []Scenario {
	return []Scenario{
		{Name: "syn-lost", Title: "the first SYN is lost and sent again", play: talk, Needs: Namespaces,
			rules: []Rule{{From: fsm.Client, What: SYN, Nth: []int{1}, Do: Lose}},
			Watch: "The client waits a whole second before it sends its SYN again: it has never measured a round trip here, and RFC 6298 makes one second " +
				"the first guess. That second is what a user feels as a slow start. The second SYN has the same sequence number as the first."},
		{Name: "synack-lost", Title: "the SYN,ACK is lost, and both ends send again", play: talk, Needs: Namespaces, Vantage: fsm.Server,
			rules: []Rule{{From: fsm.Server, What: SYNACK, Nth: []int{1}, Do: Lose}},
			Watch: "The server is in SYN-RECEIVED and believes that it has answered, the client is in SYN-SENT and has heard nothing. Both have a clock of " +
				"their own, so a second SYN and a second SYN,ACK are on the wire soon after another. Nobody needs to know which one was lost."},
		{Name: "handshake-ack-lost", Title: "the third segment of the handshake is lost", play: serverSpeaksFirst, Needs: Namespaces,
			rules: []Rule{{From: fsm.Client, What: ACK, Nth: []int{1}, Do: Lose}},
			Watch: "For the client the connection is ESTABLISHED, while the server waits in SYN-RECEIVED: for a second the two ends disagree. The server " +
				"sends its SYN,ACK again, and the ACK that answers it repairs everything. Data from the client would have repaired it sooner, as each segment acknowledges the SYN again."},
		{Name: "simultaneous-open", Title: "both ends send a SYN: there is no server", play: simultaneousOpen, Needs: Namespaces,
			rules: []Rule{
				{From: fsm.Client, What: SYN, Nth: []int{1}, Do: Hold, Until: Sight{fsm.Server, SYN, 1}},
				{From: fsm.Server, What: SYN, Nth: []int{1}, Do: Hold, Until: Sight{fsm.Client, SYN, 1}},
			},
			Watch: "Nobody listens. Both programs connect at once to the port the other one connects from, and the two SYNs pass each other. " +
				"Both ends go from SYN-SENT to SYN-RECEIVED, and one connection comes out of it, not two."},
	}
}

// serverSpeaksFirst is a connection on which the client is silent after its
// handshake.
func serverSpeaksFirst(w *world) {
	w.listen(0)
	client, server := w.connect(clientPort)
	const greeting = "welcome, 欢迎\n"
	server.pass(client, greeting)
	w.closeInOrder(client, server)
}

func simultaneousOpen(w *world) {
	w.step(fsm.Client, "connects, at the same moment as the server")
	var ends [2]*conn
	from := func(who fsm.Role, local, remote int) func(w *world) {
		return func(w *world) {
			c, err := w.dial(who, local, remote)
			if err != nil {
				w.fail(&Error{What: "the " + who.String() + " cannot connect", Err: err})
				return
			}
			ends[who] = c
		}
	}
	w.both(from(fsm.Client, clientPort, port), from(fsm.Server, port, clientPort))
	if w.err != nil {
		return
	}
	ends[fsm.Server].w = w
	exchange(ends[fsm.Client], ends[fsm.Server])
	w.closeInOrder(ends[fsm.Client], ends[fsm.Server])
}
