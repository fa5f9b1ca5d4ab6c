package capture

import "bytes"

// magicLen is how many bytes tell the formats that can be read.
const magicLen = 4

const hintFormats = "pcap and pcapng can be read, also compressed with gzip, zstd or lz4"

// cutterFor returns the cutter of the format that head begins.
func cutterFor(head []byte) (cutter, *Error) {
	if m, _ := isPcap(head); m != nil {
		return new(pcapCutter), nil
	}
	if isPcapng(head) {
		return new(pcapngCutter), nil
	}
	return nil, unreadable(head)
}

// foreign is a format that is known by its first bytes but not read.
type foreign struct {
	at    int
	magic string
	name  string
	hint  string
}

const (
	hintConvert = "convert it with: editcap -F pcapng OLD NEW"
	hintNone    = "it is not a capture; " + hintFormats
	hintUnpack  = "unpack it first; " + hintFormats
	hintTwice   = "it is compressed twice; unpack it once"
)

// foreigners are looked through in order.
var foreigners = []foreign{
	{0, "snoop\x00\x00\x00", "a snoop capture", hintConvert},
	{0, "GMBU", "a Microsoft Network Monitor 2 capture", hintConvert},
	{0, "RTSS", "a Microsoft Network Monitor 1 capture", hintConvert},
	{0, "TRSNIFF data    \x1a", "a DOS Sniffer capture", hintConvert},
	{0, "XCP\x00", "a NetXRay or Windows Sniffer capture", hintConvert},
	{0, "btsnoop\x00", "a Bluetooth HCI log", hintConvert},
	{0, "iptrace ", "an AIX iptrace capture", hintConvert},
	{0, "\x00\x00\x02\x00\x12\x05\x10\x00", "an Etherpeek capture", hintConvert},
	{0, "\x7fver", "a Savvius/WildPackets tagged capture", hintConvert},
	{0, "ViSn", "a Visual Networks capture", hintConvert},
	{0, "\x05VNF", "a Visual Networks capture", hintConvert},
	{0, "\x1f\x8b", "gzip data", hintTwice},
	{0, "\x28\xb5\x2f\xfd", "zstd data", hintTwice},
	{0, "\x04\x22\x4d\x18", "lz4 data", hintTwice},
	{0, "\xfd7zXZ\x00", "an xz file", hintUnpack},
	{0, "BZh", "a bzip2 file", hintUnpack},
	{0, "PK\x03\x04", "a zip archive", hintUnpack},
	{0, "7z\xbc\xaf\x27\x1c", "a 7-zip archive", hintUnpack},
	{0, "Rar!", "a rar archive", hintUnpack},
	{257, "ustar", "a tar archive", hintUnpack},
	{0, "\x7fELF", "a program", hintNone},
	{0, "MZ", "a program", hintNone},
	{0, "%PDF", "a PDF document", hintNone},
	{0, "<?xml", "XML text", "if it is PDML or PSML, give the capture that it was made from"},
	{0, "{", "JSON text", "give the capture that it was made from"},
	{0, "[", "JSON text", "give the capture that it was made from"},
}

// unreadable is the error for an input that begins with head and is no capture
// that can be read.
func unreadable(head []byte) *Error {
	for _, f := range foreigners {
		if len(head) >= f.at && bytes.HasPrefix(head[f.at:], []byte(f.magic)) {
			return &Error{Off: -1, What: "is " + f.name, Hint: f.hint}
		}
	}
	return &Error{Off: 0, What: "is not a capture that is known", Hint: hintFormats}
}
