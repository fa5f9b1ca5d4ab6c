package flows

import (
	"slices"
	"strconv"

	"tcptui/decode"
)

// accECN is what both ends said of accurate ECN, RFC 9768 3.1: where they agreed on it,
// three flags become a counter, ACE.
type accECN uint8

const (
	accOffer  accECN = 1 << iota // a SYN with all three flags
	accAccept                    // a SYN,ACK that says with which mark that came
	accOption                    // an option with counts, which only such connections have
)

// aceFlags are the fields of the flags that ACE takes the place of.
var aceFlags = []string{"tcp.flags.ae", "tcp.flags.cwr", "tcp.flags.ece"}

// The place of ACE in the flags.
const (
	aceShift = 6
	aceMask  = 7
)

func aceOf(f decode.Flags) uint64 { return uint64(f) >> aceShift & aceMask }

// note takes what a segment says.
func (a *accECN) note(seg *decode.Segment) {
	const offer = 7
	switch seg.Flags & (decode.SYN | decode.ACK) {
	case decode.SYN:
		if aceOf(seg.Flags) == offer {
			*a |= accOffer
		}
	case decode.SYN | decode.ACK:
		switch aceOf(seg.Flags) {
		case 2, 3, 4, 6: // Not-ECT, ECT(1), ECT(0), CE
			*a |= accAccept
		}
	}
	if seg.Opts.Has&decode.OptAccECN != 0 {
		*a |= accOption
	}
}

// agreed reports whether the connection has the counter.
func (a accECN) agreed() bool {
	return a&accOption != 0 || a&(accOffer|accAccept) == accOffer|accAccept
}

// counts reports whether a segment's three flags are the counter.
func (c *Conn) counts(f decode.Flags) bool {
	return c != nil && c.ecn.agreed() && !f.Has(decode.SYN)
}

// maybeACE makes out the rows in which the three flags may be a counter, or that of
// several headers.
func maybeACE(b *Block, out *Bits) {
	mixed(b, out)
	b.eachConn(func(c *Conn, i, k int) {
		out[i/64] |= bit(c.counts(b.tcpFlags(k))) << (i & 63)
	})
}

// withACE makes a field's value that of segments whose flags may be a counter: the three
// flags are absent there, and the text of all flags has the counter instead.
func withACE(f *Field) {
	of := f.Of
	switch {
	case slices.Contains(aceFlags, f.Name):
		f.Of = func(v *View, out []decode.Value) []decode.Value {
			if v.Conn().counts(v.Row.Flags) {
				return out
			}
			return of(v, out)
		}
	case f.Name == "tcp.flags.str":
		f.Of = func(v *View, out []decode.Value) []decode.Value {
			first := len(out)
			out = of(v, out)
			if len(out) > first && v.Conn().counts(v.Row.Flags) {
				letters := []rune(string(v.Row.Flags.AppendString(nil)))
				text := string(letters[:3]) + "-" + strconv.FormatUint(aceOf(v.Row.Flags), 10) + "-" + string(letters[6:])
				out[len(out)-1] = decode.Value{S: text}
			}
			return out
		}
	}
}

// aceField is the counter.
var aceField = Field{Field: decode.Field{Name: "tcp.flags.ace", Label: "ACE", Kind: decode.KindUint, Width: 8, Ref: "RFC 9768 3.2.2",
	Help: "How many packets came with a congestion mark, in three bits, where both ends agreed on accurate ECN. The flags AE, CWR and ECE are absent then."},
	Of: func(v *View, out []decode.Value) []decode.Value {
		if v.Conn().counts(v.Row.Flags) {
			out = append(out, decode.Value{U: aceOf(v.Row.Flags)})
		}
		return out
	}}
