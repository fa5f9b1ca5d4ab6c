package kernel

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Process is a process of this host. Its texts are as the process wrote them, and
// may hold anything but the zero byte.
type Process struct {
	PID     int
	Name    string // its own name for itself, 15 bytes at most
	Command string // arguments, parted by spaces, at most MaxCommand bytes
	started string // as /proc/PID/stat has it, so that a PID used again is noticed
}

// MaxCommand bounds Process.Command, bytes.
const MaxCommand = 512

// Owners finds out which processes hold sockets, by their inodes in /proc/PID/fd.
// It keeps what it found: processes are gone through only for inodes that are new.
// One goroutine uses it.
type Owners struct {
	proc    fs.FS
	refresh time.Duration
	known   map[uint32]*holding
	procs   map[int]*Process
	hidden  bool // some processes could not be looked at, last time
	full    time.Time
}

// holding is what is known of an inode.
type holding struct {
	by   []*Process // ascending by PID; empty where no process was found
	used bool       // in the present poll
}

// OwnersRefresh is how often all processes are gone through even when no inode is
// new: sockets are inherited and passed on.
const OwnersRefresh = 30 * time.Second

// NewOwners makes a finder. proc is the proc file system, os.DirFS("/proc"), and
// must be able to read links.
func NewOwners(proc fs.FS) *Owners {
	return &Owners{proc: proc, refresh: OwnersRefresh, known: make(map[uint32]*holding)}
}

// Look finds the processes of inodes, of which 0 means none. Before the next Look,
// By tells of each. now is the time of the poll.
func (o *Owners) Look(inodes []uint32, now time.Time) {
	if now.Sub(o.full) >= o.refresh || now.Before(o.full) {
		clear(o.known)
		o.full = now
	} else {
		o.forgetEnded()
	}
	for _, h := range o.known {
		h.used = false
	}
	missing := make(map[uint32]bool)
	for _, inode := range inodes {
		switch h := o.known[inode]; {
		case inode == 0:
		case h == nil:
			missing[inode] = true
		default:
			h.used = true
		}
	}
	for inode, h := range o.known {
		if !h.used {
			delete(o.known, inode)
		}
	}
	if len(missing) > 0 {
		o.find(missing)
	}
}

// By returns the processes that hold an inode, shared and not to be changed.
// hidden says that there were none among those that may be looked at, but that
// others may not.
func (o *Owners) By(inode uint32) (by []*Process, hidden bool) {
	h := o.known[inode]
	if h == nil {
		return nil, o.hidden
	}
	return h.by, len(h.by) == 0 && o.hidden
}

// forgetEnded drops what ended processes held: it may be another's now.
func (o *Owners) forgetEnded() {
	for pid, p := range o.procs {
		if started, err := o.started(pid); err == nil && started == p.started {
			continue
		}
		delete(o.procs, pid)
		for inode, h := range o.known {
			if slices.ContainsFunc(h.by, func(x *Process) bool { return x.PID == pid }) { // each find describes it anew
				delete(o.known, inode)
			}
		}
	}
}

// find goes through all processes for inodes.
func (o *Owners) find(missing map[uint32]bool) {
	found := make(map[uint32]*holding, len(missing))
	for inode := range missing {
		found[inode] = &holding{used: true}
		o.known[inode] = found[inode]
	}
	procs := make(map[int]*Process)
	o.hidden = false
	for _, pid := range o.pids() {
		err := o.inodes(pid, func(inode uint32) {
			h := found[inode]
			if h == nil {
				return
			}
			if procs[pid] == nil {
				procs[pid] = o.describe(pid)
			}
			if p := procs[pid]; !slices.Contains(h.by, p) {
				h.by = append(h.by, p)
			}
		})
		if errors.Is(err, fs.ErrPermission) {
			o.hidden = true
		}
	}
	o.keep(procs)
}

// keep remembers processes that hold something that is known.
func (o *Owners) keep(procs map[int]*Process) {
	old := o.procs
	o.procs = procs
	for _, h := range o.known {
		for _, p := range h.by {
			if procs[p.PID] == nil && old[p.PID] == p {
				procs[p.PID] = p
			}
		}
	}
}

// pids lists the processes, ascending; none where proc cannot be read.
func (o *Owners) pids() []int {
	list, err := fs.ReadDir(o.proc, ".")
	if err != nil {
		o.hidden = true
		return nil
	}
	var pids []int
	for _, e := range list {
		if pid, err := strconv.Atoi(e.Name()); err == nil && pid > 0 {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids
}

// inodes calls each for the sockets that a process holds.
func (o *Owners) inodes(pid int, each func(inode uint32)) error {
	dir := strconv.Itoa(pid) + "/fd"
	list, err := fs.ReadDir(o.proc, dir)
	if err != nil {
		return err // it may have ended meanwhile
	}
	for _, e := range list {
		to, err := fs.ReadLink(o.proc, dir+"/"+e.Name())
		if err != nil {
			if errors.Is(err, fs.ErrPermission) {
				return err
			}
			continue // closed meanwhile
		}
		if number, ok := strings.CutPrefix(to, "socket:["); ok {
			if inode, err := strconv.ParseUint(strings.TrimSuffix(number, "]"), 10, 32); err == nil {
				each(uint32(inode))
			}
		}
	}
	return nil
}

// describe reads what a process is; what cannot be read stays empty.
func (o *Owners) describe(pid int) *Process {
	p := &Process{PID: pid}
	dir := strconv.Itoa(pid) + "/"
	if b, err := o.read(dir + "comm"); err == nil {
		p.Name = strings.TrimSuffix(string(b), "\n")
	}
	if b, err := o.read(dir + "cmdline"); err == nil {
		p.Command = strings.ReplaceAll(strings.TrimRight(string(b), "\x00"), "\x00", " ")
	}
	p.started, _ = o.started(pid)
	return p
}

// read reads the beginning of a file, at most MaxCommand bytes.
func (o *Owners) read(name string) ([]byte, error) {
	f, err := o.proc.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, MaxCommand)
	n := 0
	for n < len(b) {
		k, err := f.Read(b[n:])
		n += k
		if err != nil || k == 0 {
			break
		}
	}
	return b[:n], nil
}

// startedAt is the place of the start time among what follows the name in
// /proc/PID/stat: the 22nd number there, and the name is the second.
const startedAt = 22 - 3

// started is when a process began, as /proc/PID/stat writes it. The name before it
// may hold spaces and parentheses; the last of these ends it.
func (o *Owners) started(pid int) (string, error) {
	b, err := o.read(strconv.Itoa(pid) + "/stat")
	if err != nil {
		return "", err
	}
	text := string(b)
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) <= startedAt {
		return "", fs.ErrInvalid
	}
	return fields[startedAt], nil
}
