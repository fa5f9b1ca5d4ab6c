package capture

import (
	"errors"
	"time"
)

// device is an interface that is open for capture, as a system gives it. begin,
// receive and counts belong to one goroutine at a time; wake to any.
type device interface {
	// describe says what it is; it does not change.
	describe() Interface

	// begin lets frames in from now on: those that program keeps, of each as many
	// bytes as it returns; without a program all of every frame, cut to the
	// snapshot length.
	begin(program []Instruction) error

	// pause lets nothing more in. What came before is still received.
	pause() error

	// receive waits up to wait for frames and adds them to c, some hundred
	// kilobytes at most. It returns early, perhaps without frames, after wake.
	// errDown says that the interface is down: it may be called again, and gives
	// frames once the interface is up. Another error is the end.
	receive(c *chunk, wait time.Duration) error

	// counts are the numbers of frames that passed the filter since the last begin:
	// all of them, and those that were dropped because nobody took them in time.
	counts() (received, dropped uint64)

	wake()
	close() error
}

const (
	// blockTime is how long a frame may wait in the kernel for others that come
	// after it. A frame is on the screen a little later.
	blockTime = 20 * time.Millisecond
	// lookTime is how often counters are read while no frame comes.
	lookTime = 250 * time.Millisecond
	// chunkLimit is the size in bytes from which on a chunk is handed over.
	chunkLimit = 512 << 10
	// chunksEach is how many chunks an interface has: what waits for a slow disk
	// beyond them waits in the kernel.
	chunksEach = 6
)

var (
	errDown    = errors.New("the interface is down")
	errRemoved = errors.New("the interface was removed")
)

// receiver is a device with what its goroutine needs.
type receiver struct {
	device
	iface Interface
	free  chan *chunk // those that the writer has done with
}

func newReceiver(i int, d device) *receiver {
	r := &receiver{device: d, iface: d.describe(), free: make(chan *chunk, chunksEach)}
	for range chunksEach {
		r.free <- &chunk{dev: i}
	}
	return r
}

// run receives until the interface is gone or stopping is closed, then what was
// captured before that, and returns why it ended; nil: it was stopped. said is
// told of counters and of states.
func (r *receiver) run(stopping <-chan struct{}, ready chan<- *chunk, said func(received, dropped uint64, err error)) error {
	wait, empty := lookTime, 0
	for stopped := false; ; {
		if !stopped && isClosed(stopping) {
			stopped, wait, empty = true, 2*blockTime, 0 // in which the kernel gives up its last block
			if err := r.pause(); err != nil {
				return err
			}
		}
		c := <-r.free
		c.reset()
		err := r.receive(c, wait)
		received, dropped := r.counts()
		said(received, dropped, err)
		none := len(c.marks) == 0
		if none {
			empty++
			r.free <- c
		} else {
			empty = 0
			ready <- c
		}
		switch {
		case err != nil && !errors.Is(err, errDown):
			return err
		case stopped && empty == 2: // the first may have been woken
			return nil
		}
	}
}
