package capture

import (
	"errors"
	"fmt"
)

// LiveNews tells what happened to a live capture that its user should know of, each
// thing once. It compares one status with the next: the zero value is for a capture
// that has begun.
type LiveNews struct {
	states []LiveState // that were told
	full   bool        // it was told that the spool takes no more
	file   bool        // it was told that the file is not written any more
}

// Look returns what is new in s. Why a capture as a whole has ended is not among it:
// that is an error of the source.
func (n *LiveNews) Look(s *LiveStatus) (news []error) {
	if n.states == nil {
		n.states = make([]LiveState, len(s.Interfaces))
	}
	for k, i := range s.Interfaces {
		if i.State == n.states[k] || i.State == LiveStopped {
			continue
		}
		n.states[k] = i.State
		switch {
		case i.State == LiveCapturing:
			news = append(news, fmt.Errorf("%s: is up again", i.Name))
		case i.State == LiveDown:
			news = append(news, fmt.Errorf("%s: is down; the capture goes on when it is up", i.Name))
		case len(s.Interfaces) > 1: // else it is why the capture ends
			news = append(news, fmt.Errorf("%s: %w; the others go on", i.Name, i.Why))
		}
	}
	if s.FileErr != nil && !n.file {
		n.file = true
		news = append(news, s.FileErr)
	}
	if full := s.SpoolErr != nil; full != n.full {
		if n.full = full; full {
			why := s.SpoolErr
			if inner := errors.Unwrap(why); inner != nil {
				why = inner // without the name of the file
			}
			news = append(news, fmt.Errorf("%s: what is captured cannot be kept: %w", s.SpoolDir, why))
		}
	}
	return news
}
