package ui

import (
	"strconv"
	"time"
)

// lines are the properties of the live capture.
func (c *liveView) lines(m *model) []statLine {
	now := &c.now
	if len(now.Interfaces) == 0 {
		return nil
	}
	at := func(t time.Time) string { return t.In(m.zone).Format("2006-01-02 15:04:05 MST") }
	state := "capturing"
	switch {
	case now.Err != nil:
		state = "ended: " + now.Err.Error()
	case now.Ended:
		state = "stopped"
	}
	lines := []statLine{properties("Live capture"), property("State", state), property("Began", at(now.Began))}
	if c.Filter != "" {
		lines = append(lines, property("Capture filter", c.Filter))
	}
	if c.Remote {
		lines = append(lines, property("Comes from", "tcpdump on another host, over ssh; what it drops is known when it ends"))
	}
	lines = append(lines, property("Packets captured", group(now.Frames)+" with "+group(now.Bytes)+" bytes"),
		property("Dropped by the kernel", group(now.Dropped())+" packets"))
	lines = append(lines, c.kept()...)
	lines = append(lines, c.file()...)
	for i := range now.Interfaces {
		f := &now.Interfaces[i]
		state := f.State.String()
		if f.Why != nil {
			state += ": " + f.Why.Error()
		}
		lines = append(lines, properties("Capturing on "+f.Name+", interface "+strconv.Itoa(i)),
			property("State", state+", since "+at(f.Since)),
			property("Accepted by the filter", group(f.Received)+" packets"),
			property("Dropped by the kernel", group(f.Dropped)+" packets"),
			property("Delivered", group(f.Delivered)+" packets"))
	}
	return append(lines, c.rights()...)
}

// kept says where what was captured is until it is saved.
func (c *liveView) kept() (lines []statLine) {
	now := &c.now
	if now.SpoolDir != "" {
		lines = append(lines, property("Kept until the end", group(now.Spooled)+" bytes in "+now.SpoolDir))
	}
	if now.GivenUp > 0 {
		lines = append(lines, property("Given up", group(now.GivenUp)+" packets, the oldest, to stay under the limit"))
	}
	if now.Lost > 0 {
		lines = append(lines, property("Never kept", group(now.Lost)+" packets, for which there was no room"))
	}
	if now.Unseen > 0 {
		lines = append(lines, property("Never shown", group(now.Unseen)+" packets of these"))
	}
	if now.SpoolErr != nil {
		lines = append(lines, property("Cannot be kept", now.SpoolErr.Error()))
	}
	return lines
}

// file says what is written.
func (c *liveView) file() (lines []statLine) {
	now := &c.now
	switch {
	case now.File == "":
		return []statLine{property("Written to", "no file (-w); what is not saved is gone at the end")}
	case now.FileErr != nil:
		return []statLine{property("Not written any more", now.FileErr.Error())}
	}
	lines = []statLine{property("Written to", now.File+", "+group(now.FileBytes)+" bytes")}
	if now.Files > 1 {
		lines = append(lines, property("Files begun", group(now.Files)))
	}
	return lines
}
