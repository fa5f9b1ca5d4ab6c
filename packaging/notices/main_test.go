package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestNotices: each module that is linked has its terms told.
func TestNotices(t *testing.T) {
	t.Chdir("../..")
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"the Go standard library: LICENSE", "github.com/rivo/tview ", "github.com/google/gopacket ", "golang.org/x/sys "} {
		if !strings.Contains(out.String(), "\n"+name) {
			t.Errorf("the terms of %sare not there", name)
		}
	}
	if strings.Contains(out.String(), "\nhonnef.co/go/tools") {
		t.Error("a tool that is not linked is there")
	}
}

func TestNoLicence(t *testing.T) {
	if _, err := licences(t.TempDir()); err == nil {
		t.Error("a module without a licence is accepted")
	}
}
