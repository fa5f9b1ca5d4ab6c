package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"tcptui/bench/gen"
)

// shape is a kind of capture.
type shape struct {
	make func() gen.Config
	pack []string // the command that packs it, reading from standard input; nil: it is not packed
	ext  string   // what is added to its name
}

// shapes are the captures that are measured. The one that is called bulk is that of the
// figures in docs/performance.md.
var shapes = map[string]shape{
	"bulk":     {make: bulk},
	"small":    {make: gen.Small},
	"many":     {make: gen.Many},
	"bulk-gz":  {make: bulk, pack: []string{"gzip", "-1"}, ext: ".gz"},
	"bulk-zst": {make: bulk, pack: []string{"zstd", "-q", "-3"}, ext: ".zst"},
}

// bulk is 1.53 GB in 1,594,000 packets.
func bulk() gen.Config {
	c := gen.Bulk()
	c.Packets, c.MeanFrame = 1_594_000, 944
	return c
}

func shapeNames() []string { return slices.Sorted(maps.Keys(shapes)) }

// made is a capture on disk.
type made struct {
	name, path                 string
	packets, connections, size int64
}

func (m made) String() string {
	return fmt.Sprintf("%s: %.2f M packets, %d connections, %.2f GB", m.name, float64(m.packets)/1e6, m.connections, float64(m.size)/1e9)
}

// capture makes the capture of a shape, unless an earlier run has.
func (o *options) capture(name string, stderr io.Writer) (made, error) {
	s := shapes[name]
	cfg := s.make()
	if o.packets > 0 {
		cfg.Connections = max(1, cfg.Connections*o.packets/cfg.Packets)
		cfg.Packets = o.packets
	}
	path := filepath.Join(o.dir, fmt.Sprintf("%d-%d-%d.pcap", cfg.Packets, cfg.Connections, cfg.MeanFrame))
	m := made{name: name, path: path + s.ext, packets: int64(cfg.Packets), connections: int64(cfg.Connections)}
	err := once(path, func(f *os.File) error {
		fmt.Fprintln(stderr, "making", path)
		g, err := gen.New(cfg)
		if err != nil {
			return err
		}
		_, err = g.WriteTo(f)
		return err
	})
	if err == nil && s.pack != nil {
		err = once(m.path, func(f *os.File) error { return pack(s.pack, path, f, stderr) })
	}
	if err != nil {
		return m, err
	}
	st, err := os.Stat(m.path)
	if err != nil {
		return m, err
	}
	m.size = st.Size()
	return m, nil
}

// once makes a file that is not there. What was made in part does not stay.
func once(path string, write func(*os.File) error) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), "making-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// pack packs the file at path into f.
func pack(command []string, path string, f *os.File, stderr io.Writer) error {
	fmt.Fprintln(stderr, "packing", path, "with", command[0])
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, f, stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s, to pack %s: %w", command[0], path, err)
	}
	return nil
}
