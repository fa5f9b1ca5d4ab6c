package kernel

// Source tells the TCP sockets of a host. One goroutine uses it.
type Source interface {
	// Sockets appends every TCP socket to dst, which the caller owns: connections,
	// listeners, requests and what is left of closed ones. Each socket is told as
	// it was at one moment, but not all at the same one. Errors say what to do.
	Sockets(dst []Socket) ([]Socket, error)

	// Close ends the use.
	Close() error
}
