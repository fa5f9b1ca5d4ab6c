package capture

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Remote is another host on which tcpdump captures for us, reached by ssh.
type Remote struct {
	Host      string // USER@HOST as ssh takes it; an IPv6 address without brackets
	Port      string // "": the one of ssh's own settings
	Interface string // there; "": the one that its tcpdump chooses
}

// remoteScheme begins the form of a Remote that has a port.
const remoteScheme = "ssh://"

// ParseRemote reads [USER@]HOST[:IFACE], with an IPv6 address in brackets, or
// ssh://[USER@]HOST[:PORT][/IFACE].
func ParseRemote(text string) (r Remote, err error) {
	rest, isURL := strings.CutPrefix(text, remoteScheme)
	behind := ""
	switch {
	case isURL:
		rest, r.Interface, _ = strings.Cut(rest, "/")
		r.Host, behind, err = cutHost(rest)
		r.Port = behind
	default:
		r.Host, behind, err = cutHost(rest)
		r.Interface = behind
	}
	if err == nil {
		err = r.check(isURL || strings.Contains(text, "]"))
	}
	if err != nil {
		return Remote{}, fmt.Errorf("%s: %w", text, err)
	}
	return r, nil
}

// cutHost divides [USER@]HOST:REST. Brackets about an address are taken off.
func cutHost(text string) (host, rest string, err error) {
	user, name := cutUser(text)
	if inner, ok := strings.CutPrefix(name, "["); ok {
		address, rest, ok := strings.Cut(inner, "]")
		if !ok {
			return "", "", errors.New("the bracket after the address is missing")
		}
		if _, err := netip.ParseAddr(address); err != nil {
			return "", "", errors.New("what stands in brackets is no address")
		}
		if rest != "" && rest[0] != ':' {
			return "", "", errors.New("expected a colon behind the bracket")
		}
		return user + address, strings.TrimPrefix(rest, ":"), nil
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return user + name, "", nil
	}
	name, rest, _ = strings.Cut(name, ":")
	return user + name, rest, nil
}

// check refuses what ssh or tcpdump would take for something else. clear says that the
// user's form leaves no doubt where host and interface end.
func (r *Remote) check(clear bool) error {
	user, name := cutUser(r.Host)
	switch {
	case name == "" || user == "@":
		return errors.New("expected [USER@]HOST[:IFACE] or ssh://[USER@]HOST[:PORT][/IFACE]")
	case strings.HasPrefix(r.Host, "-") || strings.HasPrefix(name, "-"):
		return errors.New("no user and no host begins with a dash")
	case strings.ContainsFunc(r.Host+r.Interface, func(c rune) bool { return c <= ' ' || c == 0x7f }):
		return errors.New("there is a space or a control character in it")
	case !clear && strings.Count(r.Interface, ":") > 1:
		return errors.New("put an IPv6 address in brackets: [2001:db8::1]:eth0")
	}
	if r.Port != "" {
		if n, err := strconv.ParseUint(r.Port, 10, 16); err != nil || n == 0 {
			return fmt.Errorf("%q is no port; an interface stands behind a slash: ssh://HOST:PORT/IFACE", r.Port)
		}
		return nil
	}
	if n, err := strconv.Atoi(r.Interface); err == nil && !clear {
		return fmt.Errorf("what stands behind the colon is an interface; if %d is meant as a port: ssh://%s:%d/IFACE", n, r.Host, n)
	}
	return nil
}

// String is where frames come from, as the user may write it.
func (r Remote) String() string {
	if r.Interface == "" {
		return r.Host
	}
	return r.bracketed() + ":" + r.Interface
}

// bracketed is the host with an IPv6 address in brackets.
func (r *Remote) bracketed() string {
	user, name := cutUser(r.Host)
	return user + bracket(name)
}

func bracket(name string) string {
	if strings.Contains(name, ":") {
		return "[" + name + "]"
	}
	return name
}

// cutUser divides [USER@]HOST where ssh does, behind the last @.
func cutUser(host string) (user, name string) {
	at := strings.LastIndexByte(host, '@') + 1
	return host[:at], host[at:]
}

// OpenRemote begins to capture on another host: tcpdump runs there, begun by the
// system's ssh, which may ask for a password on the terminal meanwhile. It returns
// when frames can come. Of o, Interfaces and Filter do not count: FilterText is given
// to tcpdump there, joined with one that leaves the connection of ssh out. Errors are
// *Error.
//
// Again begins ssh anew, and that one does not ask. Filter does not count there either.
func OpenRemote(r Remote, o LiveOptions) (*LiveSource, error) {
	o.Interfaces = []string{r.String()}
	d := &remoteDevice{remote: r, o: o, bell: make(chan struct{}, 1), begins: beginMost * time.Second}
	if err := d.open(false); err != nil {
		return nil, err
	}
	if o.SnapLen == 0 || o.SnapLen > MaxFrame {
		o.SnapLen = MaxFrame
	}
	l, err := startLive(o, []device{d})
	if err != nil {
		d.close()
	}
	return l, err
}
