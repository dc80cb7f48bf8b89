package porter

import (
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxLink is the longest link that is opened, in bytes. Longer ones are not for
// reading, and could carry much of a document away.
const maxLink = 2048

// Link is a link that may be handed to another program.
type Link struct {
	URL    string // normalised: printable ASCII, no quotes, spaces or dollar signs
	Scheme string // "http", "https" or "mailto"
	Host   string // where it leads; of a mailto link the first address's domain
}

// CheckLink decides whether a link may be opened, and normalises it. The error
// is an *Error in words.
func CheckLink(raw string) (Link, error) {
	if len(raw) > maxLink {
		return Link{}, refused("This link is too long to open: it has %d characters, %d are allowed.", len(raw), maxLink)
	}
	if !utf8.ValidString(raw) || strings.ContainsFunc(raw, invisible) {
		return Link{}, refused("This link has characters in it that can't be seen. Carrel doesn't open it.")
	}
	u, err := url.Parse(raw)
	if err != nil {
		return Link{}, refused("This isn't a link that can be opened.")
	}
	var link Link
	switch u.Scheme {
	case "http", "https":
		link, err = webLink(u)
	case "mailto":
		link, err = mailLink(u)
	default:
		return Link{}, refused("Carrel opens links that begin with http:, https: or mailto: only.")
	}
	if err != nil {
		return Link{}, err
	}
	if len(link.URL) > maxLink {
		return Link{}, refused("This link is too long to open: written out, it has %d characters, %d are allowed.", len(link.URL), maxLink)
	}
	return link, nil
}

// invisible characters could hide where a link leads: controls, spaces,
// direction marks and joiners.
func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs)
}

func webLink(u *url.URL) (Link, error) {
	if u.User != nil {
		return Link{}, refused("This link has a user name or a password in it. Carrel doesn't open it.")
	}
	if u.Opaque != "" || u.Host == "" {
		return Link{}, refused("This link names no website.")
	}
	host, err := hostName(u.Hostname())
	if err != nil {
		return Link{}, err
	}
	authority := host
	if strings.Contains(host, ":") {
		authority = "[" + host + "]"
	}
	if port := u.Port(); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return Link{}, refused("This link names a port that doesn't exist.")
		}
		authority += ":" + strconv.FormatUint(n, 10)
	} else if strings.HasSuffix(u.Host, ":") {
		return Link{}, refused("This isn't a link that can be opened.")
	}
	text := u.Scheme + "://" + authority + u.EscapedPath()
	if u.RawQuery != "" || u.ForceQuery {
		text += "?" + u.RawQuery
	}
	if fragment := u.EscapedFragment(); fragment != "" {
		text += "#" + fragment
	}
	return Link{URL: escape(text), Scheme: u.Scheme, Host: host}, nil
}

// hostName normalises a name or an IP address. Names in other scripts become
// ASCII, as browsers do it, so that the log and the browser can't be fooled by
// letters that look alike.
func hostName(host string) (string, error) {
	if address, err := netip.ParseAddr(host); err == nil {
		if address.Zone() != "" {
			return "", refused("This link leads to a device on this network only. Carrel doesn't open it.")
		}
		return address.String(), nil
	}
	name, err := idna.Lookup.ToASCII(host)
	if err == nil && name != "" {
		// What idna makes of bytes that are no text isn't a name itself.
		_, err = idna.Lookup.ToASCII(name)
	}
	if err != nil || name == "" || len(name) > 253 {
		return "", refused("This link names a website that can't exist.")
	}
	for _, r := range name {
		if !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '.') {
			return "", refused("This link names a website that can't exist.")
		}
	}
	return name, nil
}

// mailFields are what a mailto link may fill in. Some mail programs know
// further ones, and "attach" would send any file.
var mailFields = []string{"subject", "body", "cc"}

func mailLink(u *url.URL) (Link, error) {
	if u.Host != "" || u.Path != "" || u.Fragment != "" {
		return Link{}, refused("This isn't an e-mail link that can be opened.")
	}
	list, err := url.PathUnescape(u.Opaque)
	if err != nil || strings.ContainsFunc(list, invisible) {
		return Link{}, refused("This isn't an e-mail link that can be opened.")
	}
	addresses, host, err := mailAddresses(list)
	if err != nil {
		return Link{}, err
	}
	// A plus sign is itself here (RFC 6068), where a web form means a space.
	query, err := url.ParseQuery(strings.ReplaceAll(u.RawQuery, "+", "%2B"))
	if err != nil {
		return Link{}, refused("This isn't an e-mail link that can be opened.")
	}
	var fields []string
	known := 0
	for _, name := range mailFields {
		values := query[name]
		if len(values) == 0 {
			continue
		}
		known++
		value := values[0]
		if len(values) > 1 || !utf8.ValidString(value) || (name != "body" && strings.ContainsFunc(value, unicode.IsControl)) {
			return Link{}, refused("This isn't an e-mail link that can be opened.")
		}
		if name == "cc" {
			if _, _, err := mailAddresses(value); err != nil {
				return Link{}, err
			}
		}
		fields = append(fields, name+"="+strings.ReplaceAll(url.QueryEscape(value), "+", "%20"))
	}
	if known != len(query) {
		return Link{}, refused("This e-mail link asks for more than an address, a subject and a text. Carrel doesn't open it.")
	}
	text := "mailto:" + addresses
	if len(fields) > 0 {
		text += "?" + strings.Join(fields, "&")
	}
	return Link{URL: escape(text), Scheme: "mailto", Host: host}, nil
}

// mailAddresses checks a list of plain addresses. It returns it escaped, and the
// domain of the first.
func mailAddresses(list string) (escaped, host string, err error) {
	var all []string
	for address := range strings.SplitSeq(list, ",") {
		parsed, err := mail.ParseAddress(address)
		if err != nil || parsed.Name != "" || parsed.Address != address {
			return "", "", refused("This e-mail link has no address that can be written to.")
		}
		local, domain, _ := strings.Cut(address, "@")
		if domain, err = hostName(domain); err != nil {
			return "", "", err
		}
		if host == "" {
			host = domain
		}
		all = append(all, url.QueryEscape(local)+"@"+domain)
	}
	return strings.Join(all, ","), host, nil
}

// escape percent-encodes what has no place in a link, or a meaning to a shell
// script: xdg-open is one, and passes links on to others.
func escape(text string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~:/?#[]@!&()*+,;=%", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}
