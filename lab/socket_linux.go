package lab

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// openPort opens the frames of an interface: what comes out of it can be read, and
// what is written goes into it. Only frames with IPv4 that were received are read.
func openPort(name string) (*os.File, error) {
	ifi, err := net.InterfaceByName(name)
	if err != nil {
		return nil, err
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("capture on %s: %w", name, err)
	}
	at := &unix.SockaddrLinklayer{Protocol: htons(unix.ETH_P_IP), Ifindex: ifi.Index}
	if err := unix.Bind(fd, at); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("capture on %s: %w", name, err)
	}
	return os.NewFile(uintptr(fd), name), nil
}

// htons turns a 16-bit number into the order of the network.
func htons(n uint16) uint16 {
	if littleEndian {
		return n>>8 | n<<8
	}
	return n
}

// ifreqData is struct ifreq with a pointer, netdevice(7); ethtoolValue is struct
// ethtool_value of linux/ethtool.h.
type (
	ifreqData struct {
		name [unix.IFNAMSIZ]byte
		data unsafe.Pointer
		_    [24 - unsafe.Sizeof(uintptr(0))]byte
	}
	ethtoolValue struct{ cmd, data uint32 }
)

// offloads are the commands of linux/ethtool.h that set what would keep segments
// from being shown as they are: checksums left to the receiver, segments put
// together. The x/sys package has no names for them.
var offloads = [...]uint32{
	0x17, // ETHTOOL_STXCSUM
	0x15, // ETHTOOL_SRXCSUM
	0x1f, // ETHTOOL_STSO
	0x24, // ETHTOOL_SGSO
	0x2c, // ETHTOOL_SGRO
}

// switchOffloadsOff switches them off. What an interface does not have cannot be
// switched, which is as good.
func switchOffloadsOff(name string) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	for _, cmd := range offloads {
		value := &ethtoolValue{cmd: cmd}
		req := &ifreqData{data: unsafe.Pointer(value)}
		copy(req.name[:unix.IFNAMSIZ-1], name)
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(req)))
		runtime.KeepAlive(value)
		if errno != 0 && errno != unix.EOPNOTSUPP {
			return fmt.Errorf("offloads of %s: %w", name, errno)
		}
	}
	return nil
}

// setReceiveBuffer sets the receive buffer of the connections that a listening
// socket will have, in bytes.
func setReceiveBuffer(l *net.TCPListener, n int) error {
	raw, err := l.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	err = raw.Control(func(fd uintptr) { inner = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, n) })
	if err == nil {
		err = inner
	}
	return err
}

// sendRaw sends TCP segments as they are; the kernel puts an IPv4 header before
// each.
func sendRaw(from, to netip.Addr, segments [][]byte) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: from.As4()}); err != nil {
		return err
	}
	for _, s := range segments {
		if err := unix.Sendto(fd, s, 0, &unix.SockaddrInet4{Addr: to.As4()}); err != nil {
			return err
		}
	}
	return nil
}
