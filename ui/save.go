package ui

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/keymap"
)

// saveScope is a choice of the packets to be saved.
type saveScope struct {
	name string // "all", "displayed", "connection 3"
	file string // what the default file name gets: "all"
	n    int    // packets
	rows func() iter.Seq[uint32]
}

// saveScopes are the choices that there are, the one to begin with first.
func saveScopes(m *model) []saveScope {
	snap := m.snap
	all := saveScope{"all", "all", snap.Rows(), snap.AllRows}
	out := []saveScope{all}
	if listed, whole := m.list(); !whole {
		listed = slices.Clone(listed)
		out = append([]saveScope{{"displayed", "displayed", len(listed), func() iter.Seq[uint32] { return slices.Values(listed) }}}, out...)
	}
	if m.conn != flows.NoConn {
		frames := snap.ConnFrames(m.conn) // with the fragments that its segments came in
		out = append(out, saveScope{fmt.Sprintf("connection %d", m.conn), fmt.Sprintf("connection-%d", m.conn), len(frames),
			func() iter.Seq[uint32] { return slices.Values(frames) }})
	}
	return out
}

// saveJob is a saving under way in a goroutine of its own.
type saveJob struct {
	path   string
	total  int
	done   atomic.Int64 // packets that were read for it
	cancel context.CancelFunc

	ended  chan struct{} // closed when the rest is set
	result capture.Saved
	err    error
}

// saveEvery is how many packets pass between two looks at the progress.
const saveEvery = 4096

// startSave saves the packets of a choice in the background. The shell shows
// how far it is and what came of it.
func (s *shell) startSave(path string, what saveScope, overwrite bool) {
	ctx, cancel := context.WithCancel(context.Background())
	j := &saveJob{path: path, total: what.n, cancel: cancel, ended: make(chan struct{})}
	s.saving = j
	snap, live := s.m.snap, s.m.live
	go func() {
		defer s.ring()
		defer close(j.ended)
		defer cancel()
		records := func(yield func(capture.Record, error) bool) {
			for r, err := range live.Export(ctx, snap, what.rows()) {
				if !yield(r, err) {
					return
				}
				if j.done.Add(1)%saveEvery == 0 {
					s.ring()
				}
			}
		}
		j.result, j.err = capture.Save(path, records, capture.SaveOptions{Overwrite: overwrite, Ifaces: snap.Ifaces})
	}()
}

// ring tells the refresher that there is something new to show.
func (s *shell) ring() {
	select {
	case s.more <- struct{}{}:
	default: // it is rung already
	}
}

// saved tells what came of a saving that has ended.
func (s *shell) saved() {
	j := s.saving
	if j == nil {
		return
	}
	select {
	case <-j.ended:
	default:
		return
	}
	s.saving = nil
	s.say(j.outcome())
}

// stopSaving cancels what is being saved and waits until nothing is left of it.
func (s *shell) stopSaving() {
	if j := s.saving; j != nil {
		j.cancel()
		<-j.ended
	}
}

// outcome says what came of it: hostile text.
func (j *saveJob) outcome() string {
	switch {
	case errors.Is(j.err, context.Canceled):
		return "saving was cancelled: nothing is at " + j.path + " that was not there before"
	case j.err != nil:
		return j.err.Error()
	}
	text := fmt.Sprintf("saved %s, %s, as %s", plural(j.result.Frames, "packet"), bytesText(int(j.result.Bytes)), j.path)
	if n := j.result.CommentsLost; n > 0 {
		text += fmt.Sprintf(" without %s, which pcap cannot hold: .pcapng can", plural(n, "comment"))
	}
	return text
}

// savingLine is the footer while packets are being saved.
func (s *shell) savingLine() line {
	th, j := &s.m.th, s.saving
	n := min(int(j.done.Load()), j.total)
	percent := 100
	if j.total > 0 {
		percent = int(int64(n) * 100 / int64(j.total))
	}
	return line{{fmt.Sprintf(" saving %d %% · %s of %s as ", percent, group(n), plural(j.total, "packet")), th.bar}, {j.path, th.bar},
		{"  ", th.bar}, {s.keys.KeyOf(s.scope(), keymap.Back), th.key}, {" cancel", th.bar}}
}
