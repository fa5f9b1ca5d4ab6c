package report

import "io"

// Lines prints lines, each harmless on a terminal whatever names stand in it.
func Lines(w io.Writer, lines []string) error {
	out := newWriter(w)
	for _, line := range lines {
		out.put(append(appendSafe(nil, []byte(line)), '\n'))
	}
	return out.push()
}
