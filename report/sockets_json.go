package report

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"tcptui/fsm"
	"tcptui/kernel"
)

// socketsRecord is what tcptui sockets -T json prints. Names are stable: members
// are added, none is renamed or removed. Times are RFC 3339, durations seconds,
// lengths bytes, rates bytes a second; null and absent members are not known.
type socketsRecord struct {
	Time      time.Time       `json:"time"`
	Sockets   []socketRecord  `json:"sockets"`
	Processes []accountRecord `json:"processes"`
}

type socketRecord struct {
	State      string          `json:"state"`
	Local      string          `json:"local"`
	Remote     string          `json:"remote,omitempty"`
	Family     string          `json:"family"` // ipv4, ipv6, ipv4-mapped
	Interface  uint32          `json:"interface,omitempty"`
	Inode      uint32          `json:"inode,omitempty"`
	Cookie     uint64          `json:"cookie"`
	User       string          `json:"user,omitempty"`
	Held       string          `json:"held"` // see kernel.Held
	Processes  []processRecord `json:"processes,omitempty"`
	RecvQ      uint32          `json:"recv_queue"`
	SendQ      uint32          `json:"send_queue"`
	Backlog    *uint32         `json:"backlog,omitempty"`
	BacklogMax *uint32         `json:"backlog_max,omitempty"`
	Timer      *timerRecord    `json:"timer,omitempty"`
	Standing   float64         `json:"standing"` // at least so long in this state
	Congestion string          `json:"congestion_control,omitempty"`
	Info       *infoRecord     `json:"tcp_info,omitempty"`
	Memory     *memoryRecord   `json:"memory,omitempty"`
}

type memoryRecord struct {
	Rmem    uint32 `json:"rmem"`
	RcvBuf  uint32 `json:"rcvbuf"`
	Wmem    uint32 `json:"wmem"`
	SndBuf  uint32 `json:"sndbuf"`
	Forward uint32 `json:"forward"`
	Queued  uint32 `json:"queued"`
	Options uint32 `json:"options"`
	Backlog uint32 `json:"backlog"`
	Drops   uint32 `json:"drops"` // packets
}

type processRecord struct {
	PID     int    `json:"pid"`
	Name    string `json:"name"`
	Command string `json:"command"`
}

type timerRecord struct {
	Kind  string  `json:"kind"`
	In    float64 `json:"in"`
	Tries uint8   `json:"tries"`
}

type infoRecord struct {
	CongestionState string   `json:"congestion_state"`
	Options         []string `json:"options"`
	SndWscale       uint8    `json:"snd_wscale"`
	RcvWscale       uint8    `json:"rcv_wscale"`
	RTT             float64  `json:"rtt"`
	RTTVar          float64  `json:"rttvar"`
	MinRTT          float64  `json:"min_rtt"`
	RcvRTT          float64  `json:"rcv_rtt"`
	RTO             float64  `json:"rto"`
	Cwnd            uint32   `json:"snd_cwnd"`
	Ssthresh        *uint32  `json:"snd_ssthresh"` // null: there was no loss yet
	MSS             uint32   `json:"snd_mss"`
	RcvMSS          uint32   `json:"rcv_mss"`
	PMTU            uint32   `json:"pmtu"`
	SndWnd          *uint32  `json:"snd_wnd"`
	RcvSpace        uint32   `json:"rcv_space"`
	Unacked         uint32   `json:"unacked"`
	Sacked          uint32   `json:"sacked"`
	Lost            uint32   `json:"lost"`
	Retrans         uint32   `json:"retrans"`
	TotalRetrans    uint32   `json:"total_retrans"`
	Reordering      uint32   `json:"reordering"`
	Delivered       uint32   `json:"delivered"`
	PacingRate      *uint64  `json:"pacing_rate"`     // null: not limited
	MaxPacingRate   *uint64  `json:"max_pacing_rate"` // the same
	DeliveryRate    *uint64  `json:"delivery_rate"`
	AppLimited      bool     `json:"app_limited"`
	BytesAcked      uint64   `json:"bytes_acked"`
	BytesReceived   uint64   `json:"bytes_received"`
	BytesRetrans    uint64   `json:"bytes_retrans"`
	NotSent         uint32   `json:"notsent_bytes"`
	SegsOut         uint32   `json:"segs_out"`
	SegsIn          uint32   `json:"segs_in"`
	Busy            float64  `json:"busy"`
	RwndLimited     float64  `json:"rwnd_limited"`
	SndBufLimited   float64  `json:"sndbuf_limited"`
	LastDataSent    float64  `json:"last_data_sent"`
	LastDataRecv    float64  `json:"last_data_recv"`
	LastAckRecv     float64  `json:"last_ack_recv"`
}

type accountRecord struct {
	Process  *processRecord `json:"process"` // null: held by none, see held
	Held     string         `json:"held"`
	User     string         `json:"user,omitempty"`
	Sockets  int            `json:"sockets"`
	States   map[string]int `json:"states"`
	Troubles map[string]int `json:"troubles"`
	RecvQ    uint64         `json:"recv_queue"`
	SendQ    uint64         `json:"send_queue"`
}

// SocketsJSON prints the same as Sockets as one JSON object.
func SocketsJSON(w io.Writer, s *kernel.Snapshot) error {
	r := socketsRecord{Time: s.Time, Sockets: []socketRecord{}, Processes: []accountRecord{}}
	for i := range s.Sockets {
		r.Sockets = append(r.Sockets, socketRecordOf(s, &s.Sockets[i]))
	}
	for _, a := range s.Accounts() {
		r.Processes = append(r.Processes, accountRecordOf(a))
	}
	text, err := json.MarshalIndent(&r, "", "  ")
	if err != nil {
		return err
	}
	if isTerminal(w) {
		text = escapeJSON(text)
	}
	out := newWriter(w)
	out.put(append(text, '\n'))
	return out.push()
}

// escapeJSON writes what does not print, in the texts of encoded JSON, as \u and
// four digits. The encoder has done so with what is below a space.
func escapeJSON(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for _, r := range string(b) {
		if r == '\n' || printable(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		for _, u := range utf16.AppendRune(nil, r) {
			out = fmt.Appendf(out, `\u%04x`, u)
		}
	}
	return out
}

func socketRecordOf(s *kernel.Snapshot, x *kernel.Seen) socketRecord {
	r := socketRecord{State: x.State.String(), Local: x.Local.String(), Family: familyOf(x), Interface: x.Iface, Inode: x.Inode, Cookie: x.Cookie,
		User: x.User, Held: x.Held.String(), RecvQ: x.RecvQ, SendQ: x.SendQ, Standing: s.Standing(x).Seconds(), Congestion: x.Cong}
	if x.State == fsm.Listen {
		r.Backlog, r.BacklogMax = &x.Backlog, &x.BacklogMax
	} else {
		r.Remote = x.Remote.String()
	}
	for _, p := range x.By {
		r.Processes = append(r.Processes, processRecord{p.PID, p.Name, p.Command})
	}
	if x.Timer.Kind != kernel.NoTimer {
		r.Timer = &timerRecord{x.Timer.Kind.String(), x.Timer.In.Seconds(), x.Timer.Tries}
	}
	if x.Mem != nil {
		r.Memory = new(memoryRecord(*x.Mem))
	}
	if x.Info != nil && x.State != fsm.Listen {
		r.Info = infoRecordOf(x.Info)
	}
	return r
}

func familyOf(x *kernel.Seen) string {
	switch {
	case x.Mapped:
		return "ipv4-mapped"
	case x.Local.Addr().Is4():
		return "ipv4"
	}
	return "ipv6"
}

func infoRecordOf(i *kernel.Info) *infoRecord {
	r := &infoRecord{CongestionState: i.CAState.String(), Options: i.Options.Names(), SndWscale: i.SndWscale, RcvWscale: i.RcvWscale,
		RTT: i.RTT.Seconds(), RTTVar: i.RTTVar.Seconds(), MinRTT: i.MinRTT.Seconds(), RcvRTT: i.RcvRTT.Seconds(), RTO: i.RTO.Seconds(),
		Cwnd: i.SndCwnd, MSS: i.SndMSS, RcvMSS: i.RcvMSS, PMTU: i.PMTU, RcvSpace: i.RcvSpace,
		Unacked: i.Unacked, Sacked: i.Sacked, Lost: i.Lost, Retrans: i.Retrans, TotalRetrans: i.TotalRetrans, Reordering: i.Reordering, Delivered: i.Delivered,
		PacingRate: rateOf(i.PacingRate), MaxPacingRate: rateOf(i.MaxPacingRate), AppLimited: i.AppLimited,
		BytesAcked: i.BytesAcked, BytesReceived: i.BytesReceived, BytesRetrans: i.BytesRetrans, NotSent: i.NotSent, SegsOut: i.SegsOut, SegsIn: i.SegsIn,
		Busy: i.Busy.Seconds(), RwndLimited: i.RwndLimited.Seconds(), SndBufLimited: i.SndBufLimited.Seconds(),
		LastDataSent: i.LastDataSent.Seconds(), LastDataRecv: i.LastDataRecv.Seconds(), LastAckRecv: i.LastAckRecv.Seconds()}
	if r.Options == nil {
		r.Options = []string{}
	}
	if i.SndSsthresh != kernel.InfiniteSsthresh {
		r.Ssthresh = &i.SndSsthresh
	}
	if i.HasSndWnd() {
		r.SndWnd = &i.SndWnd
	}
	if i.HasDeliveryRate() {
		r.DeliveryRate = &i.DeliveryRate
	}
	return r
}

// rateOf is a rate, nil where it has no limit.
func rateOf(v uint64) *uint64 {
	if v == kernel.UnlimitedRate {
		return nil
	}
	return &v
}

func accountRecordOf(a *kernel.Account) accountRecord {
	r := accountRecord{Held: a.Held.String(), User: a.User, Sockets: a.Sockets, States: make(map[string]int), Troubles: make(map[string]int), RecvQ: a.RecvQ, SendQ: a.SendQ}
	if p := a.Process; p != nil {
		r.Process = &processRecord{p.PID, p.Name, p.Command}
	}
	for st, n := range a.States {
		if n > 0 {
			r.States[fsm.State(st).String()] = n
		}
	}
	for t, n := range a.Troubles {
		if n > 0 {
			r.Troubles[kernel.Trouble(t).String()] = n
		}
	}
	return r
}
