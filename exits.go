package main

// Exit statuses.
const (
	exitOK     = 0
	exitUsage  = 1
	exitFound  = 1 // check: frames match
	exitFile   = 2 // what could be read was printed
	exitFilter = 4
	exitBroken = 130 // ended by an interrupt
)

// exits is the table of exit statuses that the help and the manual page tell.
var exits = []struct {
	status int
	means  string
}{
	{exitOK, "fine"},
	{exitUsage, "usage, or a check failed"},
	{exitFile, "trouble with a file, though what could be read was printed"},
	{exitFilter, "bad filter"},
	{exitBroken, "interrupted"},
}
