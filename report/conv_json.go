package report

import (
	"encoding/json"
	"errors"
	"io"
	"time"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/fsm"
)

// ConnJSON is -z conn,json: the summary of every connection, one JSON object a
// line. With a filter, of the connections that have a frame it keeps.
type ConnJSON struct{ filter *filter.Filter }

func parseConn(args []string) (Tap, error) {
	if len(args) == 0 || args[0] != "json" {
		return nil, errors.New("expected conn,json")
	}
	return ConnJSON{}, nil
}

// connRecord is one line. The names are stable: fields are added, none is
// renamed or removed. Times are RFC 3339 in UTC, durations seconds, lengths
// bytes.
type connRecord struct {
	Stream       uint32             `json:"stream"` // tcp.stream
	Start        string             `json:"start"`
	Duration     float64            `json:"duration"`
	ClientKnown  string             `json:"client_known"` // syn, synack, guess
	Client       sideRecord         `json:"client"`
	Server       sideRecord         `json:"server"`
	InitialRTT   *float64           `json:"initial_rtt"` // null when the handshake was not captured
	Agreed       []string           `json:"agreed"`      // what both SYNs have
	FastOpen     bool               `json:"fast_open"`   // the SYN brought data that was taken
	End          endRecord          `json:"end"`
	Completeness uint8              `json:"completeness"` // tcp.completeness
	Quality      qualityRecord      `json:"quality"`
	Time         map[string]float64 `json:"time"` // handshake, client, server, window, recovery, network: they add up to duration
}

type sideRecord struct {
	Address            string     `json:"address"`
	Port               uint16     `json:"port"`
	State              string     `json:"state"` // after the last segment; "" when not known
	Segments           uint32     `json:"segments"`
	DataSegments       uint32     `json:"data_segments"`
	Bytes              uint64     `json:"bytes"` // of data, retransmissions included
	Retransmissions    uint32     `json:"retransmissions"`
	RetransmittedBytes uint64     `json:"retransmitted_bytes"`
	RetransmissionRate float64    `json:"retransmission_rate"` // of bytes, 0 to 1
	RTT                *rttRecord `json:"rtt"`                 // of what this end sent; null when none was measured
	MSS                uint16     `json:"mss"`                 // 0: not told
	WindowScale        *int8      `json:"window_scale"`        // shift; null: not known or not agreed on
	MaxBytesInFlight   uint32     `json:"max_bytes_in_flight"`
	ZeroWindows        uint32     `json:"zero_windows"`
	ZeroWindowTime     float64    `json:"zero_window_time"`
	CongestionMarked   uint32     `json:"congestion_marked"` // segments that arrived with CE
	CongestionEchoed   uint32     `json:"congestion_echoed"` // segments with ECE
	Supersegments      uint32     `json:"supersegments"`
}

type rttRecord struct {
	Samples uint32  `json:"samples"`
	Min     float64 `json:"min"`
	Median  float64 `json:"median"`
	P95     float64 `json:"p95"`
}

type endRecord struct {
	How   string  `json:"how"`   // open, fin, half-closed, reset, refused, no-answer, timeout, silence
	By    string  `json:"by"`    // client, server, or ""
	Text  string  `json:"text"`  // in words
	Frame uint32  `json:"frame"` // that decided it; 0 for none
	Idle  float64 `json:"idle"`  // from the last segment to the end of the capture
}

type qualityRecord struct {
	Good          bool   `json:"good"`
	MidStream     bool   `json:"mid_stream"`
	OneDirection  bool   `json:"one_direction"`
	FramesLost    uint32 `json:"frames_lost"`
	Cut           uint32 `json:"cut"`
	Supersegments uint32 `json:"supersegments"`
	Doubled       uint32 `json:"doubled"`
	Untimed       uint32 `json:"untimed"`
}

// Print writes the lines in the order of the streams, when the capture has been
// read to its end.
func (c ConnJSON) Print(w io.Writer, l *flows.Live, o Options) (*flows.Snapshot, error) {
	o.Filter, o.Whole = c.filter, true
	wanted := make(map[flows.ConnID]bool)
	s, err := frames(l, newWriter(io.Discard), o, flows.NeedRow, func(v *flows.View) {
		if v.Row.Conn != flows.NoConn {
			wanted[v.Row.Conn] = true
		}
	})
	if err != nil {
		return s, err
	}
	out, r := newWriter(w), l.NewReader()
	for id := range flows.ConnID(s.Conns()) {
		if !wanted[id] {
			continue
		}
		line, err := json.Marshal(recordOf(s.Conn(id), r.Summary(s, id)))
		if err != nil {
			return s, err
		}
		out.put(append(line, '\n'))
		if out.err != nil {
			break
		}
	}
	return s, out.push()
}

// offerNames are what conn,json calls the members of flows.Offers.
var offerNames = [...]struct {
	offer flows.Offers
	name  string
}{
	{flows.OfferSACK, "sack"}, {flows.OfferTimestamps, "timestamps"}, {flows.OfferScale, "window_scale"},
	{flows.OfferECN, "ecn"}, {flows.OfferFastOpen, "fast_open"}, {flows.OfferMPTCP, "mptcp"},
}

func seconds(ns int64) float64 { return float64(ns) / 1e9 }

func recordOf(c *flows.Conn, s *flows.Summary) *connRecord {
	x := &connRecord{Stream: uint32(s.ID), Start: time.Unix(0, s.Start).UTC().Format(time.RFC3339Nano), Duration: seconds(s.Duration),
		ClientKnown: s.Known.String(), Client: sideOf(c, s, fsm.Client), Server: sideOf(c, s, fsm.Server), Agreed: []string{},
		FastOpen: s.Sides[0].FastOpen || s.Sides[1].FastOpen, Completeness: uint8(s.Captured), Time: make(map[string]float64)}
	if s.InitialRTT > 0 {
		rtt := seconds(s.InitialRTT)
		x.InitialRTT = &rtt
	}
	for _, o := range offerNames {
		if s.Agreed().Has(o.offer) {
			x.Agreed = append(x.Agreed, o.name)
		}
	}
	x.End = endRecord{How: s.End.Kind.String(), Text: s.End.String(), Idle: seconds(s.End.Idle)}
	if s.End.Kind != flows.EndOpen && s.End.Kind != flows.EndSilence {
		x.End.By = s.End.By.String()
	}
	if s.End.Row != flows.NoRow {
		x.End.Frame = s.End.Row + 1
	}
	q := &s.Quality
	x.Quality = qualityRecord{q.Good(), q.MidStream, q.OneDirection, q.Lost, q.Cut, q.Supersegments, q.Doubled, q.Untimed}
	for p, ns := range s.Budget {
		x.Time[flows.Part(p).String()] = seconds(ns)
	}
	return x
}

func sideOf(c *flows.Conn, s *flows.Summary, role fsm.Role) sideRecord {
	side, x := &c.Sides[role], &s.Sides[role]
	r := sideRecord{Address: side.Addr.IP().String(), Port: side.Port, State: c.Now.State[role].String(),
		Segments: x.Segments, DataSegments: x.DataSegments, Bytes: x.Bytes,
		Retransmissions: x.Resent, RetransmittedBytes: x.ResentBytes, RetransmissionRate: x.ResentRate(), MSS: x.MSS,
		MaxBytesInFlight: x.MaxInFlight, ZeroWindows: x.ZeroWindows, ZeroWindowTime: seconds(x.ZeroWindow),
		CongestionMarked: x.Congested, CongestionEchoed: x.Echoed, Supersegments: x.Supersegments}
	if x.Scale >= 0 {
		scale := x.Scale
		r.WindowScale = &scale
	}
	if x.RTT.Samples > 0 {
		r.RTT = &rttRecord{x.RTT.Samples, seconds(x.RTT.Min), seconds(x.RTT.Median), seconds(x.RTT.P95)}
	}
	return r
}
