package main

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
