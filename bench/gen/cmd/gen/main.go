// Command gen writes a generated capture:
//
//	go run ./bench/gen/cmd/gen --shape bulk -o bulk.pcap
//	go run ./bench/gen/cmd/gen --packets 50000 --connections 400 --loss 0.02 -o - | tcpdump -r -
//
// The file is pcapng when its name ends so, else pcap.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"tcptui/bench/gen"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, pflag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run writes the capture that the arguments describe.
func run(args []string, stdout, stderr io.Writer) (err error) {
	cfg, output, err := parse(args, stderr)
	if err != nil {
		return err
	}
	capture, err := gen.New(cfg)
	if err != nil {
		return err
	}
	if output == "-" {
		_, err = capture.WriteTo(stdout)
		return err
	}
	file, err := os.Create(output)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	begin := time.Now()
	size, err := capture.WriteTo(file)
	if err != nil {
		return err
	}
	took := time.Since(begin)
	fmt.Fprintf(stderr, "%s: %d packets, %d bytes, %.2f s, %.2f million packets/s\n", output, cfg.Packets, size,
		took.Seconds(), float64(cfg.Packets)/took.Seconds()/1e6)
	return nil
}

// shapes are the captures that the benchmarks speak of.
var shapes = map[string]func() gen.Config{"bulk": gen.Bulk, "small": gen.Small, "many": gen.Many}

// parse turns the arguments into a Config and a file name.
func parse(args []string, stderr io.Writer) (gen.Config, string, error) {
	flags := pflag.NewFlagSet("gen", pflag.ContinueOnError)
	flags.SetOutput(stderr)
	shape := flags.String("shape", "bulk", "bulk, small or many: where the other flags' defaults come from")
	output := flags.StringP("output", "o", "", "the file to write, - for standard output")
	var cfg gen.Config
	flags.Uint64Var(&cfg.Seed, "seed", 0, "the same seed makes the same file")
	flags.IntVarP(&cfg.Packets, "packets", "n", 0, "frames in all")
	flags.IntVar(&cfg.Connections, "connections", 0, "TCP connections in all")
	flags.IntVar(&cfg.Concurrent, "concurrent", 0, "connections open at once")
	flags.IntVar(&cfg.MeanFrame, "mean", 0, "bytes of a frame on average")
	flags.DurationVar(&cfg.RTT, "rtt", 0, "round trip time")
	flags.Float64Var(&cfg.Loss, "loss", 0, "share of data segments lost and sent again")
	flags.Float64Var(&cfg.Reorder, "reorder", 0, "share of data segments overtaken by the next")
	flags.Float64Var(&cfg.Reset, "reset", 0, "share of connections ended by RST")
	flags.Float64Var(&cfg.IPv6, "ipv6", 0, "share of connections over IPv6")
	flags.Float64Var(&cfg.Other, "other", 0, "share of frames that are not TCP")
	flags.BoolVar(&cfg.Checksums, "checksums", true, "fill in TCP and UDP checksums")
	if err := flags.Parse(args); err != nil {
		return cfg, "", err
	}
	preset, known := shapes[*shape]
	if !known {
		return cfg, "", fmt.Errorf("no shape is called %q: bulk, small or many", *shape)
	}
	// Parse again over the shape's values: what was given wins.
	cfg = preset()
	if err := flags.Parse(args); err != nil {
		return cfg, "", err
	}
	if *output == "" {
		return cfg, "", errors.New("where to? Say -o FILE, or -o - for standard output")
	}
	if !flags.Changed("connections") && flags.Changed("packets") {
		cfg.Connections = max(1, preset().Connections*cfg.Packets/preset().Packets)
	}
	if strings.HasSuffix(*output, ".pcapng") {
		cfg.Format = gen.Pcapng
	}
	return cfg, *output, nil
}
