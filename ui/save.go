package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync/atomic"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/keymap"
)

// saveScope is a choice of what is to be saved.
type saveScope struct {
	said    string // as a part of "Save … as": "all 50 packets"
	offered string // as one that could be taken instead: "all packets"
	file    string // what the default file name gets: "-all.pcapng"
	total   int    // of the units
	unit    string // that the progress is told in: "packet"
	whole   bool   // all packets of the capture so far

	check func(path string) error // refuses a name; nil: any will do

	// write saves it, in another goroutine; step is called for each unit. It
	// returns what it says of it when it is done: hostile text.
	write func(ctx context.Context, path string, overwrite bool, step func()) (string, error)
}

// saver is a pane that has something of its own to be saved.
type saver interface {
	// Saves returns the choices, the one to begin with first; none when there is
	// nothing.
	Saves(m *model) []saveScope
}

// saveScopes are the packets that can be saved, the choice to begin with first.
func saveScopes(m *model) []saveScope {
	snap := m.snap
	if m.capture != nil {
		snap = m.live.Snapshot() // also what came while the display is paused
	}
	all := packetScope(m, "all "+plural(snap.Rows(), "packet"), "all packets", "all", snap.Rows(), snap.AllRows)
	all.whole = true
	out, snap := []saveScope{all}, m.snap
	if listed, whole := m.list(); !whole {
		listed = slices.Clone(listed)
		out = append([]saveScope{packetScope(m, "the "+plural(len(listed), "displayed packet"), "only displayed", "displayed", len(listed),
			func() iter.Seq[uint32] { return slices.Values(listed) })}, out...)
	}
	if marked := between(m.allMarked(), 0, uint32(snap.Rows())); len(marked) > 0 {
		out = append(out, packetScope(m, "the "+plural(len(marked), "marked packet"), "only marked packets", "marked", len(marked),
			func() iter.Seq[uint32] { return slices.Values(marked) }))
	}
	if m.conn != flows.NoConn {
		frames := snap.ConnFrames(m.conn) // with the fragments that its segments came in
		out = append(out, packetScope(m, fmt.Sprintf("%s of connection %d", plural(len(frames), "packet"), m.conn),
			fmt.Sprintf("only connection %d", m.conn), fmt.Sprintf("connection-%d", m.conn), len(frames),
			func() iter.Seq[uint32] { return slices.Values(frames) }))
	}
	return out
}

// packetScope is a choice of packets, which are saved as a capture.
func packetScope(m *model, said, offered, file string, n int, rows func() iter.Seq[uint32]) saveScope {
	snap, live := m.live.Snapshot(), m.live // at least as new as what is shown
	return saveScope{said: said, offered: offered, file: "-" + file + ".pcapng", total: n, unit: "packet",
		check: func(path string) error {
			if _, _, err := capture.FormatOf(path); err != nil {
				return errors.New("the end of the name tells the format: .pcapng or .pcap, and .gz to compress")
			}
			return nil
		},
		write: func(ctx context.Context, path string, overwrite bool, step func()) (string, error) {
			gone := 0
			records := func(yield func(capture.Record, error) bool) {
				for r, err := range live.Export(ctx, snap, rows()) {
					if errors.Is(err, capture.ErrGivenUp) {
						gone++
					} else if !yield(r, err) {
						return
					}
					step()
				}
			}
			saved, err := capture.Save(path, records, capture.SaveOptions{Overwrite: overwrite, Ifaces: snap.Ifaces})
			if err != nil {
				return "", err
			}
			text := fmt.Sprintf("saved %s, %s, as %s", plural(saved.Frames, "packet"), bytesText(int(saved.Bytes)), path)
			if n := saved.CommentsLost; n > 0 {
				text += fmt.Sprintf(" without %s, which pcap cannot hold: .pcapng can", plural(n, "comment"))
			}
			if gone > 0 {
				text += fmt.Sprintf(" without %s that the capture had given up, because there was no room for all", plural(gone, "packet"))
			}
			return text, nil
		}}
}

// saveJob is a saving under way in a goroutine of its own.
type saveJob struct {
	path   string
	total  int
	unit   string
	whole  bool
	done   atomic.Int64 // units that were read for it
	cancel context.CancelFunc

	ended  chan struct{} // closed when the rest is set
	result string
	err    error
}

// saveEvery is how many units pass between two looks at the progress.
const saveEvery = 4096

// startSave saves a choice in the background. The shell shows how far it is and
// what came of it.
func (s *shell) startSave(path string, what saveScope, overwrite bool) {
	ctx, cancel := context.WithCancel(context.Background())
	j := &saveJob{path: path, total: what.total, unit: what.unit, whole: what.whole, cancel: cancel, ended: make(chan struct{})}
	s.saving = j
	go func() {
		defer s.ring()
		defer close(j.ended)
		defer cancel()
		j.result, j.err = what.write(ctx, path, overwrite, func() {
			if j.done.Add(1)%saveEvery == 0 {
				s.ring()
			}
		})
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
	if c := s.m.capture; c != nil && j.err == nil && j.whole {
		c.saved = int64(j.total)
	}
	s.say(j.outcome() + s.refused(j.err))
}

// refused says where files may be written, if an error says that one may not be and that
// is because of a live capture; "" else.
func (s *shell) refused(err error) string {
	c := s.m.capture
	if c == nil || !c.Rights.Landlock || !errors.Is(err, fs.ErrPermission) {
		return ""
	}
	return " (since it captures, this program may write only in " + strings.Join(c.Rights.Writable, ", ") + ")"
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
	return j.result
}

// savingLine is the footer while something is being saved.
func (s *shell) savingLine() line {
	th, j := &s.m.th, s.saving
	n := min(int(j.done.Load()), j.total)
	percent := 100
	if j.total > 0 {
		percent = int(int64(n) * 100 / int64(j.total))
	}
	return line{{fmt.Sprintf(" saving %d %% · %s of %s as ", percent, group(n), plural(j.total, j.unit)), th.bar}, {j.path, th.bar},
		{"  ", th.bar}, {s.keys.KeyOf(s.scope(), keymap.Back), th.key}, {" cancel", th.bar}}
}
