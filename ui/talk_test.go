package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// TestTalk: what a scenario tells is shown until a key is pressed, and not over
// other messages; what is typed behind :say goes to it.
func TestTalk(t *testing.T) {
	t.Parallel()
	var said []string
	talk := &Talk{
		Say: func(line string) error {
			said = append(said, line)
			if line == "too late" {
				return errors.New("the scenario is over")
			}
			return nil
		},
		End: func() error { said = append(said, "END"); return nil },
	}
	st := &stage{t: t, screen: canvas(t, 100, 24), th: darkTheme()}
	st.shell = newShell(Config{Title: "lab", Live: read(t, samples.Chat()), Talk: talk}, st.th)
	st.draw()
	show := func(text string) { talk.Tell(text); st.shell.refresh(); st.draw() }
	show("server: listens")
	show("client: \x1b[31mconnects")
	st.wants("client: ␛[31mconnects")
	if st.press("j"); strings.Contains(st.text(), "connects") {
		t.Error("a key does not take it away")
	}
	st.shell.say("another message")
	if show("server: closes"); strings.Contains(st.text(), "server: closes") {
		t.Error("it is shown over another message")
	}
	st.press("j")
	st.wants("server: closes")
	for _, line := range []string{"say 你好, you", "say", "say too late"} {
		st.press(":")
		st.paste(line)
		st.press("Enter")
	}
	st.wants("the scenario is over")
	if want := []string{"你好, you", "END", "too late"}; !slices.Equal(said, want) {
		t.Errorf("said is %q, want %q", said, want)
	}
}
