package keymap

// The actions of a live capture.
const (
	StopCapture    Action = "stop-capture"
	RestartCapture Action = "restart-capture"
	PauseDisplay   Action = "pause-display"
	Newest         Action = "newest"
)

const groupLive = "While capturing"

// liveRows are the keys of a live capture. Those that stop and restart are
// Wireshark's.
func liveRows() []Binding {
	return []Binding{
		{Action: Newest, Keys: keys("F"), Where: Screen, Group: groupLive, Help: "select the newest packet as they come, or not", Footer: "newest", Rank: 7},
		{Action: PauseDisplay, Keys: keys("Ctrl-P", "p"), Where: Screen, Group: groupLive, Help: "pause the display, the capture goes on", Footer: "pause", Rank: 7},
		{Action: StopCapture, Keys: keys("Ctrl-E"), Where: Screen, Group: groupLive, Help: "stop the capture; again: capture anew", Footer: "stop", Rank: 5},
		{Action: RestartCapture, Keys: keys("Ctrl-R"), Where: Screen, Group: groupLive, Help: "capture anew; asks if packets are not saved"},
	}
}
