package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorder notes what a test was told instead of failing.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { r.said += fmt.Sprintf(format, args...) }

func (r *recorder) Fatalf(format string, args ...any) { r.said += fmt.Sprintf(format, args...) }

func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "file")
	was := *update
	defer func() { *update = was }()

	*update = true
	Check(t, path, "one\ntwo\n")
	if b, err := os.ReadFile(path); err != nil || string(b) != "one\ntwo\n" {
		t.Fatalf("-update wrote %q, %v", b, err)
	}

	*update = false
	for _, tt := range []struct{ got, want string }{
		{"one\ntwo\n", ""},
		{"one\n2\n", "line 2"},
		{"one\ntwo\nthree\n", "line 3"},
		{"one", "(no such line)"},
	} {
		r := &recorder{TB: t}
		Check(r, path, tt.got)
		if tt.want == "" && r.said != "" || !strings.Contains(r.said, tt.want) {
			t.Errorf("Check of %q said %q, want %q", tt.got, r.said, tt.want)
		}
	}
}
