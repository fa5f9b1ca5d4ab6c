package lab

import "tcptui/fsm"

func closeScenarios() []Scenario {
	return []Scenario{
		{Name: "close-client", Title: "the client closes first", play: talk,
			Watch: "Follow both states through the four segments of the close. The client goes ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT; the server " +
				"ESTABLISHED, CLOSE-WAIT, LAST-ACK, CLOSED. Each FIN takes one sequence number, which is why its ACK is one higher than the last octet."},
		{Name: "close-server", Title: "the server closes first", play: talkServerCloses, Vantage: fsm.Server,
			Watch: "The same four segments as when the client closes, with the roles exchanged: nothing in TCP says who has to close first. " +
				"TIME-WAIT follows whoever does. A busy server that closes first collects thousands of such sockets."},
		{Name: "half-close", Title: "the client closes its half, the server goes on sending", play: halfClose,
			Watch: "The client sends FIN after its question, and still receives the whole answer: a FIN ends one direction only. Meanwhile the client " +
				"waits in FIN-WAIT-2 and the server in CLOSE-WAIT, where it may send as long as it likes."},
		{Name: "simultaneous-close", Title: "both ends send a FIN before they see the other's", play: simultaneousClose, Needs: Namespaces,
			rules: []Rule{
				{From: fsm.Client, What: FIN, Nth: []int{1}, Do: Hold, Until: Sight{fsm.Server, FIN, 1}},
				{From: fsm.Server, What: FIN, Nth: []int{1}, Do: Hold, Until: Sight{fsm.Client, FIN, 1}},
			},
			Watch: "The two FINs pass each other on the wire, so neither acknowledges the other. Both ends go from FIN-WAIT-1 to CLOSING, a state that " +
				"is hardly ever seen, and from there to TIME-WAIT: both closed first, so both wait."},
		{Name: "last-ack-lost", Title: "the last ACK is lost, and TIME-WAIT answers for it", play: lastACKLost, Needs: Namespaces,
			rules: []Rule{{From: fsm.Client, What: ACKOfFIN, Nth: []int{1}, Do: Lose}},
			Watch: "The server never gets the ACK of its FIN, stays in LAST-ACK, and sends the FIN again after its timeout. The client answers out of " +
				"TIME-WAIT: this is what that state is for. Its 2MSL begin anew with that answer, 60 seconds on Linux, of which the kernel's own account at the end tells how many are left."},
		{Name: "fin-lost", Title: "the first FIN is lost and sent again", play: talk, Needs: Namespaces,
			rules: []Rule{{From: fsm.Client, What: FIN, Nth: []int{1}, Do: Lose}},
			Watch: "The client is in FIN-WAIT-1 and hears nothing, so it sends its FIN again: a FIN has a sequence number and is repeated like data. " +
				"The server learns of the close only now, and stays in ESTABLISHED until then."},
	}
}

func halfClose(w *world) {
	client, server := w.connect(clientPort)
	client.pass(server, "sort: pear apple 梨\n")
	w.step(fsm.Client, "closes its half: no more questions")
	w.after(client.finish, fsm.Server, ACKOfFIN)
	server.drain()
	for _, line := range []string{"apple\n", "pear\n", "梨\n"} {
		server.pass(client, line)
	}
	w.step(fsm.Server, "closes too")
	w.after(server.close, fsm.Client, ACKOfFIN)
	client.drain()
	client.close()
}

func simultaneousClose(w *world) {
	client, server := w.connect(clientPort)
	exchange(client, server)
	w.step(fsm.Client, "closes, at the same moment as the server")
	client.finish()
	server.finish()
	w.until(fsm.Client, ACKOfFIN, 1)
	w.until(fsm.Server, ACKOfFIN, 1)
	client.drain()
	server.drain()
	client.close()
	server.close()
}

func lastACKLost(w *world) {
	client, server := w.connect(clientPort)
	exchange(client, server)
	w.closeInOrder(client, server)
	if w.err == nil {
		w.tell(fsm.Client.String(), "remembers the connection for 2MSL after that ACK; this scenario does not wait for the end of them")
	}
}
