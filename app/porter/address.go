package porter

import (
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// Address is where a team store is: one that a person has named, and that the
// porter dials.
type Address struct {
	Network string // "tcp" or "unix"
	Address string // "host:port", the host in ASCII and small letters; of a Unix socket its absolute path
}

// ParseAddress normalises an address, so that two ways to write it are one. The
// error is an *Error in words.
func ParseAddress(network, address string) (Address, error) {
	switch network {
	case "tcp":
		name, port, err := net.SplitHostPort(address)
		if err != nil {
			return Address{}, refused("%q is not an address. Give a computer's name and a port, as in db.example.org:8080.", address)
		}
		number, err := strconv.ParseUint(port, 10, 16)
		if err != nil || number == 0 {
			return Address{}, refused("%q has no port that exists. Ports are numbers from 1 to 65535.", address)
		}
		host, ok := computer(name)
		if !ok {
			return Address{}, refused("%q can't be the name of a computer.", name)
		}
		return Address{"tcp", net.JoinHostPort(host, strconv.FormatUint(number, 10))}, nil
	case "unix":
		if !filepath.IsAbs(address) || strings.ContainsFunc(address, invisible) || strings.Contains(address, "\uFFFD") {
			return Address{}, refused("%q is not the complete path of a socket. Give it from the root on.", address)
		}
		return Address{"unix", filepath.Clean(address)}, nil
	}
	return Address{}, refused("A team store can't be reached by %q, only by tcp or by a unix socket.", network)
}

// computer normalises a host's name or IP address. Unlike a link's, it may be
// one of this network only, and have underscores, as containers' names do.
func computer(name string) (string, bool) {
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.String(), ip.Zone() == ""
	}
	ascii, err := idna.ToASCII(name)
	if err != nil || ascii == "" || len(ascii) > 253 {
		return "", false
	}
	ascii = strings.ToLower(ascii)
	for _, r := range ascii {
		if !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '.' || r == '_') {
			return "", false
		}
	}
	return ascii, true
}

// String is the address as an option of the porter's, and as people read it.
func (a Address) String() string { return a.Network + ":" + a.Address }

// host is what messages call the other side.
func (a Address) host() string {
	if a.Network == "unix" {
		return a.Address
	}
	host, _, _ := net.SplitHostPort(a.Address)
	return host
}

// detail is what the audit log says of a connection to the address.
func (a Address) detail() map[string]string {
	detail := map[string]string{"purpose": purpose, "network": a.Network}
	if a.Network == "unix" {
		detail["path"] = a.Address
		return detail
	}
	detail["host"], detail["port"], _ = net.SplitHostPort(a.Address)
	return detail
}

// addressFlag collects the option --team-store.
type addressFlag []Address

func (f *addressFlag) String() string { return fmt.Sprint(*f) }

func (f *addressFlag) Set(text string) error {
	network, address, _ := strings.Cut(text, ":")
	a, err := ParseAddress(network, address)
	if err == nil {
		*f = append(*f, a)
	}
	return err
}
