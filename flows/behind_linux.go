package flows

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// standBack keeps the calling goroutine on a thread of its own to which the system
// prefers others: the one that draws has its turn at once, not when this one's is
// over. The thread ends with the goroutine. Where the system refuses, nothing
// changes but the speed.
func standBack() {
	runtime.LockOSThread()
	unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), behindNice)
}

// behindNice is the niceness of reading behind a screen: a tenth of the share of a
// thread of niceness 0 where both have work.
const behindNice = 10
