package main

import (
	"context"
	"fmt"
	"io"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/report"
)

// save writes the frames that the report covers to the file of -w, when the
// capture has been read to its end: -w replaces a file as tshark does. "-" is
// the standard output, in pcapng unless -F says otherwise.
func (j *job) save(ctx context.Context, stdout, stderr io.Writer, live *flows.Live) (*flows.Snapshot, error) {
	snap := live.WaitRows(j.o.Count)
	if ctx.Err() != nil {
		return snap, fmt.Errorf("%s: not written: interrupted while the capture was being read", j.s.save)
	}
	records := live.Export(ctx, snap, report.Matching(live, snap, j.o))
	if j.s.save != "-" {
		saved, err := capture.Save(j.s.save, records, capture.SaveOptions{Overwrite: true, Ifaces: snap.Ifaces})
		if n := saved.CommentsLost; n > 0 {
			report.Complain(stderr, fmt.Errorf("%s: %d comments are not in it: pcap cannot hold them, .pcapng can", j.s.save, n))
		}
		return snap, err
	}
	format := capture.FormatPcapng
	if t := fileType(j.s.types); t != nil {
		format = *t
	}
	w := capture.NewWriter(stdout, format)
	for r, err := range records {
		if err == nil {
			err = w.Write(r)
		}
		if err != nil {
			return snap, report.Closed(err)
		}
	}
	return snap, report.Closed(w.Flush(snap.Ifaces))
}
