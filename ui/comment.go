package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/flows"
)

// frame adds what the file says of the frame itself, with its comments, and
// what is wrong with it.
func (d *detail) frame(m *model, v *flows.View, note capture.Note, noteErr error) {
	row := &v.Row
	top := detailNode{name: fmt.Sprintf("Frame %d", row.No+1), field: "frame.number", layer: true, to: 8 * uint32(len(d.bytes[inFrame])),
		value: bytesText(int(row.OrigLen)), help: "What the capture tells of the frame: when, where and how much of it."}
	if row.CapLen < row.OrigLen {
		top.value += ", " + bytesText(int(row.CapLen)) + " captured"
	}
	d.add(top, "frame")
	line := func(name, value, help string) {
		d.add(detailNode{name: name, value: value, field: frameFields[name], help: help, depth: 1}, name)
	}
	wrong := func(name, warn string) { d.add(detailNode{name: name, warn: warn, depth: 1}, name) }
	for i, c := range note.Comments {
		d.add(detailNode{name: "Comment", value: c, field: "frame.comment", depth: 1, help: "A remark that somebody wrote into the capture file about this frame."}, "comment"+strconv.Itoa(i))
	}
	for _, t := range frameTimes(m, row) {
		line(t[0], t[1], t[2])
	}
	line("Length", bytesText(int(row.OrigLen)), "Bytes on the wire.")
	line("Captured", bytesText(int(row.CapLen)), "Bytes that the file holds.")
	for _, t := range interfaceLines(m, v) {
		line(t[0], t[1], t[2])
	}
	if way := directions[note.Flags&3]; way != "" {
		line("Direction", way, "Which way the frame went at the capturing interface.")
	}
	if row.CapLen < row.OrigLen {
		wrong("Cut", fmt.Sprintf("the last %s were not captured: the snapshot length cut them off", bytesText(int(row.OrigLen-row.CapLen))))
	}
	d.trouble(v, noteErr, wrong)
}

// frameFields are the fields that say the same as lines about the frame.
var frameFields = map[string]string{
	"Arrival time": "frame.time", "Since first frame": "frame.time_relative", "Since previous frame": "frame.time_delta",
	"Since previous segment": "tcp.time_delta", "Length": "frame.len", "Captured": "frame.cap_len", "Interface": "frame.interface_name",
	"Section": "frame.section_number",
}

// directions are the words for bits 0 and 1 of a frame's flags, section 4.3.1
// of the pcapng draft.
var directions = [4]string{1: "inbound", 2: "outbound"}

// trouble adds what is wrong with the frame.
func (d *detail) trouble(v *flows.View, noteErr error, wrong func(name, warn string)) {
	switch {
	case d.err != nil:
		wrong("Unreadable", d.err.Error())
	case noteErr != nil:
		wrong("Comments", noteErr.Error())
	}
	if n := len(d.parts); n > 0 {
		numbers := make([]string, 0, min(n, partsTold)+1)
		for _, no := range d.parts[:min(n, partsTold)] {
			numbers = append(numbers, strconv.Itoa(int(no)+1))
		}
		if n > partsTold {
			numbers = append(numbers, "…")
		}
		d.add(detailNode{name: "Reassembled", depth: 1, help: "The datagram came in fragments; this frame brought the last one that was missing.",
			value: fmt.Sprintf("%s of frames %s", bytesText(len(d.bytes[inDatagram])), strings.Join(numbers, ", "))}, "Reassembled")
	}
	switch p := v.Packet(); {
	case p.Conflict:
		wrong("Fragments", "some overlap and say different things: the first to arrive is shown")
	case p.Overlap:
		wrong("Fragments", "some overlap, and say the same where they do")
	}
}

// partsTold bounds how many fragments are named.
const partsTold = 16

// frameTimes are the times of a frame: name, value, help.
func frameTimes(m *model, row *flows.Row) [][3]string {
	if row.NoTime {
		return [][3]string{{"Arrival time", "not told", "The file gives this frame no time."}}
	}
	digits := 9
	if i := int(row.Iface); i < len(m.snap.Ifaces) {
		digits = int(min(m.snap.Ifaces[i].Digits, 9))
	}
	layout := strings.TrimSuffix("2006-01-02 15:04:05."+strings.Repeat("0", digits), ".") + " MST"
	out := [][3]string{{"Arrival time", time.Unix(0, row.Time).In(m.zone).Format(layout),
		fmt.Sprintf("When the frame was captured, as exact as the file tells it: with %d decimals of a second.", digits)}}
	since := func(name string, no uint32, help string) {
		if other := m.snap.Row(no); !other.NoTime {
			out = append(out, [3]string{name, string(decode.AppendSeconds(nil, row.Time-other.Time, digits)) + " s", help})
		}
	}
	since("Since first frame", 0, "Since the first frame of the capture.")
	if row.No > 0 {
		since("Since previous frame", row.No-1, "Since the frame before this one in the capture.")
	}
	if row.Conn != flows.NoConn && row.Prev != flows.NoRow {
		since("Since previous segment", row.Prev, "Since the segment before this one in its connection.")
	}
	return out
}

// interfaceLines tell where a frame was captured.
func interfaceLines(m *model, v *flows.View) [][3]string {
	i := int(v.Row.Iface)
	if i >= len(m.snap.Ifaces) {
		return nil
	}
	ifc := &m.snap.Ifaces[i]
	name := strconv.Itoa(i)
	for _, s := range []string{ifc.Name, ifc.Description} {
		if s != "" {
			name += ", " + s
		}
	}
	link := strconv.FormatUint(uint64(ifc.Link), 10)
	if p := v.Packet(); p.NLayers > 0 {
		link += ", " + p.Layers[0].Proto.Label()
	}
	snap := "no limit"
	if ifc.SnapLen > 0 {
		snap = bytesText(int(ifc.SnapLen))
	}
	out := [][3]string{
		{"Interface", name, "Where the frame was captured: number, name and description as the file tells them."},
		{"Link type", link, "What the frame begins with, as the registry LINKTYPE_ numbers it."},
		{"Snapshot length", snap, "How much of a frame was captured at most."},
	}
	if ifc.FCSLen >= 0 {
		out = append(out, [3]string{"Check sequence", bytesText(int(ifc.FCSLen)), "How long the frame check sequence at the end of each frame is."})
	}
	if ifc.Section >= 0 {
		out = append(out, [3]string{"Section", strconv.Itoa(ifc.Section), "Which section of the file the interface is of, from 0; files that were joined have several."})
	}
	return out
}
