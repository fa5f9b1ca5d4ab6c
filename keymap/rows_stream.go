package keymap

// The actions of the stream.
const (
	StreamForm  Action = "stream-form"
	StreamForms Action = "stream-forms"
	StreamSide  Action = "stream-side"
	StreamMarks Action = "stream-marks"
)

// streamRows are the keys of a connection's stream.
func streamRows() []Binding {
	return []Binding{
		{Action: StreamForm, Keys: keys("v"), Where: InStream, Group: groupStream, Help: "view as: text, hex dump, C array, YAML …", Footer: "view as", Rank: 3},
		{Action: StreamForms, Keys: keys("V"), Where: InStream, Group: groupStream, Help: "view as: a menu, a letter each", Footer: "view as", Rank: 3},
		{Action: StreamSide, Keys: keys("d"), Where: InStream, Group: groupStream, Help: "both ends, the client only, the server only", Footer: "direction", Rank: 3},
		{Action: StreamMarks, Keys: keys("#"), Where: InStream, Group: groupStream, Help: "number and time of each packet, and without", Footer: "numbers", Rank: 3},
		{Action: Enter, Keys: keys("Enter"), Where: InStream, Group: groupStream, Help: "to the packet that brought the line", Footer: "its packet", Rank: 3},
		{Action: Save, Keys: keys("Ctrl-S"), Where: InStream, Group: groupStream, Help: "save what the client sent; Tab: other choices", Footer: "save", Rank: 4},
	}
}
