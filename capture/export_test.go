package capture

import "time"

// StartTireless captures from a device of a test: whatever fill puts into the frame with
// a number comes as soon as somebody takes it, until there were so many.
func StartTireless(o LiveOptions, frames, size int, fill func(n int, frame []byte)) (*LiveSource, error) {
	return startLive(o, []device{&filling{fakeDevice: newFake("a", 1), frames: frames, size: size, fill: fill}})
}

// filling is the device of StartTireless.
type filling struct {
	*fakeDevice
	frames, size int
	fill         func(n int, frame []byte)
}

func (d *filling) receive(c *chunk, wait time.Duration) error {
	if int(d.received) == d.frames {
		return d.fakeDevice.receive(c, wait)
	}
	for len(c.buf) < chunkLimit && int(d.received) < d.frames {
		n := int(d.received)
		d.received++
		d.fill(n, c.frame(int64(d.received)*1000, uint32(d.size), uint32(d.size)))
	}
	return nil
}
