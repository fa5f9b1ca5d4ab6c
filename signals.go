package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

// untilSignalled returns a context that ends when a signal asks the program to end; a
// second one ends it at once. It is called before the first temporary file is made, so
// that what a signal ends leaves none. A signal that whoever started the program has it
// ignore, as nohup does, stays ignored.
func untilSignalled() (ctx context.Context, undo func()) {
	ends := slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, signal.Ignored)
	if len(ends) == 0 { // which would mean all there are
		return context.WithCancel(context.Background())
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// takeWriteSignals has writes that cannot be done return an error, as other failures do,
// where the system would end the program with a signal: nobody reads any more, or the
// file would be larger than a limit allows. Programs that are started from here are not
// concerned, as they would be if the signals were ignored.
func takeWriteSignals() {
	if len(writeSignals) > 0 {
		signal.Notify(make(chan os.Signal, 1), writeSignals...)
	}
}
