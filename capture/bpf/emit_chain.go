package bpf

// chain follows the headers of an IP packet: A is the protocol of the next one, X
// where it begins, counted from the IP header. Each round goes 8 bytes on at
// least, so that it ends with the frame.
//
// libpcap goes on from an authentication header to a place that its length alone
// says, not where the header is; here it is counted from the header.
func (e *emitter) chain(b *block) {
	c, found, missed := b.chain, e.labels[b.t], e.labels[b.f]
	again, extension, ah, advance := e.newLabel(), e.newLabel(), e.newLabel(), e.newLabel()
	protocol := uint32(9)
	if c.ip6 {
		protocol = 6
	}
	e.line(classLd|sizeB|modeAbs, c.packet+protocol)
	if c.ip6 {
		e.line(classLdx|modeImm, 40)
	} else {
		e.line(classLdx|sizeB|modeMsh, c.packet)
	}
	e.place(again)
	is := func(proto uint32, then label) {
		otherwise := e.newLabel()
		e.jump(classJmp|jmpJEQ|srcK, proto, then, otherwise)
		e.place(otherwise)
	}
	is(c.proto, found)
	is(ipNoNext, missed)
	if c.ip6 {
		for _, proto := range []uint32{ipHopByHop, ipDestOpts, ipRouting, ipFragment} {
			is(proto, extension)
		}
	}
	e.jump(classJmp|jmpJEQ|srcK, ipAH, ah, missed)
	length := func(l label, more, shift uint32) { // A is the bytes that the header has
		e.place(l)
		e.line(classLd|sizeB|modeInd, c.packet+1)
		e.line(classALU|aluAdd|srcK, more)
		e.line(classALU|aluLsh|srcK, shift)
	}
	if c.ip6 {
		length(extension, 1, 3)
		e.jump(classJmp|jmpJA, 0, advance, 0)
	}
	length(ah, 2, 2)
	word := e.newTemp()
	e.place(advance)
	e.line(classALU|aluAdd|srcX, 0)
	e.line(classSt, word)
	e.line(classLd|sizeB|modeInd, c.packet)
	e.line(classLdx|modeMem, word)
	e.jump(classJmp|jmpJA, 0, again, 0)
	e.temps &^= 1 << word
	e.a, e.x = nil, nil
}
