package ui

import "tcptui/flows"

// station is where the user was: what Esc goes back to.
type station struct {
	view view
	at   *spotInList // nil: the selection and the list stay as they are
}

// spotInList is a selection and the list that it is in.
type spotInList struct {
	sel  uint32
	only flows.ConnID
	filt *filtering
}

// backMost is how many places are remembered; the oldest is forgotten first.
const backMost = 256

// here is where the user is, with the selected packet and the list.
func (s *shell) here() station {
	return station{s.view, &spotInList{s.m.sel, s.m.only, s.m.filt}}
}

// push remembers a place for Esc.
func (s *shell) push(p station) {
	if len(s.back) == backMost {
		s.back = append(s.back[:0], s.back[1:]...)
	}
	s.back = append(s.back, p)
}

// pop goes back to the last place that differs from where the user is; false
// when there is none.
func (s *shell) pop() bool {
	for len(s.back) > 0 {
		p := s.back[len(s.back)-1]
		s.back = s.back[:len(s.back)-1]
		p.view.layout = s.view.layout
		moved := p.view != s.view
		s.show(p.view)
		if p.at != nil && s.restore(p.at) || moved {
			return true
		}
	}
	return false
}

// restore makes the list and the selection what they were; false when they are.
func (s *shell) restore(at *spotInList) bool {
	m := s.m
	if at.sel == m.sel && at.only == m.only && at.filt == m.filt {
		return false
	}
	m.only = flows.NoConn
	switch {
	case at.filt == m.filt:
	case at.filt == nil:
		m.setFilter(nil)
	default:
		s.applyFilter(at.filt.f)
	}
	if at.sel != flows.NoRow {
		m.selectRow(at.sel)
	}
	if at.only != flows.NoConn {
		m.setOnly(at.only)
	}
	return true
}
