package capture

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"

	"tcptui/internal/rights"
)

// writes are the rights to files that Landlock is asked to withhold. Reading is
// not among them: the user opens captures anywhere.
const writes = landlock.AccessFSSet(ll.AccessFSWriteFile | ll.AccessFSTruncate | ll.AccessFSRemoveDir | ll.AccessFSRemoveFile |
	ll.AccessFSMakeChar | ll.AccessFSMakeDir | ll.AccessFSMakeReg | ll.AccessFSMakeSock | ll.AccessFSMakeFifo |
	ll.AccessFSMakeBlock | ll.AccessFSMakeSym)

// terminalFiles are written to wherever the files are: the terminal is opened by name.
var terminalFiles = []string{"/dev/tty", "/dev/null", "/dev/pts"}

// Confine gives up for all threads, and for ever, what a process needs no more
// once its interfaces are open: every capability, new rights of programs that it
// starts, and writing anywhere but where it says. Of the capabilities
// CAP_DAC_OVERRIDE is kept where only that lets it write there, as with sudo in a
// user's directory.
func Confine(n Needs) Sandbox {
	s := Sandbox{Writable: slices.Clone(n.Write)}
	var why []string
	for _, dir := range n.Write {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			why = append(why, fmt.Sprintf("%s cannot be written to: %v", dir, err))
		}
	}
	keep := keptCapabilities(n.Write)
	for bit := range capabilityNames {
		if keep>>bit&1 != 0 {
			s.Kept = append(s.Kept, capabilityNames[bit])
		}
	}
	if err := rights.NoneNew(); err != nil {
		why = append(why, fmt.Sprintf("no_new_privs: %v", err))
	} else {
		s.NoNewPrivs = true
	}
	if err := rights.Keep(keep); err != nil {
		why = append(why, fmt.Sprintf("capabilities are not dropped: %v", err))
	} else {
		s.CapsDropped = true
	}
	if err := confineWrites(n); err != nil {
		why = append(why, fmt.Sprintf("writing is not confined: %v", err))
	} else {
		s.Landlock = true
	}
	s.Why = strings.Join(why, "; ")
	return s
}

// capDACOverride is the number of CAP_DAC_OVERRIDE in linux/capability.h.
const capDACOverride = 1

// capabilityNames has the capabilities that can be kept.
var capabilityNames = map[int]string{capDACOverride: "CAP_DAC_OVERRIDE"}

// keptCapabilities is the set of those that are needed to write to dirs.
func keptCapabilities(dirs []string) uint64 {
	have, err := rights.Permitted()
	if err != nil || have>>capDACOverride&1 == 0 {
		return 0
	}
	for _, dir := range dirs {
		if st, err := os.Stat(dir); err == nil && !modeLetsWrite(st) {
			return 1 << capDACOverride
		}
	}
	return 0
}

// modeLetsWrite reports whether this user may write by the mode alone, without
// capabilities. Access control lists are not looked at.
func modeLetsWrite(st os.FileInfo) bool {
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !ok {
		return true
	}
	groups, _ := os.Getgroups() // without them only the main group counts
	switch mode := st.Mode().Perm(); {
	case int(sys.Uid) == os.Geteuid():
		return mode&0o200 != 0
	case int(sys.Gid) == os.Getegid() || slices.Contains(groups, int(sys.Gid)):
		return mode&0o020 != 0
	default:
		return mode&0o002 != 0
	}
}

// confineWrites has Landlock withhold writing but in dirs, and to the terminalFiles
// that a terminal program needs.
func confineWrites(n Needs) error {
	if v, err := ll.LandlockGetABIVersion(); err != nil || v < 1 {
		return fmt.Errorf("this kernel has no Landlock")
	}
	c := landlock.Config{HandledAccessFS: writes}
	var rules []landlock.Rule
	for _, dir := range n.Write {
		rules = append(rules, landlock.RWDirs(dir).IgnoreIfMissing())
	}
	for _, dir := range n.Remove {
		// The right is one of the directory that it is in.
		rules = append(rules, landlock.PathAccess(ll.AccessFSRemoveDir, filepath.Dir(dir)).IgnoreIfMissing())
	}
	for _, name := range terminalFiles {
		if st, err := os.Stat(name); err == nil && st.IsDir() {
			rules = append(rules, landlock.RWDirs(name))
		} else if err == nil {
			rules = append(rules, landlock.RWFiles(name))
		}
	}
	return c.BestEffort().RestrictPaths(rules...)
}
