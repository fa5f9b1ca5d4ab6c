package bpf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tcptui/capture"
)

// libpcap compiles filters with the tcpdump of this system, for captures in files.
type libpcap struct{ dir string }

// newLibpcap skips the test where there is no tcpdump.
func newLibpcap(t *testing.T) libpcap {
	t.Helper()
	if _, err := exec.LookPath("tcpdump"); err != nil {
		t.Skip("tcpdump is not installed: filters are not compared with libpcap's")
	}
	return libpcap{t.TempDir()}
}

// compile returns libpcap's program, optimised or not.
func (l libpcap) compile(link capture.LinkType, expr string, optimised bool) ([]capture.Instruction, error) {
	file := filepath.Join(l.dir, fmt.Sprintf("%d.pcap", link))
	header := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	for _, n := range []uint32{2 | 4<<16, 0, 0, DefaultSnapLen, uint32(link)} {
		header = binary.LittleEndian.AppendUint32(header, n)
	}
	if err := os.WriteFile(file, header, 0o600); err != nil {
		return nil, err
	}
	args := []string{"-ddd", "-r", file}
	if !optimised {
		args = append(args, "-O")
	}
	var out, complaints bytes.Buffer
	cmd := exec.Command("tcpdump", append(args, "--", expr)...)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("tcpdump: %w: %s", err, complaints.String())
	}
	return readNumbers(out.String())
}

// readNumbers reads what tcpdump -ddd prints.
func readNumbers(text string) ([]capture.Instruction, error) {
	r := strings.NewReader(text)
	var n int
	if _, err := fmt.Fscan(r, &n); err != nil {
		return nil, err
	}
	code := make([]capture.Instruction, n)
	for i := range code {
		in := &code[i]
		if _, err := fmt.Fscan(r, &in.Op, &in.Jt, &in.Jf, &in.K); err != nil {
			return nil, fmt.Errorf("instruction %d of %d: %w", i, n, err)
		}
	}
	return code, nil
}

// oracleLinks are the link types that are compared: with all filters, and with
// some of them those that are laid out as another.
var (
	mainLinks   = []capture.LinkType{linkEthernet, linkRaw, 0, linkSLL, linkSLL2, 9, 104, 10, linkRadiotap}
	likeOthers  = []capture.LinkType{11, 19, 108, 109, 138, linkPPPD, 240, 241, 50, 51, 228, 229, 6, 100, 106, 122, linkWLAN, linkPrism, linkAVS, linkPPI}
	oracleLinks = append(slices.Clip(mainLinks), likeOthers...)
)

// filtersFor are the filters that are compared for a link type.
func filtersFor(link capture.LinkType) []string {
	all := filters(common)
	if slices.Contains(likeOthers, link) {
		some := 0
		all = slices.DeleteFunc(all, func(string) bool {
			some++
			return some%6 != 0
		})
	}
	switch link {
	case linkEthernet:
		return expressions
	case linkSLL:
		return append(all, cookedOnly...)
	case linkSLL2:
		return append(append(all, cookedOnly...), "ifindex 1", "ifindex 2 and tcp", "not ifindex 0")
	case linkPPPD:
		return append(all, cookedOnly...)
	case 240, 241:
		return append(append(append(all, withMAC...), withLabels...), "vlan 5", "vlan and tcp", "link[0] = 2", "geneve and ether src 2:0:0:0:0:1")
	case 6, 10, 122:
		return append(all, withMAC...)
	case linkPPI:
		return append(append(all, withMAC...), ofWLAN...)
	case linkWLAN, linkPrism, linkRadiotap, linkAVS:
		all = append(append(append(all, withMAC...), ofWLAN...), ofKinds...)
		if link != linkWLAN {
			all = append(all, "tcp and radio[0] = 0", "radio[2:2] > 0x1000")
		}
		return all
	case 9, 104:
		return append(all, withLabels...)
	}
	return all
}

// deviations are what we mean to do otherwise than libpcap 1.10.3, by link type.
// TestOwnVerdicts holds what we do.
var deviations = func() map[capture.LinkType][]string {
	// It reads words of an address that the mask leaves out, also where the frame is
	// cut off, and inside other headers it loses where the 802.11 frame began.
	inWLAN := filters(`
net 0.0.0.0/0
ip6 net fd00::/16
net fd00:0:0:1::/64
src net fd00:0:0:2::/63
dst net ff02::/16
net ::/0
pppoes
pppoes and ip
pppoes 0x27 and tcp port 443
geneve
geneve and ip
geneve 11 and tcp port 80
geneve and host 10.0.0.1
`)
	// It looks for LLC in LINUX_SLL but not in LINUX_SLL2.
	return map[capture.LinkType][]string{linkSLL2: strings.Fields("iso stp ipx netbeui atalk aarp isis clnp"),
		linkWLAN: inWLAN, linkPrism: inWLAN, linkRadiotap: inWLAN, linkAVS: inWLAN, linkPPI: inWLAN}
}()

// TestLibpcap holds our programs against libpcap's: the same verdict on every
// frame. Where a frame is cut off, libpcap's optimiser can change what its own
// program says; there either is right.
func TestLibpcap(t *testing.T) {
	oracle := newLibpcap(t)
	total := 0
	for _, link := range oracleLinks {
		frames := framesOf(t, link)
		exprs := filtersFor(link)
		total += len(exprs)
		t.Run(linkName(link), func(t *testing.T) {
			t.Parallel()
			for _, expr := range exprs {
				if slices.Contains(deviations[link], expr) {
					continue
				}
				sameVerdicts(t, oracle, link, expr, frames)
			}
		})
	}
	if total < 2000 {
		t.Errorf("only %d pairs of filter and link type", total)
	}
}

// sameVerdicts compares one filter on one link type.
func sameVerdicts(t *testing.T, oracle libpcap, link capture.LinkType, expr string, frames [][]byte) {
	t.Helper()
	theirs, err := oracle.compile(link, expr, true)
	if err != nil && strings.Contains(err.Error(), "rejects all packets") {
		theirs, err = []capture.Instruction{{Op: classRet}}, nil
	}
	p, ourErr := Compile(expr, Options{Link: link, Etc: os.DirFS("/etc")})
	if err != nil || ourErr != nil {
		if (err == nil) != (ourErr == nil) {
			t.Errorf("%s: libpcap says %v, we say %v", expr, err, ourErr)
		}
		return
	}
	var unoptimised []capture.Instruction
	differ, accepted := 0, 0
	for _, f := range frames {
		n := uint32(len(f))
		want, got := execute(theirs, f, n, nil), p.Run(f, n)
		if want != 0 {
			accepted++
		}
		if got == want {
			continue
		}
		if unoptimised == nil {
			if unoptimised, err = oracle.compile(link, expr, false); err != nil {
				t.Fatalf("%s: %v", expr, err)
			}
		}
		if got == execute(unoptimised, f, n, nil) {
			continue
		}
		if differ++; differ == 1 {
			t.Errorf("%s: libpcap says %d, we say %d, of %x", expr, want, got, f)
		}
	}
	if differ > 1 {
		t.Errorf("%s: %d of %d frames differ; libpcap accepts %d", expr, differ, len(frames), accepted)
	}
}
