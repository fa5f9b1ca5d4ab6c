package bpf

// direction says which address or port is meant.
type direction uint8

const (
	dirNone direction = iota // either, as with src or dst
	dirSrc
	dirDst
	dirOr
	dirAnd
	dirAddr1 // of 802.11, as those that follow
	dirAddr2
	dirAddr3
	dirAddr4
	dirRA
	dirTA
)

var directionWords = map[string]direction{"src": dirSrc, "dst": dirDst, "addr1": dirAddr1, "address1": dirAddr1, "addr2": dirAddr2,
	"address2": dirAddr2, "addr3": dirAddr3, "address3": dirAddr3, "addr4": dirAddr4, "address4": dirAddr4, "ra": dirRA, "ta": dirTA}

// kind says what sort of thing an identifier is.
type kind uint8

const (
	kindNone kind = iota // a host
	kindHost
	kindNet
	kindPort
	kindPortRange
	kindProto
	kindProtoChain
	kindGateway
)

var kindWords = map[string]kind{"host": kindHost, "net": kindNet, "port": kindPort, "portrange": kindPortRange, "proto": kindProto,
	"protochain": kindProtoChain, "gateway": kindGateway}

// qualifier is what stands before an identifier: tcp src port. An identifier
// that has none takes that of the one before it.
type qualifier struct {
	set   bool
	proto protocol
	dir   direction
	kind  kind
}

// node is an expression that is true or false.
type node interface{ isNode() }

type (
	// both is l and r, either l or r.
	both   struct{ l, r node }
	either struct{ l, r node }
	negate struct{ x node }

	// match is an identifier with its qualifier: host 10.0.0.1.
	match struct {
		q  qualifier
		id identifier
	}

	// named is the name of a protocol by itself: tcp.
	named struct {
		proto protocol
		at    span
	}

	// relation compares two numbers.
	relation struct {
		op   string
		l, r number32
		at   span
	}

	// special is a primitive with a word of its own: vlan 5, len, broadcast.
	special struct {
		word   string
		proto  protocol // before broadcast and multicast
		has    bool     // num was given
		num    uint32
		op     string // of byte
		value  uint32 // of byte
		name   string // of llc, type, subtype and dir
		sub    string // the subtype behind a type
		at     span
		argsAt span // of num or name
		subAt  span // of sub
	}
)

func (both) isNode()     {}
func (either) isNode()   {}
func (negate) isNode()   {}
func (match) isNode()    {}
func (named) isNode()    {}
func (relation) isNode() {}
func (special) isNode()  {}

// identifier is an address, a number or a name.
type identifier struct {
	form tokenKind // tokNumber, tokName, tokIPv4, tokIPv6, tokMAC or tokARCnet
	text string
	num  uint32 // of tokNumber
	mask string // of net A mask B
	bits int    // of net A/BITS; -1: not given
	at   span
}

// number32 is an expression that is a number of 32 bits without sign.
type number32 interface{ where() span }

type (
	constant struct {
		n  uint32
		at span
	}
	// length is the length of the frame on the wire.
	length struct{ at span }
	// load is proto[index:size].
	load struct {
		proto protocol
		index number32
		size  uint32 // bytes: 1, 2 or 4
		at    span
	}
	unary struct {
		x  number32
		at span
	}
	operation struct {
		op   string
		l, r number32
		at   span
	}
)

func (n constant) where() span  { return n.at }
func (n length) where() span    { return n.at }
func (n load) where() span      { return n.at }
func (n unary) where() span     { return n.at }
func (n operation) where() span { return n.at }
