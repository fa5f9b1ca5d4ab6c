package lab

import "tcptui/fsm"

func chatScenarios() []Scenario {
	return []Scenario{{
		Name: "chat", Title: "two programs talk in UTF-8, then the client closes", Typed: true, play: chat,
		Watch: "Three segments open the connection before a word is said: SYN, SYN,ACK, ACK. Each line then counts one by one in the sequence " +
			"numbers, by its octets and not by its characters: 你好 and the line feed are seven. Four segments end it, and the client, who closed first, is the one that stays in TIME-WAIT.",
	}}
}

// defaultLines are what the client says when the user gives no text.
var defaultLines = [...]string{"hello", "你好", "how long is a round trip?", "再见"}

// chat is a client that says lines, and a server that says each one back.
func chat(w *world) {
	client, server := w.connect(clientPort)
	for w.err == nil {
		line, ok := w.line(w.ctx)
		if !ok {
			break
		}
		client.pass(server, line+"\n")
		server.pass(client, "got "+line+"\n")
	}
	if err := w.ctx.Err(); err != nil {
		w.fail(err)
	}
	w.closeInOrder(client, server)
}

// exchange is one question and one answer.
func exchange(client, server *conn) {
	client.pass(server, "are you there?\n")
	server.pass(client, "yes, 在\n")
}

// talk is a whole connection that the client closes, for scenarios in which only
// the wire does something.
func talk(w *world) {
	client, server := w.connect(clientPort)
	exchange(client, server)
	w.closeInOrder(client, server)
}

// talkServerCloses is the same, closed by the server.
func talkServerCloses(w *world) {
	client, server := w.connect(clientPort)
	exchange(client, server)
	w.closeInOrder(server, client)
}

// bulk is a server that sends many octets at once.
func bulk(size int) func(w *world) {
	return func(w *world) {
		client, server := w.connect(clientPort)
		client.pass(server, "send\n")
		data := block(size)
		w.step(fsm.Server, "sends all it has")
		server.send(data)
		client.hear(data)
		w.closeInOrder(server, client)
	}
}

// block is text to send, of lines that tell where they are.
func block(size int) []byte {
	const line = "0000000 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ\n"
	data := make([]byte, 0, size+len(line))
	for len(data) < size {
		at := len(data)
		data = append(data, line...)
		for i, n := 6, at; n > 0; i, n = i-1, n/10 {
			data[at+i] = byte('0' + n%10)
		}
	}
	return data[:size]
}
