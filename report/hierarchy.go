package report

import (
	"fmt"
	"io"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
)

// Hierarchy is -z io,phs: how many frames have which protocols in which others, as
// tshark prints it.
type Hierarchy struct {
	filter *filter.Filter // nil: every frame
	text   string
}

// branch is a protocol with those that were found in it, in the order of their
// first frames.
type branch struct {
	name  string
	count flows.StatCount
	in    []*branch
}

// child is the branch of a name, a new one if need be.
func (b *branch) child(name string) *branch {
	for _, c := range b.in {
		if c.name == name {
			return c
		}
	}
	c := &branch{name: name}
	b.in = append(b.in, c)
	return c
}

// noBranch are parts of frame.protocols that are no protocols of their own in
// tshark's trees: an EtherType, the extension headers of IPv6.
var noBranch = map[string]bool{"ethertype": true, "ipv6.hopopts": true, "ipv6.dstopts": true, "ipv6.routing": true, "ipv6.fraghdr": true, "mipv6": true}

// hierarchyDepth is how deep names are moved in, as with tshark.
const hierarchyDepth = 15

// put writes what is in a branch.
func (b *branch) put(out *writer, depth int) {
	for _, c := range b.in {
		indent := strings.Repeat("  ", min(depth, hierarchyDepth+1))
		if depth > hierarchyDepth {
			indent += "..."
		}
		out.put(fmt.Appendf(nil, "%-40s frames:%d bytes:%d\n", indent+c.name, c.count.Frames, c.count.Bytes))
		c.put(out, depth+1)
	}
}

// Print writes the hierarchy, when the capture has been read to its end.
func (h Hierarchy) Print(w io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	stats, s, err := countFrames(l, h.filter, o)
	if err != nil {
		return s, err
	}
	var root branch
	for _, path := range stats.Paths {
		n := stats.Protocols[path]
		at := &root
		for name := range strings.SplitSeq(path, ":") {
			if noBranch[name] || name == "" {
				continue
			}
			at = at.child(name)
			at.count.Frames += n.Frames
			at.count.Bytes += n.Bytes
		}
	}
	out := newWriter(w)
	out.put(fmt.Appendf(nil, "\n%sProtocol Hierarchy Statistics\nFilter: %s\n\n", rule, h.text))
	root.put(out, 0)
	out.put([]byte(rule))
	return s, out.push()
}
