package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilSignalled returns a context that ends when a signal asks the program to end; a
// second one ends it at once. It is called before the first temporary file is made, so
// that what a signal ends leaves none.
func untilSignalled() (ctx context.Context, undo func()) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
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
