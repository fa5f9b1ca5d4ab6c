package capture

import (
	"bytes"
	"context"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

const (
	// remoteBlock is how many bytes are read from ssh at once.
	remoteBlock = 64 << 10
	// remoteBlocks is how many of these wait to be cut: what waits beyond them waits
	// in the connection, and then in the other kernel, which counts what it drops.
	remoteBlocks = 8
	// noiseMost is how many bytes a login shell may print before the capture.
	noiseMost = 64 << 10
	// saidMost is how many bytes of the standard error are kept, the newest.
	saidMost = 4 << 10
	// lingerMost is how long ssh may take to end when nothing is wanted of it any
	// more, and what was on the way is still taken.
	lingerMost = 2 * time.Second
)

// session is one run of ssh.
type session struct {
	cmd    *exec.Cmd
	cancel context.CancelFunc // kills ssh
	in     io.WriteCloser     // tcpdump runs until it is closed
	said   said
	blocks chan []byte   // what came; closed at the end, when err is set
	free   chan []byte   // for the next
	done   chan struct{} // closed when nobody takes blocks any more
	once   sync.Once     // closes done
	err    error         // how the process ended; read it when blocks is closed
}

// beginSession starts ssh and gives it the script.
func beginSession(command []string, script string) (*session, error) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &session{cmd: exec.CommandContext(ctx, command[0], command[1:]...), cancel: cancel, done: make(chan struct{}),
		blocks: make(chan []byte, remoteBlocks), free: make(chan []byte, remoteBlocks)}
	s.said.more = make(chan struct{}, 1)
	s.cmd.Stderr = &s.said
	s.cmd.WaitDelay = lingerMost // a master connection that stays keeps the standard error open
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		s.in, err = s.cmd.StdinPipe()
	}
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	for range remoteBlocks {
		s.free <- make([]byte, remoteBlock)
	}
	go s.read(out)
	io.WriteString(s.in, script) // what fails here is told by how ssh ends; it fits into a pipe
	return s, nil
}

// read hands over what comes until the end, then waits for the process.
func (s *session) read(out io.Reader) {
	defer close(s.blocks)
	for {
		var p []byte
		select {
		case p = <-s.free:
		case <-s.done:
			p = make([]byte, remoteBlock) // that nobody looks at
		}
		n, err := out.Read(p[:remoteBlock])
		if n > 0 && !isClosed(s.done) {
			select {
			case s.blocks <- p[:n]:
			case <-s.done:
			}
		} else if err == nil {
			continue
		}
		if err != nil {
			s.err = s.cmd.Wait()
			s.cancel()
			return
		}
	}
}

// leave says that nothing more is wanted: tcpdump ends, and what is on the way still
// comes.
func (s *session) leave() { s.in.Close() }

// close ends it, and waits.
func (s *session) close() {
	s.leave()
	s.once.Do(func() { close(s.done) })
	kill := time.AfterFunc(lingerMost, s.cancel)
	defer kill.Stop()
	for range s.blocks {
	}
}

// said keeps the end of what was written to it. Any goroutine may use it.
type said struct {
	more chan struct{} // has a token when something was written

	mu   sync.Mutex
	text []byte
}

// Write implements io.Writer.
func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = append(s.text, p...)
	if n := len(s.text); n > saidMost {
		s.text = append(s.text[:0], s.text[n-saidMost:]...)
	}
	select {
	case s.more <- struct{}{}:
	default:
	}
	return len(p), nil
}

// lines are the lines that were written and are not empty.
func (s *said) lines() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for line := range bytes.Lines(s.text) {
		if text := strings.TrimSpace(string(line)); text != "" {
			all = append(all, text)
		}
	}
	return all
}
