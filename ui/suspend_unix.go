//go:build unix

package ui

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// stopWait is how long the system may take to stop the program.
const stopWait = 200 * time.Millisecond

// suspend gives the terminal back and stops the program as Ctrl-Z stops others,
// until the shell continues it. The goroutine of the event loop calls it.
func (r *showing) suspend() {
	if !continuable() {
		r.shell.say("no shell is there that could continue the program after Ctrl-Z")
		return
	}
	r.aside(func() {
		// With what else is in the pipeline, as the terminal does it. SIGTSTP would
		// not stop a program that catches it, as this one has to.
		syscall.Kill(0, syscall.SIGSTOP)
		late := time.NewTimer(stopWait)
		defer late.Stop()
		select {
		case <-r.continued:
		case <-late.C:
		}
	})
}

// continuable reports whether a shell controls the program as one of its jobs: its
// parent is in the same session and another process group. Else nobody would know
// that it was stopped, and the system would not stop it on Ctrl-Z either.
func continuable() bool {
	parent := os.Getppid()
	session, err := unix.Getsid(parent)
	own, e := unix.Getsid(0)
	if err != nil || e != nil || session != own {
		return false
	}
	group, err := unix.Getpgid(parent)
	mine, e := unix.Getpgid(0)
	return err == nil && e == nil && group != mine
}

// aside does something while the terminal is as the program found it.
func (r *showing) aside(do func()) {
	end := drain(r.screen)
	defer end()
	r.away.Store(true)
	r.app.Suspend(func() {
		end()
		do()
	})
	r.away.Store(false)
	if tty, ok := keyed(r.screen); ok && !tty.running.Load() {
		r.ready.gone = true
		r.cancel()
	}
	r.screen.Sync()
}

// watchStops makes other processes' stopping and continuing of the program like
// its own. The function that it returns ends that.
func (r *showing) watchStops() (end func()) {
	signal.Notify(r.signals, syscall.SIGTSTP, syscall.SIGCONT)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case sig := <-r.signals:
				r.signalled(sig)
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(r.signals)
		close(done)
	}
}

// signalled tells the event loop of a signal.
func (r *showing) signalled(sig os.Signal) {
	switch {
	case sig == syscall.SIGTSTP:
		r.todo.Store(&suspendNow)
	case r.away.Load():
		select {
		case r.continued <- struct{}{}:
		default:
		}
		return
	default: // it was stopped by force, with the terminal as it was
		r.todo.Store(&redrawNow)
	}
	r.ring()
}

// What a signal asks of the event loop.
var (
	suspendNow = (*showing).suspend
	redrawNow  = func(r *showing) { r.aside(func() {}) }
)
