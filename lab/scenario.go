package lab

import (
	"errors"
	"slices"
	"time"

	"tcptui/fsm"
)

// Needs says what a scenario cannot do without.
type Needs uint8

// What a scenario may need.
const (
	Loopback   Needs = iota // nothing but two sockets
	Namespaces              // a wire of its own, which loses, delays or doubles segments
	RawSocket               // a wire of its own and segments that no TCP sends
)

var needNames = [...]string{"loopback suffices", "network namespaces", "network namespaces and raw sockets"}

// String says it in words.
func (n Needs) String() string { return needNames[n] }

// Scenario is something that happens in TCP, to be played and watched.
type Scenario struct {
	Name    string   // what it is called, a word
	Title   string   // one line: what happens in it
	Watch   string   // two or three sentences: what to look at
	Needs   Needs    // what it cannot do without
	Typed   bool     // its text can be typed by the user
	Vantage fsm.Role // at whose interface it is captured, unless Options say otherwise

	rules []Rule
	play  func(w *world)
}

// ordinarily is how long a frame is under way from one end to the other: long beside
// the delays of a busy machine, which would make the kernels send again too soon.
const ordinarily = 20 * time.Millisecond

// ErrUnknown is in the error chain when there is no scenario of that name.
var ErrUnknown = errors.New("no such scenario")

// Scenarios returns all scenarios in an order to learn in. The caller owns them.
func Scenarios() []Scenario { return slices.Clone(scenarios()) }

// Get returns the scenario of that name, or an error with ErrUnknown.
func Get(name string) (Scenario, error) {
	all := scenarios()
	i := slices.IndexFunc(all, func(s Scenario) bool { return s.Name == name })
	if i < 0 {
		return Scenario{}, &Error{What: "there is no scenario called " + name, Err: ErrUnknown, Hint: "tcptui lab lists them"}
	}
	return all[i], nil
}

// scenarios is the table.
func scenarios() []Scenario {
	return slices.Concat(chatScenarios(), closeScenarios(), resetScenarios(), openScenarios(), lossScenarios(), windowScenarios(), strangeScenarios())
}
