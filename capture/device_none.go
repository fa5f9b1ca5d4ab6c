//go:build !linux && !(windows && (amd64 || 386)) && !darwin && !dragonfly && !freebsd && !netbsd && !openbsd

package capture

// openDevice refuses: this system has no way to capture that is known here. On Windows
// it is gopacket that knows Npcap on two processors only.
func openDevice(name string, _ LiveOptions) (device, error) {
	why, fix := captureRight()
	return nil, &Error{Path: name, Off: -1, What: "cannot be captured on: " + why, Hint: fix}
}

func captureRight() (why, fix string) {
	return "capturing is not known for this system", "tcpdump -w - | tcptui shows what another program captures"
}
