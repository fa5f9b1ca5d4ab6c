package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"tcptui/screenshots"
)

// scene is a step of the recording, what is said of it, and how long it is looked at.
type scene struct {
	step
	says    string  // a marker of the recording
	seconds float64 // until the next
}

// story is a recording of the screen: a shot with scenes.
type story struct {
	name   string // of the file
	title  string
	shot   shot
	scenes []scene
}

// tour is the recording of the documents.
func tour() story {
	return story{
		name:  "tour.cast",
		title: "tcptui: a chat from handshake to TIME-WAIT, and a reset",
		shot:  shot{name: "tour", samples: sample("chat"), w: 120, h: 36},
		scenes: []scene{
			{step{nil, texts("Packets 3 of 50", "Stream 0 of 2", "SYN-SENT")}, "a capture: the SYN", 4},
			{step{keys("}"), texts("Packets 4 of 50", "SYN,ACK from")}, "the SYN,ACK", 2.5},
			{step{keys("}"), texts("Packets 5 of 50", "5 ACK")}, "the ACK: ESTABLISHED", 2.5},
			{step{keys("s"), texts("why")}, "the states in full", 3},
			{step{keys("d"), texts("CLOSING", "LAST-ACK")}, "as the diagram of RFC 9293", 3},
			{step{keys("Esc", "f"), texts("2MSL")}, "the stream", 3},
			{step{keys("Esc", "x"), texts("Packets 30 of 50", "reset 1 of 1")}, "who reset, and why", 4},
			{step{append(keys("/"), typed("fsm.client == TIME_WAIT")...), texts("fsm.client == TIME_WAIT")}, "a display filter", 2},
			{step{keys("Enter"), texts("Packets 1 of 2", "49 FIN,ACK from")}, "the frames that leave the client in TIME-WAIT", 4},
		},
	}
}

// record writes the story's file, or reports whether it is stale.
func record(dir string, s story, check bool) (stale bool, err error) {
	path := filepath.Join(dir, s.name)
	old, err := os.ReadFile(path)
	if err != nil && (check || !errors.Is(err, os.ErrNotExist)) {
		return false, err
	}
	was := strings.SplitAfter(string(old), "\n")
	lines := []string{s.header()}
	err = s.shot.onScreen("dark", func(ctx context.Context, w *watched) error {
		var before screenshots.Screen
		at := 0.0
		for _, sc := range s.scenes {
			if err := w.press(ctx, sc.step); err != nil {
				return err
			}
			if sc.says != "" {
				lines = append(lines, event(at, "m", sc.says))
			}
			var next string
			before = w.settle(check, func(screen screenshots.Screen) bool {
				next = event(at, "o", screenshots.ANSI(before, screen))
				return check && len(lines) < len(was) && was[len(lines)] == next
			})
			lines = append(lines, next)
			at += sc.seconds
		}
		lines = append(lines, event(at, "o", ""))
		return nil
	})
	made := strings.Join(lines, "")
	if err != nil || check {
		return made != string(old), err
	}
	return false, os.WriteFile(path, []byte(made), 0o644)
}

// header is the first line of an asciicast, version 2.
func (s *story) header() string {
	return line(struct {
		Version int               `json:"version"`
		Width   int               `json:"width"`
		Height  int               `json:"height"`
		Title   string            `json:"title"`
		Env     map[string]string `json:"env"`
	}{2, s.shot.w, s.shot.h, s.title, map[string]string{"TERM": "xterm-256color"}})
}

// event is another line: at a time in seconds, a kind ("o" for output, "m" for a
// marker), and what comes.
func event(at float64, kind, data string) string { return line([]any{at, kind, data}) }

func line(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // numbers and texts can always be written
	}
	return b.String()
}
