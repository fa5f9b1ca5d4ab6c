package main

import (
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
)

// freeMemory is how many bytes this process could get: what the system has, and what
// its control group allows (proc_meminfo(5), cgroup-v2 memory.max). -1: not known.
func freeMemory() int64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return -1
	}
	free := availableIn(string(text))
	group, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return free
	}
	if left := groupRoom(os.DirFS("/sys/fs/cgroup"), string(group)); left >= 0 && (free < 0 || left < free) {
		return left
	}
	return free
}

// availableIn is MemAvailable of /proc/meminfo in bytes; -1: it is not there.
func availableIn(meminfo string) int64 {
	for line := range strings.Lines(meminfo) {
		f := strings.Fields(line)
		if len(f) >= 2 && f[0] == "MemAvailable:" {
			if kib, err := strconv.ParseInt(f[1], 10, 53); err == nil {
				return kib << 10
			}
		}
	}
	return -1
}

// groupRoom is how many bytes a control group may still take, as it and those above it
// are bounded. group is /proc/self/cgroup, tree the file system of groups. -1: it is
// not bounded.
func groupRoom(tree fs.FS, group string) int64 {
	at := ""
	for line := range strings.Lines(group) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "0::/"); ok {
			at = rest
		}
	}
	room := int64(-1)
	for at = path.Clean(at); ; at = path.Dir(at) {
		most, used := numberIn(tree, path.Join(at, "memory.max"), ""), numberIn(tree, path.Join(at, "memory.stat"), "anon")
		if left := max(most-max(used, 0), 0); most >= 0 && (room < 0 || left < room) {
			room = left
		}
		if at == "." {
			return room
		}
	}
}

// numberIn is the number in a file, behind a name that begins its line if there is one;
// -1: there is none.
func numberIn(tree fs.FS, file, name string) int64 {
	text, err := fs.ReadFile(tree, file)
	if err != nil {
		return -1
	}
	for line := range strings.Lines(string(text)) {
		value, ok := strings.CutPrefix(line, name)
		if !ok {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64); err == nil {
			return n
		}
	}
	return -1
}
