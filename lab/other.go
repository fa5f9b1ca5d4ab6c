//go:build !linux

package lab

import (
	"errors"
	"net"
	"net/netip"
	"runtime"
	"syscall"
)

// ways: there are none without the namespaces of Linux and its packet sockets.
func ways(Needs, Place) []way { return nil }

func (way) attributes() *syscall.SysProcAttr { return nil }

func self() string { return "" }

const notHere = "is played in network namespaces, which " + runtime.GOOS + " does not have"

func hint(s Scenario) string {
	return "record it on Linux with tcptui lab " + s.Name + " -w FILE.pcapng, and open that here; the samples of the start page show most of the same"
}

var errNotHere = errors.New(notHere)

func makeNamespaces() (*world, wire, error) { return nil, wire{}, errNotHere }

func makeLoopback() (*world, wire, error) { return nil, wire{}, errNotHere }

func socketsOf(netip.Addr) ([]Socket, error) { return nil, errNotHere }

func setReceiveBuffer(*net.TCPListener, int) error { return errNotHere }

func sendRaw(netip.Addr, netip.Addr, [][]byte) error { return errNotHere }
