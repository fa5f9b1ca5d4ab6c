package bpf

import "testing"

// BenchmarkRun reports how long a frame takes.
func BenchmarkRun(b *testing.B) {
	frames := recorded(b)
	for _, expr := range []string{"tcp port 80", "host 10.0.0.1 and tcp[tcpflags] & tcp-syn != 0", "tcp"} {
		b.Run(expr, func(b *testing.B) {
			p, err := Compile(expr, Options{Link: linkEthernet})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := range b.N {
				f := frames[i%len(frames)]
				p.Run(f, uint32(len(f)))
			}
		})
	}
}

// BenchmarkCompile reports how long a filter takes.
func BenchmarkCompile(b *testing.B) {
	for name, expr := range map[string]string{"usual": "tcp port (80 or 443) and not host 10.0.0.1", "600 hosts": manyHosts(600)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Compile(expr, Options{Link: linkEthernet}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
