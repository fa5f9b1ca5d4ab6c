package ui

import (
	"testing"

	"tcptui/flows"
)

// TestAbout: from a segment that was sent again one key goes to its first
// sending, and one comes back.
func TestAbout(t *testing.T) {
	t.Parallel()
	tests := []struct {
		sample string
		is     func(m *model, r *flows.Row) bool // the packet to begin with
		about  func(m *model, from, to *flows.Row) bool
	}{
		{"loss_sender", func(_ *model, r *flows.Row) bool { return r.Notes.Any(flows.NoteRetransmission) },
			func(_ *model, from, to *flows.Row) bool {
				return to.Seq == from.Seq && to.Verdict == flows.Original && to.No < from.No
			}},
		{"reorder", func(_ *model, r *flows.Row) bool { return r.Verdict == flows.OutOfOrder },
			func(_ *model, from, to *flows.Row) bool { return from.Seq.Less(to.Seq) && to.No < from.No }},
		{"loss_sack", func(_ *model, r *flows.Row) bool { return r.Notes.Any(flows.NoteDuplicateAck) },
			func(_ *model, from, to *flows.Row) bool { return to.Ack == from.Ack && to.From == from.From }},
		{"port_reuse", func(m *model, r *flows.Row) bool {
			return r.Conn != flows.NoConn && r.Prev == flows.NoRow && m.snap.Conn(r.Conn).Previous != flows.NoConn
		}, func(m *model, from, to *flows.Row) bool { return to.Conn == m.snap.Conn(from.Conn).Previous }},
	}
	for _, tt := range tests {
		t.Run(tt.sample, func(t *testing.T) {
			st := sampleOn(t, tt.sample, 120, 36, darkTheme())
			m := st.shell.m
			for no := range uint32(m.snap.Rows()) {
				from := m.snap.Row(no)
				if !tt.is(m, &from) {
					continue
				}
				m.selectRow(no)
				st.press("u")
				to := m.snap.Row(m.sel)
				if to.No == no || !tt.about(m, &from, &to) {
					t.Errorf("from packet %d it goes to %d", no+1, to.No+1)
				}
				st.press("Esc")
				if m.sel != no {
					t.Errorf("Esc goes to packet %d, not back to %d", m.sel+1, no+1)
				}
				return
			}
			t.Fatal("the sample has no such packet")
		})
	}
}

// TestAboutLeavesTheList: where the list leaves out the packet that is gone to,
// it gives way, and Esc brings it back.
func TestAboutLeavesTheList(t *testing.T) {
	t.Parallel()
	st := sampleOn(t, "loss_sender", 120, 36, darkTheme())
	st.filter("tcp.analysis.retransmission")
	m := st.shell.m
	before := listedRows(m)
	at := m.sel
	st.press("u")
	if m.filt != nil || m.sel == at {
		t.Errorf("packet %d is selected, the filter is %q", m.sel+1, m.filterText())
	}
	st.press("Esc")
	st.settled()
	if got := listedRows(m); m.sel != at || len(got) != len(before) {
		t.Errorf("Esc goes to packet %d of %d", m.sel+1, len(got))
	}
}

func TestOrdinal(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 21: "21st", 102: "102nd", 113: "113th", 1001: "1,001st"} {
		if got := ordinal(n); got != want {
			t.Errorf("ordinal(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestOpenDiagram(t *testing.T) {
	t.Parallel()
	st := chat(t, 120, 36)
	st.press("d")
	if st.shell.view.focus != paneState || !st.shell.view.zoom || !st.shell.panes[paneState].(*statePane).chart {
		t.Error("d does not show the diagram alone")
	}
	st.press("Esc")
	if st.shell.view.focus != panePackets || st.shell.view.zoom {
		t.Error("Esc does not come back")
	}
}
