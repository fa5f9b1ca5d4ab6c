package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tcptui/capture"
	"tcptui/flows"
)

// property is a line of the capture's properties.
func property(name, value string) statLine { return statLine{text: [2]string{name, value}} }

func properties(title string) statLine { return statLine{head: true, text: [2]string{title}} }

// captureLines are the properties of the capture: what capinfos tells, and what
// the file says of itself. x is what was counted so far.
func captureLines(m *model, x *captured) []statLine {
	s := m.snap
	lines := []statLine{properties("File"), property("Name", m.title)}
	if s.Size >= 0 {
		lines = append(lines, property("Size", group(s.Size)+" bytes"))
	} else {
		lines = append(lines, property("Read so far", group(s.Read)+" bytes"))
	}
	if s.Info != nil && s.Info.Format != "" {
		lines = append(lines, property("Format", s.Info.Format))
	}
	if m.capture != nil {
		lines = append(lines, m.capture.lines(m)...)
	} else if !s.Done {
		lines = append(lines, property("State", "still reading"))
	} else if s.Err != nil {
		lines = append(lines, property("Damage", damage(s.Err)))
	}
	lines = append(lines, x.packets(m)...)
	for i := range s.Ifaces {
		lines = append(lines, x.iface(s, i)...)
	}
	if s.Info != nil {
		lines = append(lines, sectionLines(s.Info)...)
	}
	return lines
}

// captured is what RowStats has counted of the capture as a whole, copied out.
type captured struct {
	total       flows.StatCount
	bytes       uint64 // captured
	cut         uint64
	untimed     uint64
	first, last int64
	disordered  uint64
	ifaces      []flows.StatCount
	links       []string // of the interfaces: what its frames begin with
}

// packets are the lines about packets and their times.
func (x *captured) packets(m *model) []statLine {
	n := x.total
	lines := []statLine{properties("Packets"),
		property("Packets", group(n.Frames)),
		property("Connections", group(m.snap.Conns())),
		property("Bytes on the wire", group(n.Bytes)),
		property("Bytes captured", group(x.bytes))}
	if x.cut > 0 {
		lines = append(lines, property("Packets cut off", group(x.cut)+": less was captured than was on the wire"))
	}
	if n.Frames > 0 {
		lines = append(lines, property("Average size", fmt.Sprintf("%.2f bytes", float64(n.Bytes)/float64(n.Frames))))
	}
	if timed := n.Frames - x.untimed; timed > 0 {
		at := func(ns int64) string {
			return time.Unix(0, ns).In(m.zone).Format("2006-01-02 15:04:05.000000000 MST")
		}
		lines = append(lines, property("First packet", at(x.first)), property("Last packet", at(x.last)),
			property("Duration", inSeconds(x.last-x.first)+" s"))
		if d := float64(x.last-x.first) / 1e9; d > 0 {
			lines = append(lines, property("Average rate", fmt.Sprintf("%s bytes/s, %s bit/s, %s packets/s",
				rateText(float64(n.Bytes)/d), rateText(8*float64(n.Bytes)/d), rateText(float64(n.Frames)/d))))
		}
		order := "yes"
		if x.disordered > 0 {
			order = fmt.Sprintf("no: %s earlier than the one before", plural(int(x.disordered), "packet"))
		}
		lines = append(lines, property("Strict time order", order))
	}
	if x.untimed > 0 {
		lines = append(lines, property("Packets without time", group(x.untimed)))
	}
	return lines
}

// rateText writes a rate: small ones with decimals.
func rateText(v float64) string {
	if v < 100 {
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return amount(uint64(v + 0.5))
}

// iface are the lines about an interface.
func (x *captured) iface(s *flows.Snapshot, i int) []statLine {
	f := &s.Ifaces[i]
	head := "Interface " + strconv.Itoa(i)
	if f.Name != "" {
		head += " " + f.Name
	}
	lines := []statLine{properties(head)}
	if f.Description != "" {
		lines = append(lines, property("Description", f.Description))
	}
	link := fmt.Sprintf("link type %d", f.Link)
	if i < len(x.links) && x.links[i] != "" {
		link = x.links[i] + " (" + link + ")"
	}
	limit := "none"
	if f.SnapLen > 0 {
		limit = group(f.SnapLen) + " bytes"
	}
	lines = append(lines, property("Encapsulation", link), property("Packet size limit", limit),
		property("Time precision", precision(f.Digits)))
	if f.FCSLen >= 0 {
		lines = append(lines, property("Frame check sequence", plural(int(f.FCSLen), "byte")))
	}
	if f.Section > 0 {
		lines = append(lines, property("Section", strconv.Itoa(f.Section)))
	}
	if i < len(x.ifaces) {
		lines = append(lines, property("Packets", group(x.ifaces[i].Frames)+" with "+group(x.ifaces[i].Bytes)+" bytes"))
	}
	if s.Info != nil {
		for _, t := range s.Info.Counters {
			if int(t.Iface) == i {
				lines = append(lines, counterLines(&t)...)
			}
		}
	}
	return lines
}

// precision is how exact times are.
func precision(digits uint8) string {
	names := map[uint8]string{0: "seconds", 3: "milliseconds", 6: "microseconds", 9: "nanoseconds"}
	if name := names[digits]; name != "" {
		return name
	}
	return fmt.Sprintf("%d decimals of a second", digits)
}

// counterLines are what the file says an interface counted.
func counterLines(t *capture.Counters) (lines []statLine) {
	for _, x := range []struct {
		name string
		n    int64
	}{{"Received", t.Received}, {"Dropped by the interface", t.Dropped}, {"Accepted by the filter", t.Accepted},
		{"Dropped by the system", t.OSDropped}, {"Delivered", t.Delivered}} {
		if x.n >= 0 {
			lines = append(lines, property(x.name, group(x.n)+" packets"))
		}
	}
	return lines
}

// namesShown is how many names of addresses are listed.
const namesShown = 100

// sectionLines are what the sections of a pcapng file say.
func sectionLines(info *capture.Info) (lines []statLine) {
	for i, sec := range info.Sections {
		title := "Written by"
		if len(info.Sections) > 1 {
			title = fmt.Sprintf("Section %d", i)
		}
		var found []statLine
		for _, x := range [...]struct{ name, value string }{{"Hardware", sec.Hardware}, {"System", sec.OS}, {"Application", sec.Application}} {
			if x.value != "" {
				found = append(found, property(x.name, x.value))
			}
		}
		for _, c := range sec.Comments {
			for k, text := range strings.Split(strings.TrimRight(c, "\n"), "\n") {
				found = append(found, property(map[bool]string{true: "Comment"}[k == 0], text))
			}
		}
		if found != nil {
			lines = append(append(lines, properties(title)), found...)
		}
	}
	if n := len(info.Names); n > 0 {
		lines = append(lines, properties(plural(n, "name")+" of addresses"))
		for _, x := range info.Names[:min(n, namesShown)] {
			lines = append(lines, property(x.Addr.String(), x.Name))
		}
		if n > namesShown {
			lines = append(lines, property("", fmt.Sprintf("and %s more", group(n-namesShown))))
		}
	}
	if info.Cut {
		lines = append(lines, property("", "the file says more than is kept"))
	}
	return lines
}
