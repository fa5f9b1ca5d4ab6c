package capture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
)

const (
	// mergedBits is where the number of the source begins in a Frame.Off of a
	// merged source: each source may have 128 TiB.
	mergedBits = 47
	// maxMerged is how many sources can be merged.
	maxMerged = 1 << 16
	// mergedFrames is how many frames a merged batch has at most.
	mergedFrames = 8192
)

// Merge makes one source of several, in the order of time: of the next frames
// of all sources the earliest comes first, and of equal times that of the
// source that stands first. Frames of one source keep their order; one without
// time follows the one before it. The interfaces of all sources stand in one
// table, in the order in which they are first used.
//
// Next waits for every source, so a source that follows a growing file holds
// the others back. What ends one source before its end is told when the others
// have been read; frames and interfaces beyond the limits (65,536 sources,
// 128 TiB each, 65,536 interfaces) are an error. Close closes the sources.
func Merge(sources []Source) (Source, error) {
	if len(sources) == 1 {
		return sources[0], nil
	}
	if len(sources) == 0 || len(sources) > maxMerged {
		return nil, &Error{Path: "merge", Off: -1, What: fmt.Sprintf("%d captures cannot be merged", len(sources)),
			Hint: fmt.Sprintf("give 1 to %d", maxMerged)}
	}
	m := &merged{inputs: make([]mergeInput, len(sources))}
	stores := make(mergedStore, len(sources))
	for i, s := range sources {
		m.inputs[i] = mergeInput{source: s, number: i}
		stores[i] = s.Store()
	}
	m.store = stores
	return m, nil
}

type merged struct {
	inputs []mergeInput
	heap   []*mergeInput // those that have a frame, the earliest first
	begun  int           // inputs that have been read from
	ifaces []Interface
	errs   []error // what ended sources before their end
	failed error   // a limit was met: nothing comes after it
	store  mergedStore
}

// mergeInput is one source with the batch that is being used up.
type mergeInput struct {
	source Source
	number int
	batch  Batch
	next   int   // index in batch.Frames
	last   int64 // time of the last frame that had one
	time   int64 // by which the next frame is ordered
	ended  bool
	ifaces []int32 // index in batch.Ifaces -> index in merged.ifaces; -1: not used yet
}

// Next implements Source.
func (m *merged) Next(ctx context.Context, b *Batch) error {
	b.Frames, b.buf = b.Frames[:0], b.buf[:0]
	defer m.tell(b)
	if m.failed != nil {
		return m.failed
	}
	if err := m.begin(ctx); err != nil {
		return err
	}
	for len(m.heap) > 0 && len(b.Frames) < mergedFrames && len(b.buf) < blockRead {
		in := m.heap[0]
		if in.next == len(in.batch.Frames) {
			// A source that has to be waited for must not hold back what is there.
			if len(b.Frames) > 0 {
				break
			}
			if err := m.advance(ctx, in); err != nil {
				return err
			}
			continue
		}
		if m.failed = m.take(in, b); m.failed != nil {
			break
		}
	}
	switch {
	case len(b.Frames) > 0:
		return nil
	case m.failed != nil:
		return m.failed
	}
	return m.end()
}

// tell puts into a batch what comes with every one.
func (m *merged) tell(b *Batch) {
	b.Ifaces, b.Read, b.Grows = m.ifaces, 0, false
	for i := range m.inputs {
		b.Read += m.inputs[i].batch.Read
		b.Grows = b.Grows || m.inputs[i].batch.Grows
	}
}

// end is what ends the merged source.
func (m *merged) end() error {
	switch len(m.errs) {
	case 0:
		return io.EOF
	case 1:
		return m.errs[0]
	}
	return errors.Join(m.errs...)
}

// begin reads the first batch of every source. If ctx ends, the next call goes on.
func (m *merged) begin(ctx context.Context) error {
	for ; m.begun < len(m.inputs); m.begun++ {
		in := &m.inputs[m.begun]
		if err := m.load(ctx, in); err != nil {
			return err
		}
		if !in.ended {
			m.heap = append(m.heap, in)
			m.up(len(m.heap) - 1)
		}
	}
	return nil
}

// point makes frame i of the batch the next. Behind the last frame, in becomes
// the first of all, so that it is read on before times are compared.
func (in *mergeInput) point(i int) {
	in.next = i
	if i == len(in.batch.Frames) {
		in.time = math.MinInt64
		return
	}
	if f := &in.batch.Frames[i]; !f.NoTime {
		in.last = f.Time
	}
	in.time = in.last
}

// load reads the next batch of in; only an error of ctx is returned.
func (m *merged) load(ctx context.Context, in *mergeInput) error {
	err := in.source.Next(ctx, &in.batch)
	switch {
	case err == nil:
		in.point(0)
		return nil
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		in.point(0) // no frames came with it: the next call reads on here
		return err
	case !errors.Is(err, io.EOF):
		m.errs = append(m.errs, err)
	}
	in.ended = true
	return nil
}

// advance reads on in the source that is the first of the heap.
func (m *merged) advance(ctx context.Context, in *mergeInput) error {
	if err := m.load(ctx, in); err != nil {
		return err
	}
	if in.ended {
		last := len(m.heap) - 1
		m.heap[0] = m.heap[last]
		m.heap = m.heap[:last]
	}
	m.down()
	return nil
}

// take copies the next frame of the first source of the heap to b.
func (m *merged) take(in *mergeInput, b *Batch) error {
	f := in.batch.Frames[in.next]
	if f.Off>>mergedBits != 0 {
		return &Error{Path: "merge", Off: f.Off, What: "a capture of more than 128 TiB", Hint: "open it alone"}
	}
	iface, err := m.iface(in, f.Iface)
	if err != nil {
		return err
	}
	data := in.batch.Data(in.next)
	f.Off |= int64(in.number) << mergedBits
	f.Iface = iface
	f.pos = uint32(len(b.buf))
	b.buf = append(b.buf, data...)
	b.Frames = append(b.Frames, f)
	in.point(in.next + 1)
	m.down()
	return nil
}

// iface returns the merged index of an interface of in.
func (m *merged) iface(in *mergeInput, i uint16) (uint16, error) {
	for len(in.ifaces) <= int(i) {
		in.ifaces = append(in.ifaces, -1)
	}
	if n := in.ifaces[i]; n >= 0 {
		return uint16(n), nil
	}
	if len(m.ifaces) == maxInterfaces {
		return 0, &Error{Path: "merge", Off: -1, What: fmt.Sprintf("more than %d interfaces", maxInterfaces), Hint: "merge fewer captures"}
	}
	in.ifaces[i] = int32(len(m.ifaces))
	m.ifaces = append(m.ifaces, in.batch.Ifaces[i])
	return uint16(in.ifaces[i]), nil
}

// before reports whether heap[i] comes before heap[j].
func (m *merged) before(i, j int) bool {
	a, b := m.heap[i], m.heap[j]
	return a.time < b.time || a.time == b.time && a.number < b.number
}

func (m *merged) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !m.before(i, parent) {
			return
		}
		m.heap[i], m.heap[parent] = m.heap[parent], m.heap[i]
		i = parent
	}
}

// down puts the first of the heap where it belongs after its time has changed.
func (m *merged) down() {
	for i := 0; ; {
		least := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(m.heap) && m.before(child, least) {
				least = child
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}
