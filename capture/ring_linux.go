package capture

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ringBlock is the size in bytes of a block of a ring: the kernel hands over
// blocks, and no frame is larger.
const ringBlock = 512 << 10

// ring is an interface of Linux: a packet socket with a ring of blocks that the
// kernel fills and shares with us, packet(7) and the kernel's packet_mmap.rst.
type ring struct {
	name    string
	index   int // of the interface; 0: any
	iface   Interface
	snap    uint32
	link    ringLink
	loop    uint32 // index of the loopback interface if it is captured on, which shows frames twice; 0: it is not
	fd      int
	bell    int // an eventfd that wakes who waits
	mem     []byte
	blocks  uint32
	at      uint32 // the block that comes next
	down    bool
	gone    bool
	total   uint64 // frames since begin that passed the filter, dropped ones too
	dropped uint64
}

var _ device = (*ring)(nil)

// openDevice opens an interface: with a filter that lets nothing in, so that no
// frame enters before the right filter is there.
func openDevice(name string, o LiveOptions) (device, error) {
	r := &ring{name: name, fd: -1, bell: -1, snap: o.SnapLen}
	if err := r.open(o); err != nil {
		r.close()
		return nil, openLiveError(r.name, err)
	}
	return r, nil
}

func (r *ring) open(o LiveOptions) error {
	i, err := lookInterface(r.name)
	if err != nil {
		return err
	}
	r.index, r.link = i.index, i.link
	if i.loopback || r.name == AnyInterface {
		r.loop = uint32(i.loop)
	}
	r.iface = Interface{Link: r.link.link, SnapLen: r.snap, FCSLen: -1, Digits: 9, Name: r.name, Description: i.alias}
	kind := unix.SOCK_RAW
	if r.link.cooked {
		kind = unix.SOCK_DGRAM
	}
	if r.fd, err = unix.Socket(unix.AF_PACKET, kind|unix.SOCK_CLOEXEC, 0); err != nil {
		return os.NewSyscallError("socket", err)
	}
	if r.bell, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return os.NewSyscallError("eventfd", err)
	}
	if err := r.pause(); err != nil {
		return err
	}
	if err := r.share(o.BufferBytes); err != nil {
		return err
	}
	if r.index != 0 && o.Promiscuous {
		m := unix.PacketMreq{Ifindex: int32(r.index), Type: unix.PACKET_MR_PROMISC}
		if err := unix.SetsockoptPacketMreq(r.fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &m); err != nil {
			return fmt.Errorf("promiscuous mode, which -p turns off: %w", err)
		}
	}
	if err := unix.Bind(r.fd, &unix.SockaddrLinklayer{Protocol: hostToNet(unix.ETH_P_ALL), Ifindex: r.index}); err != nil {
		return os.NewSyscallError("bind", err)
	}
	// An interface that is down is no error of bind, but waits as one.
	if e, err := unix.GetsockoptInt(r.fd, unix.SOL_SOCKET, unix.SO_ERROR); err == nil && e != 0 {
		return os.NewSyscallError("bind", unix.Errno(e))
	}
	return nil
}

// share makes the ring.
func (r *ring) share(size int) error {
	if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V3); err != nil {
		return os.NewSyscallError("PACKET_VERSION", err)
	}
	r.blocks = uint32(max(size/ringBlock, 2))
	req := unix.TpacketReq3{
		Block_size: ringBlock, Block_nr: r.blocks,
		Frame_size: ringBlock, Frame_nr: r.blocks, // frames take what they need, this is only checked
		Retire_blk_tov: uint32(blockTime / time.Millisecond),
	}
	if err := unix.SetsockoptTpacketReq3(r.fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &req); err != nil {
		return fmt.Errorf("a buffer of %d MiB, which -B chooses: %w", size>>20, err)
	}
	var err error
	r.mem, err = unix.Mmap(r.fd, 0, int(r.blocks)*ringBlock, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	return os.NewSyscallError("mmap", err)
}

func hostToNet(v uint16) uint16 {
	var b [2]byte
	binary.BigEndian.PutUint16(b[:], v)
	return binary.NativeEndian.Uint16(b[:])
}

// describe implements device.
func (r *ring) describe() Interface { return r.iface }

// begin implements device.
func (r *ring) begin(program []Instruction) error {
	if r.gone {
		return openLiveError(r.name, errRemoved)
	}
	r.count() // what was counted before does not count
	r.total, r.dropped = 0, 0
	return r.attach(ringProgram(program, r.snap, r.loop, r.index == 0))
}

// pause implements device.
func (r *ring) pause() error { return r.attach([]Instruction{{Op: opRetK}}) }

// attach puts a filter in the place of the one that there is.
func (r *ring) attach(program []Instruction) error {
	if len(program) > unix.BPF_MAXINSNS {
		return &Error{Path: r.name, Off: -1, What: fmt.Sprintf("a capture filter of %d instructions", len(program)),
			Hint: fmt.Sprintf("the kernel takes %d; ask for less", unix.BPF_MAXINSNS)}
	}
	code := make([]unix.SockFilter, len(program))
	for i, p := range program {
		code[i] = unix.SockFilter{Code: p.Op, Jt: p.Jt, Jf: p.Jf, K: p.K}
	}
	prog := unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]}
	if err := unix.SetsockoptSockFprog(r.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &prog); err != nil {
		return &Error{Path: r.name, Off: -1, What: "the kernel does not take the capture filter", Err: err,
			Hint: "use a simpler one, or a display filter"}
	}
	return nil
}

// receive implements device.
func (r *ring) receive(c *chunk, wait time.Duration) error {
	r.take(c)
	if len(c.marks) > 0 && !r.down {
		r.count()
		return nil
	}
	err := r.wait(wait)
	r.take(c)
	switch {
	case errors.Is(err, unix.ENETDOWN):
		r.down = true
	case err != nil:
		return err
	}
	if r.down {
		err = r.whileDown(c)
	}
	r.count()
	return err
}

// take takes what the kernel has for us, as far as c is to grow.
func (r *ring) take(c *chunk) {
	for len(c.buf) < chunkLimit && r.takeBlock(c) {
	}
}

// whileDown says how an interface is that was seen to be down. Of one that is gone
// it adds the last frames.
func (r *ring) whileDown(c *chunk) error {
	sa, err := unix.Getsockname(r.fd)
	if err != nil {
		return os.NewSyscallError("getsockname", err)
	}
	if ll, ok := sa.(*unix.SockaddrLinklayer); ok && ll.Ifindex < 0 { // the kernel has let go of it
		r.gone = true
		if err := r.wait(2 * blockTime); err != nil && !errors.Is(err, unix.ENETDOWN) {
			return err
		}
		if r.take(c); len(c.buf) >= chunkLimit {
			return errDown // there may be more
		}
		return errRemoved
	}
	if up, err := isUp(r.fd, r.index); err == nil && up {
		r.down = false
		return nil
	}
	return errDown
}

// wait waits until the kernel has a block for us, or something is wrong.
func (r *ring) wait(wait time.Duration) error {
	fds := []unix.PollFd{{Fd: int32(r.fd), Events: unix.POLLIN}, {Fd: int32(r.bell), Events: unix.POLLIN}}
	if _, err := unix.Poll(fds, int(wait/time.Millisecond)); err != nil && !errors.Is(err, unix.EINTR) {
		return os.NewSyscallError("poll", err)
	}
	if fds[1].Revents != 0 {
		var n [8]byte
		unix.Read(r.bell, n[:]) // it rings once
	}
	if fds[0].Revents&^unix.POLLIN != 0 {
		e, err := unix.GetsockoptInt(r.fd, unix.SOL_SOCKET, unix.SO_ERROR)
		if err != nil {
			return os.NewSyscallError("getsockopt", err)
		}
		if e != 0 {
			return unix.Errno(e)
		}
	}
	return nil
}

// takeBlock adds the frames of the next block to c and gives it back to the
// kernel. It reports whether there was one.
func (r *ring) takeBlock(c *chunk) bool {
	block := r.mem[int(r.at)*ringBlock:][:ringBlock:ringBlock]
	head := (*unix.TpacketHdrV1)(unsafe.Pointer(&(*unix.TpacketBlockDesc)(unsafe.Pointer(&block[0])).Hdr))
	if atomic.LoadUint32(&head.Block_status)&unix.TP_STATUS_USER == 0 {
		return false
	}
	off := head.Offset_to_first_pkt
	for range head.Num_pkts {
		h := (*unix.Tpacket3Hdr)(unsafe.Pointer(&block[off]))
		r.takeFrame(c, h, block[off:])
		off += h.Next_offset
	}
	atomic.StoreUint32(&head.Block_status, unix.TP_STATUS_KERNEL)
	r.at = (r.at + 1) % r.blocks
	return true
}

// count reads the counters of the kernel, which begin anew each time. Its number
// of frames has those in it that were dropped.
func (r *ring) count() {
	if s, err := unix.GetsockoptTpacketStatsV3(r.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
		r.total += uint64(s.Packets)
		r.dropped += uint64(s.Drops)
	}
}

// counts implements device.
func (r *ring) counts() (received, dropped uint64) { return r.total, r.dropped }

// wake implements device.
func (r *ring) wake() {
	var one [8]byte
	binary.NativeEndian.PutUint64(one[:], 1)
	unix.Write(r.bell, one[:])
}

// close implements device.
func (r *ring) close() (err error) {
	if r.mem != nil {
		err = unix.Munmap(r.mem)
		r.mem = nil
	}
	for _, fd := range []*int{&r.fd, &r.bell} {
		if *fd >= 0 {
			err = errors.Join(err, unix.Close(*fd))
			*fd = -1
		}
	}
	return err
}
