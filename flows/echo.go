package flows

import (
	"cmp"
	"slices"

	"tcptui/decode"
)

// echoKey is what a ping and its answer share.
type echoKey struct {
	pair       tuple // without ports
	ident, seq uint16
	sum        uint16
	tunnel     bool
}

// echoFact is an echo message on its way to the tracker.
type echoFact struct {
	key   echoKey
	reply bool
	is    bool // there is one
}

// answer is a row with an echo reply and the row with its request.
type answer struct{ reply, request uint32 }

// maxPings is how many requests without an answer are remembered at least, and half of
// how many at most: when as many have come again, those before them are forgotten, and a
// reply to one of them answers nothing.
const maxPings = 1 << 18

// echoTable pairs echo messages. Ingest goroutine only.
type echoTable struct {
	open  map[echoKey]uint32 // the latest request of a key that has no answer so far
	older map[echoKey]uint32 // those before; a key can be in both
	list  []answer           // ascending by reply; shared with snapshots, which see a prefix
}

// pings reports whether a packet may be a ping or the answer to one.
func pings(p *decode.Packet) bool { return p.Top == decode.ProtoICMP || p.Top == decode.ProtoICMPv6 }

// setEcho fills in the echo message of a packet.
func (f *extra) setEcho(p *decode.Packet) {
	f.echo.is = false
	if !pings(p) {
		return
	}
	if e, ok := p.Echo(); ok {
		f.echo = echoFact{echoKey{ident: e.Ident, seq: e.Seq, sum: e.Sum, tunnel: e.Tunnel}, e.Reply, true}
		f.echo.key.pair.set(&e.Src, &e.Dst, 0, 0)
	}
}

// add takes the echo message of a row. The first reply is the answer; one that comes again
// has none to answer.
func (t *echoTable) add(row uint32, x *echoFact) {
	if !x.is {
		return
	}
	if !x.reply {
		t.ask(x.key, row)
		return
	}
	request, ok := t.open[x.key]
	if !ok {
		request, ok = t.older[x.key]
	}
	if ok {
		delete(t.open, x.key)
		delete(t.older, x.key)
		t.list = append(t.list, answer{row, request})
	}
}

// ask remembers a request.
func (t *echoTable) ask(key echoKey, row uint32) {
	if len(t.open) >= maxPings {
		t.open, t.older = t.older, t.open
		clear(t.open)
	}
	if t.open == nil {
		t.open = make(map[echoKey]uint32)
	}
	t.open[key] = row
}

// request is the row that the echo reply in row i answers, NoRow when it answers none.
func (s *Snapshot) request(i uint32) uint32 {
	k, ok := slices.BinarySearchFunc(s.answers, i, func(a answer, row uint32) int { return cmp.Compare(a.reply, row) })
	if !ok {
		return NoRow
	}
	return s.answers[k].request
}

// reply is the row that answers the echo request in row i, NoRow when none does.
func (r *Reader) reply(s *Snapshot, i uint32) uint32 {
	return r.echoes.find(s, i, len(s.answers), func(k int, of map[uint32]uint32) {
		of[s.answers[k].request] = s.answers[k].reply
	})
}

// echoFields are the fields that pings and their answers have of each other.
func echoFields(name, ref string, size uint8) []Field {
	asks := func(f decode.Field, get func(v *View, reply uint32) (decode.Value, bool)) Field {
		f.Ref = ref
		return Field{Field: f, Need: NeedAll, Of: func(v *View, out []decode.Value) []decode.Value {
			if v.Row.Conn != NoConn {
				return out
			}
			if e, ok := v.Packet().Echo(); !ok || e.Reply || e.Src.N != size {
				return out
			}
			if x, ok := get(v, v.reader.reply(v.Snap, v.Row.No)); ok {
				out = append(out, x)
			}
			return out
		}}
	}
	answers := func(f decode.Field, get func(v *View, request uint32) decode.Value) Field {
		f.Ref = ref
		return Field{Field: f, Need: NeedPacket, Of: func(v *View, out []decode.Value) []decode.Value {
			request := v.Snap.request(v.Row.No)
			if request == NoRow || v.Packet().Src.N != size {
				return out
			}
			return append(out, get(v, request))
		}}
	}
	silent := func(_ *View, reply uint32) (decode.Value, bool) { return decode.Value{U: 1}, reply == NoRow }
	return []Field{
		asks(decode.Field{Name: name + ".resp_in", Label: "Response frame", Kind: decode.KindUint, Width: 32, Help: "The frame that answers the ping."},
			func(_ *View, reply uint32) (decode.Value, bool) {
				return decode.Value{U: uint64(reply) + 1}, reply != NoRow
			}),
		asks(decode.Field{Name: name + ".no_resp", Label: "No response seen", Help: "Nothing answers the ping."}, silent),
		asks(decode.Field{Name: name + ".resp_not_found", Label: "Response not found", Help: "Nothing answers the ping."}, silent),
		answers(decode.Field{Name: name + ".resp_to", Label: "Request frame", Kind: decode.KindUint, Width: 32, Help: "The frame with the ping that this answers."},
			func(_ *View, request uint32) decode.Value { return decode.Value{U: uint64(request) + 1} }),
		answers(decode.Field{Name: name + ".resptime", Label: "Response time", Kind: decode.KindFloat, Help: "Milliseconds from the ping to this answer."},
			func(v *View, request uint32) decode.Value {
				return decode.Value{F: float64(v.Row.Time-v.Snap.Row(request).Time) / 1e6}
			}),
	}
}
