//go:build !unix

package ui

// suspend says that there is no stopping here.
func (r *showing) suspend() { r.shell.say("a program cannot be stopped and continued on this system") }

// watchStops has nothing to watch.
func (r *showing) watchStops() (end func()) { return func() {} }
