package hurt

import (
	"bufio"
	"encoding/binary"
	"io"
)

// epoch is when every capture begins, in ns since 1970.
const epoch = 1_767_225_600_000_000_000

// file writes a capture; what fails is kept until the end.
type file struct {
	w     *bufio.Writer
	at    int64 // ns since 1970, of the frame written last
	frame []byte
	err   error
}

func (f *file) put(b ...[]byte) {
	for _, b := range b {
		if f.err == nil {
			_, f.err = f.w.Write(b)
		}
	}
}

// pcap begins a file of pcap in nanoseconds.
func (f *file) pcap(link uint32) {
	f.at = epoch
	head := binary.LittleEndian.AppendUint32(nil, 0xa1b23c4d)
	head = append(head, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0)
	f.put(binary.LittleEndian.AppendUint32(head, link))
}

// record writes a frame, a microsecond after the one before.
func (f *file) record(frame []byte) { f.cut(frame, len(frame)) }

// cut is record of a frame that was `whole` bytes long on the wire.
func (f *file) cut(frame []byte, whole int) {
	f.at += 1000
	var h [16]byte
	binary.LittleEndian.PutUint32(h[0:], uint32(f.at/1e9))
	binary.LittleEndian.PutUint32(h[4:], uint32(f.at%1e9))
	binary.LittleEndian.PutUint32(h[8:], uint32(len(frame)))
	binary.LittleEndian.PutUint32(h[12:], uint32(whole))
	f.put(h[:], frame)
}

// block writes a block of pcapng.
func (f *file) block(kind uint32, body ...[]byte) {
	n := 0
	for _, b := range body {
		n += len(b)
	}
	pad := make([]byte, -n&3)
	total := uint32(12 + n + len(pad))
	head := binary.LittleEndian.AppendUint32(nil, kind)
	f.put(binary.LittleEndian.AppendUint32(head, total))
	f.put(body...)
	f.put(pad, binary.LittleEndian.AppendUint32(nil, total))
}

// The blocks that are written.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockNames     = 4
	blockPacket    = 6
	blockSecrets   = 10
)

// section begins a file, or the next section, of pcapng.
func (f *file) section() {
	f.block(blockSection, []byte{0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
}

// iface describes an interface of raw IP.
func (f *file) iface(options ...[]byte) {
	f.block(blockInterface, append([][]byte{{linkRaw, 0, 0, 0, 0, 0, 4, 0}}, options...)...)
}

// option is an option of a block, padded.
func option(code uint16, value []byte) []byte {
	o := binary.LittleEndian.AppendUint16(nil, code)
	o = binary.LittleEndian.AppendUint16(o, uint16(len(value)))
	o = append(o, value...)
	return append(o, make([]byte, -len(value)&3)...)
}

// packet writes an Enhanced Packet Block; at is in units of the interface.
func (f *file) packet(iface uint32, at uint64, frame []byte, options ...[]byte) {
	h := binary.LittleEndian.AppendUint32(nil, iface)
	h = binary.LittleEndian.AppendUint32(h, uint32(at>>32))
	h = binary.LittleEndian.AppendUint32(h, uint32(at))
	h = binary.LittleEndian.AppendUint32(h, uint32(len(frame)))
	h = binary.LittleEndian.AppendUint32(h, uint32(len(frame)))
	h = append(h, frame...)
	h = append(h, make([]byte, -len(frame)&3)...)
	f.block(blockPacket, append([][]byte{h}, options...)...)
}

// zeros is an endless row of bytes that are all the same.
type zeros byte

func (z zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(z)
	}
	return len(p), nil
}

var _ io.Reader = zeros(0)
