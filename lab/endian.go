package lab

import "encoding/binary"

// littleEndian reports whether this machine holds the low byte of a number first.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1
