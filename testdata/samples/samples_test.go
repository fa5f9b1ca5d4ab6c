package samples

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// largest is the size a sample may have, in bytes: they are in the binary.
const largest = 60000

type frame struct {
	ns  int64
	tcp *layers.TCP // nil for others
	net gopacket.NetworkLayer
}

// frames reads a sample with gopacket and checks what must hold of each.
func frames(t *testing.T, s Sample) []frame {
	t.Helper()
	var source gopacket.PacketDataSource
	var err error
	if strings.HasSuffix(s.File, ".pcapng") {
		source, err = pcapgo.NewNgReader(bytes.NewReader(s.Data), pcapgo.DefaultNgReaderOptions)
	} else {
		source, err = pcapgo.NewReader(bytes.NewReader(s.Data))
	}
	if err != nil {
		t.Fatal(err)
	}
	var all []frame
	for {
		data, info, err := source.ReadPacketData()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("frame %d: %v", len(all)+1, err)
		}
		if info.CaptureLength != info.Length || len(data) > 1514 {
			t.Errorf("frame %d: %d of %d bytes", len(all)+1, info.CaptureLength, info.Length)
		}
		p := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default)
		if p.ErrorLayer() != nil {
			t.Errorf("frame %d: %v", len(all)+1, p.ErrorLayer().Error())
		}
		tcp, _ := p.Layer(layers.LayerTypeTCP).(*layers.TCP)
		if tcp != nil {
			checkSum(t, len(all)+1, tcp, p.NetworkLayer())
		}
		all = append(all, frame{info.Timestamp.UnixNano(), tcp, p.NetworkLayer()})
	}
}

func checkSum(t *testing.T, number int, tcp *layers.TCP, network gopacket.NetworkLayer) {
	t.Helper()
	recorded := tcp.Checksum
	if err := tcp.SetNetworkLayerForChecksum(network); err != nil {
		t.Fatal(err)
	}
	buffer := gopacket.NewSerializeBuffer()
	err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{ComputeChecksums: true}, tcp, gopacket.Payload(tcp.Payload))
	if err != nil {
		t.Fatal(err)
	}
	if tcp.Checksum != recorded {
		t.Errorf("frame %d: checksum %#04x, should be %#04x", number, recorded, tcp.Checksum)
	}
}

func TestSamplesAreWhole(t *testing.T) {
	for _, s := range All() {
		t.Run(s.Name, func(t *testing.T) {
			if len(s.Data) > largest {
				t.Errorf("%d bytes, more than %d", len(s.Data), largest)
			}
			all := frames(t, s)
			segments, fine := 0, false
			for i, f := range all {
				if f.tcp != nil {
					segments++
				}
				fine = fine || f.ns%1000 != 0
				if i > 0 && f.ns < all[i-1].ns {
					t.Errorf("frame %d is older than the one before", i+1)
				}
			}
			if segments < 2 || !fine {
				t.Errorf("%d segments, timestamps in nanoseconds: %v", segments, fine)
			}
		})
	}
}

// TestCatalogue holds the list in Go to the files and to the recorder's table.
func TestCatalogue(t *testing.T) {
	listed := map[string]bool{}
	for _, s := range All() {
		listed[s.File] = true
		head, err := os.ReadFile(s.Name + ".truth")
		if err != nil {
			t.Fatal(err)
		}
		line, _, _ := strings.Cut(string(head), "\n")
		if want := fmt.Sprintf("# %s: %s", s.Name, s.Shows); line != want {
			t.Errorf("the recorder says %q, the catalogue %q", line, want)
		}
		if got, err := Get(s.Name); err != nil || !bytes.Equal(got.Data, s.Data) {
			t.Errorf("Get(%q): %v", s.Name, err)
		}
	}
	files, err := captures.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !listed[file.Name()] {
			t.Errorf("%s is in no row of the catalogue", file.Name())
		}
	}
	if _, err := Get("nothing"); err == nil {
		t.Error("Get(nothing) found something")
	}
}

func TestChat(t *testing.T) {
	s, err := Get("chat")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(s.Data, Chat()) {
		t.Error("Chat is not the sample called chat")
	}
	said := map[layers.TCPPort]string{}
	resets, fins, others := 0, 0, 0
	for _, f := range frames(t, s) {
		if f.tcp == nil {
			others++
			continue
		}
		if f.tcp.RST && f.tcp.SrcPort == 50414 {
			resets++
		}
		if f.tcp.FIN && (f.tcp.SrcPort == 50412 || f.tcp.DstPort == 50412) {
			fins++
		}
		if f.tcp.SrcPort == 50412 || f.tcp.DstPort == 50412 {
			said[f.tcp.SrcPort] += string(f.tcp.Payload)
		}
	}
	if resets == 0 || fins != 2 || others == 0 {
		t.Errorf("%d resets, %d FINs, %d frames of other protocols", resets, fins, others)
	}
	for port, words := range map[layers.TCPPort][]string{50412: {"你好", "Grüße", "再见"}, 8899: {"欢迎", "😊", "三次"}} {
		for _, word := range words {
			if !strings.Contains(said[port], word) {
				t.Errorf("port %d never said %q", port, word)
			}
		}
	}
}

// TestTruth reads every truth and checks it against the capture where both
// speak of the same thing.
func TestTruth(t *testing.T) {
	for _, s := range All() {
		truth, err := TruthOf(s.Name)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(truth.States) == 0 {
			t.Errorf("%s: no state changes", s.Name)
		}
		all := frames(t, s)
		begin, end := all[0].ns, all[len(all)-1].ns
		for i, event := range truth.Wire {
			if event.Time < begin || event.Time > end {
				t.Errorf("%s: event %d of the wire is outside the capture", s.Name, i)
			}
		}
	}
	if _, err := TruthOf("nothing"); err == nil {
		t.Error("TruthOf(nothing) found something")
	}
}

// TestTruthOfTheChat spells one out: the active closer's way to TIME-WAIT.
func TestTruthOfTheChat(t *testing.T) {
	truth, err := TruthOf("chat")
	if err != nil {
		t.Fatal(err)
	}
	var way []string
	for _, change := range truth.States {
		if change.Local.Port() == 50412 {
			way = append(way, change.To)
		}
	}
	if got, want := strings.Join(way, " "), "SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSED"; got != want {
		t.Errorf("the client went %s, not %s", got, want)
	}
	if len(truth.Last) != 1 || truth.Last[0].State != "TIME-WAIT" || truth.Last[0].Local.Port() != 50412 {
		t.Errorf("left in the end: %v", truth.Last)
	}
}
