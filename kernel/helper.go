package kernel

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"
)

// HelperCommand is the argument that makes the program a helper that looks owners up:
// main calls Help then and nothing else.
const HelperCommand = "owners-helper"

// Finder finds out which processes hold sockets; see Owners, which does it itself. One
// goroutine uses it.
type Finder interface {
	Look(inodes []uint32, now time.Time)
	By(inode uint32) (by []*Process, hidden bool)
}

// ownersAnswer is what a helper says of the inodes that it was asked for.
type ownersAnswer struct {
	Procs  []Process
	By     map[uint32][]int // places in Procs
	Hidden bool             // some processes could not be looked at
}

// serveOwners answers questions until in ends: nothing else can be asked.
func serveOwners(in io.Reader, out io.Writer, proc fs.FS) error {
	o := NewOwners(proc)
	questions, answers := gob.NewDecoder(in), gob.NewEncoder(out)
	for {
		var inodes []uint32
		if err := questions.Decode(&inodes); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		o.Look(inodes, time.Now())
		if err := answers.Encode(o.answer(inodes)); err != nil {
			return err
		}
	}
}

// answer says what is known of inodes.
func (o *Owners) answer(inodes []uint32) *ownersAnswer {
	a := &ownersAnswer{By: make(map[uint32][]int), Hidden: o.hidden}
	at := make(map[*Process]int)
	for _, inode := range inodes {
		by, _ := o.By(inode)
		for _, p := range by {
			k, ok := at[p]
			if !ok {
				k = len(a.Procs)
				at[p], a.Procs = k, append(a.Procs, *p)
			}
			a.By[inode] = append(a.By[inode], k)
		}
	}
	return a
}

// asker asks a helper. When that does not answer any more, all owners are hidden.
type asker struct {
	questions *gob.Encoder
	answers   *gob.Decoder
	last      ownersAnswer
	err       error
}

func newAsker(in io.Reader, out io.Writer) *asker {
	return &asker{questions: gob.NewEncoder(out), answers: gob.NewDecoder(in)}
}

// Look implements Finder.
func (a *asker) Look(inodes []uint32, _ time.Time) {
	if a.err != nil {
		return
	}
	a.last = ownersAnswer{}
	if a.err = a.questions.Encode(inodes); a.err == nil {
		a.err = a.answers.Decode(&a.last)
	}
	if a.err != nil {
		a.last = ownersAnswer{Hidden: true}
	}
}

// By implements Finder.
func (a *asker) By(inode uint32) (by []*Process, hidden bool) {
	for _, k := range a.last.By[inode] {
		if k >= 0 && k < len(a.last.Procs) {
			by = append(by, &a.last.Procs[k])
		}
	}
	return by, len(by) == 0 && a.last.Hidden
}

// HelperRights says what a helper may do, in words: who it is, and which capabilities
// it has.
type HelperRights struct {
	PID  int
	User string   // as whom it runs
	Caps []string // by name; none where there were none to keep
}

// String is a summary of a line.
func (r HelperRights) String() string {
	caps := "no capabilities"
	if len(r.Caps) > 0 {
		caps = "CAP_" + r.Caps[0]
		for _, c := range r.Caps[1:] {
			caps += ", CAP_" + c
		}
	}
	return fmt.Sprintf("process %d, %s, %s; it answers only which processes hold sockets", r.PID, r.User, caps)
}
