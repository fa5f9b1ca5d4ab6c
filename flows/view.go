package flows

import (
	"fmt"
	"strconv"

	"tcptui/capture"
	"tcptui/decode"
)

// View is everything known of one frame: its row, its connection, and its
// bytes, which are read and decoded only when something asks for them. A View
// belongs to the Reader that made it and is valid until the next one.
type View struct {
	Snap *Snapshot
	Row  Row

	reader  *Reader
	pkt     decode.Packet
	data    []byte // the frame's bytes
	read    bool   // data and err are set
	decoded bool   // and pkt
	err     error
}

// Conn returns the frame's connection, nil when it has none.
func (v *View) Conn() *Conn {
	if v.Row.Conn == NoConn {
		return nil
	}
	return v.Snap.Conn(v.Row.Conn)
}

// Data returns the frame's captured bytes. An error says which frame could not
// be read again, as when its file was cut meanwhile.
func (v *View) Data() ([]byte, error) {
	if !v.read {
		if v.Snap.Parts(v.Row.No) != nil {
			v.fetch()
		} else {
			v.load()
		}
	}
	return v.data, v.err
}

// Packet returns the decoded frame; an empty packet when it cannot be read.
func (v *View) Packet() *decode.Packet {
	v.fetch()
	return &v.pkt
}

func (v *View) fetch() {
	if v.decoded {
		return
	}
	v.decoded = true
	v.pkt.Trust = v.reader.trust
	if parts := v.Snap.Parts(v.Row.No); parts != nil {
		v.read = true
		v.reassemble(parts)
		return
	}
	if !v.read {
		v.load()
	}
	v.pkt.Decode(v.Snap.Link(&v.Row), v.data, v.Row.OrigLen)
}

// load reads the frame's bytes.
func (v *View) load() {
	v.read = true
	v.data, v.err = v.reader.frame(&v.Row)
}

// reassemble reads the fragments of the frame's datagram again; v.data becomes
// the bytes of the last, the frame itself.
func (v *View) reassemble(parts []uint32) {
	d := decode.NewDefrag(decode.DefragLimits{})
	for _, part := range parts {
		row := v.Snap.Row(part)
		if v.data, v.err = v.reader.frame(&row); v.err != nil {
			v.pkt.Decode(v.Snap.Link(&row), nil, 0)
			return
		}
		d.Decode(&v.pkt, v.Snap.Link(&row), v.data, row.OrigLen, part, row.Time)
	}
}

// AppendInfo appends what the Info column says of a frame: of a segment with the
// numbers of its header, of a frame that is no packet with what its file says of it.
func (v *View) AppendInfo(dst []byte) []byte {
	dst = v.Packet().AppendInfo(dst, nil)
	if v.Snap.Link(&v.Row) != capture.LinkCustomBlock {
		return dst
	}
	note, err := v.Note()
	if err != nil {
		return dst
	}
	dst = strconv.AppendUint(append(dst, ": PEN = "...), uint64(note.Enterprise), 10)
	if note.NoCopy {
		return append(dst, ", will not be copied"...)
	}
	return append(dst, ", will be copied"...)
}

// Reader reads frames of a capture again. One goroutine uses a Reader; any
// number of Readers work side by side.
type Reader struct {
	store     capture.Store
	trust     decode.Checksums
	ahead     ahead
	view      View
	replays   replays
	summaries summaries
	states    stateReplays
	host      hostView
	fragments laterRows
	echoes    laterRows
	ifaces    interfaceIDs
	shown     uint32 // the row that was shown last, NoRow before the first
	shows     bool   // and what is shown is told
}

// NewReader makes a reader of what l captured.
func (l *Live) NewReader() *Reader {
	return &Reader{store: l.store, trust: l.trust, host: hostView{host: l.host}}
}

// At returns the view of row i of a snapshot.
func (r *Reader) At(s *Snapshot, i uint32) *View {
	v := &r.view
	v.Snap, v.Row, v.reader = s, s.Row(i), r
	v.read, v.decoded, v.err, v.data = false, false, nil, nil
	return v
}

// Shows says that the frames that are shown will be told, none so far: then
// frame.time_delta_displayed counts from them, else from the frame before.
func (r *Reader) Shows() { r.shows, r.shown = true, NoRow }

// Shown says that a row is shown.
func (r *Reader) Shown(row uint32) { r.shown = row }

// before is the row that was shown before the view's.
func (v *View) before() uint32 {
	switch r := v.reader; {
	case !r.shows:
		return v.Row.No - min(v.Row.No, 1)
	case r.shown != NoRow:
		return r.shown
	}
	return v.Row.No
}

// frame reads a frame's bytes. They are valid until the next call.
func (r *Reader) frame(row *Row) ([]byte, error) {
	b, err := r.ahead.frame(r.store, row.Off, int(row.CapLen))
	if len(b) < int(row.CapLen) {
		return nil, fmt.Errorf("frame %d: cannot be read again at byte %d: %w", row.No+1, row.Off, err)
	}
	return b, nil
}
