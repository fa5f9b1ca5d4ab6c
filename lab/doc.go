// Package lab plays scenarios of TCP with real sockets and captures them.
//
// A scenario is a script for two programs, the client and the server, and rules
// for the wire between them, which loses, delays, doubles or holds back chosen
// segments. The two hosts are network namespaces that belong to one process, the
// player, and have no names: when it ends, in whatever way, the kernel removes them
// with all that is in them. In a user namespace of its own the player needs no
// rights for that.
//
// The wire goes through the player:
//
//	client eth0 === veth "client"          veth "server" === eth0 server
//	                   |  packet socket        |  packet socket
//	                   +------- relay ---------+
//
// Each host has one end of a veth pair; the other ends are in the player's own
// namespace, where nothing but the relay connects them. It is a queue with rules
// (relay.go) that knows neither clock nor sockets, and a loop that feeds it
// (pump.go). What the capture shows is what passes at the client's or the server's
// interface: a segment that the wire loses was seen there by its sender, and never
// by its receiver. The wire carries IPv4 only, and both hosts know each other's
// Ethernet address beforehand, so that nothing but the scenario is on it.
//
// # The player
//
// A process can make a user namespace only before it has threads, so that Run starts
// the program once more with PlayerCommand as its only argument. The two talk by
// files:
//
//	0  to it     a request as a line of JSON, then the lines that the user types
//	1  from it   the capture, as pcapng, each frame at once
//	2  from it   what a crash says
//	3  to it     nothing; the player ends when this is closed, as it is when Run's process dies
//	4  from it   messages, a line of JSON each: ready, events, and how it ended
//
// Where no namespaces may be made, scenarios that need no wire of their own are
// played by the same player on two addresses of the loopback interface.
package lab
