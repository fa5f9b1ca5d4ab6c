package ui

import (
	"fmt"
	"strconv"
	"strings"

	"tcptui/decode"
)

// optionParts say how the parts of options are written where the name of the
// part says less than a word, or more than there is room for.
var optionParts = map[string]struct{ before, after string }{
	"tcp.options.mss_val":         {"", " bytes"},
	"tcp.options.wscale.shift":    {"shift ", ""},
	"tcp.options.timestamp.tsval": {"TSval ", ""},
	"tcp.options.timestamp.tsecr": {"TSecr ", ""},
	"tcp.option_kind":             {},
	"tcp.option_len":              {},
}

// The fields of SACK blocks, and of the option that only fills.
const (
	sackLeft  = "tcp.options.sack_le_raw"
	sackRight = "tcp.options.sack_re_raw"
	optionNop = "tcp.options.nop"
)

// options are the options of a header: one field each, but one for a run of
// No-Operations.
func (h *headerOf) options(items []decode.Item, start uint32) []headerField {
	var out []headerField
	nops := 0
	for i := 0; i < len(items); i++ {
		it := &items[i]
		if it.Depth > 0 || it.From < start+fixedBits {
			continue
		}
		f := headerField{name: it.Name, field: it.Field, kind: optionField, bit: int(it.From - start), bits: int(it.To - it.From),
			help: it.Help, ref: it.Ref, warn: it.Warn}
		if it.Field != optionNop {
			nops = 0
		} else if nops++; nops > 1 {
			last := &out[len(out)-1]
			last.bits += f.bits
			last.value = fmt.Sprintf("%d of them", nops)
			continue
		}
		end := i + 1
		for end < len(items) && items[end].Depth > 0 {
			end++
		}
		f.value = h.optionValue(items[i+1 : end])
		if f.value == "" {
			f.value = it.Value
		}
		if f.warn == "" {
			f.warn = partWarn(items[i+1 : end])
		}
		out = append(out, f)
	}
	return out
}

// partWarn is the first thing that is wrong inside an option.
func partWarn(parts []decode.Item) string {
	for i := range parts {
		if parts[i].Warn != "" {
			return parts[i].Name + ": " + parts[i].Warn
		}
	}
	return ""
}

// optionValue writes the parts of an option in one text.
func (h *headerOf) optionValue(parts []decode.Item) string {
	var out []string
	for i := range parts {
		it := &parts[i]
		how, known := optionParts[it.Field]
		switch {
		case it.Field == sackLeft && i+1 < len(parts) && parts[i+1].Field == sackRight:
			out = append(out, h.sacked(it.Value)+":"+h.sacked(parts[i+1].Value))
		case it.Field == sackRight:
		case !known:
			out = append(out, strings.TrimSpace(it.Name+" "+it.Value))
		case how.before+how.after != "":
			out = append(out, how.before+it.Value+how.after)
		}
	}
	return strings.Join(out, " ")
}

// sacked is the edge of a SACK block, counted as acknowledgment numbers are.
func (h *headerOf) sacked(value string) string {
	n, err := strconv.ParseUint(value, 10, 32)
	if err != nil || h.raw || h.conn == nil {
		return value
	}
	base := h.conn.Sides[h.v.Row.From.Peer()].Zero()
	return strconv.FormatUint(uint64(uint32(decode.Seq(n)-base)), 10)
}
