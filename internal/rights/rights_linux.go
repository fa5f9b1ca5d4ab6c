// Package rights gives up what a process may do, in all of its threads, which the system
// keeps apart. Linux only.
package rights

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
	"kernel.org/pub/linux/libs/security/libcap/psx"
)

// Permitted returns the permitted capabilities of the calling thread, a bit for each number.
func Permitted() (uint64, error) {
	head := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&head, &data[0]); err != nil {
		return 0, err
	}
	return uint64(data[1].Permitted)<<32 | uint64(data[0].Permitted), nil
}

// Keep leaves the capabilities keep, of those that there are.
func Keep(keep uint64) error {
	head := &unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	data := new([2]unix.CapUserData)
	for i := range data {
		part := uint32(keep >> (32 * i))
		data[i].Permitted, data[i].Effective = part, part
	}
	var pin runtime.Pinner // their addresses go through integers
	defer pin.Unpin()
	pin.Pin(head)
	pin.Pin(data)
	if errno := everywhere(unix.SYS_CAPSET, uintptr(unsafe.Pointer(head)), uintptr(unsafe.Pointer(data))); errno != 0 {
		return errno
	}
	return nil
}

// NoneNew keeps programs that are started from having more rights than this one. An error
// is a syscall.Errno, as those of the others are.
func NoneNew() error {
	if errno := everywhere(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1); errno != 0 {
		return errno
	}
	return nil
}

// NoneAmbient leaves no capabilities that programs which are started would get.
func NoneAmbient() error {
	if errno := everywhere(unix.SYS_PRCTL, unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL); errno != 0 {
		return errno
	}
	return nil
}

// everywhere makes a system call in every thread of the process.
func everywhere(call, a, b uintptr) syscall.Errno {
	_, _, errno := psx.Syscall6(call, a, b, 0, 0, 0, 0)
	return errno
}
