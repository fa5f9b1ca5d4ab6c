package lab

import (
	"os/exec"
	"testing"
)

// permitted reports whether a process may be started in namespaces of its own.
func permitted(t *testing.T) bool {
	t.Helper()
	for _, way := range ways(Namespaces, Anywhere) {
		cmd := exec.Command("/bin/true")
		cmd.SysProcAttr = way.attributes()
		if cmd.Run() == nil {
			return true
		}
	}
	return false
}
