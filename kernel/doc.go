// Package kernel is what the kernel of this host says of its own TCP sockets:
// their states, what it measured on them (tcp_info), who holds them, and how
// that compares with what the packets say.
//
//	sock_diag dump -> Socket -> Watcher: Snapshot (owners, history, what vanished) -> Compare, Leaks
//
// Only Linux tells all this without being asked socket by socket; elsewhere Open
// says that it cannot be had. Everything but asking the kernel is the same on all
// systems, so that it can be tested on all.
package kernel
