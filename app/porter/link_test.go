package porter

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestLinksThatOpen(t *testing.T) {
	for raw, want := range map[string]Link{
		"https://example.org":                          {"https://example.org", "https", "example.org"},
		"HTTP://Example.ORG:080/a/../b?q=1&r=2#part":   {"http://example.org:80/a/../b?q=1&r=2#part", "http", "example.org"},
		"https://bücher.example/straße?x=ä":            {"https://xn--bcher-kva.example/stra%C3%9Fe?x=%C3%A4", "https", "xn--bcher-kva.example"},
		"https://аpple.com/":                           {"https://xn--pple-43d.com/", "https", "xn--pple-43d.com"},
		"http://[2001:DB8::1]:8080/":                   {"http://[2001:db8::1]:8080/", "http", "2001:db8::1"},
		"http://192.0.2.1/":                            {"http://192.0.2.1/", "http", "192.0.2.1"},
		"https://example.org/$(id)?a=`id`&b='x'|y;z":   {"https://example.org/%24(id)?a=%60id%60&b=%27x%27%7Cy;z", "https", "example.org"},
		`https://example.org/"quoted"\back`:            {"https://example.org/%22quoted%22%5Cback", "https", "example.org"},
		"https://example.org/a%20b%2Fc?x=%22":          {"https://example.org/a%20b%2Fc?x=%22", "https", "example.org"},
		"mailto:ann@example.org":                       {"mailto:ann@example.org", "mailto", "example.org"},
		"mailto:ann+x@example.org,bob@example.net":     {"mailto:ann%2Bx@example.org,bob@example.net", "mailto", "example.org"},
		"mailto:ann@example.org?subject=Re:%20a%26b+c": {"mailto:ann@example.org?subject=Re%3A%20a%26b%2Bc", "mailto", "example.org"},
		"mailto:a@b.example?body=1%0D%0A2&cc=c@d.org":  {"mailto:a@b.example?body=1%0D%0A2&cc=c%40d.org", "mailto", "b.example"},
	} {
		got, err := CheckLink(raw)
		if err != nil || got != want {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", raw, got, err, want)
		}
	}
}

func TestLinksThatStayShut(t *testing.T) {
	for _, raw := range []string{
		"", "example.org", "//example.org/", "/etc/passwd", "--help", "https:", "https://", "https:example.org", "http://:80/",
		"file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "smb://host/share",
		"ms-msdt:/id", "vscode://file/x", "x-man-page://ls", "about:blank", "blob:https://example.org/x",
		"https://user@example.org/", "https://user:secret@example.org/", "https://example.org@evil.example/",
		"https://example.org/\nHost: evil", "https://example.org/\x00", "https://exa mple.org/", "https://example.org/a b",
		"https://example.org/\u202egro.live", "https://exam\u200bple.org/", "https://example.org/\xff",
		"https://example.org:0/", "https://example.org:65536/", "https://example.org:/", "https://example.org:http/",
		"http://[fe80::1%25eth0]/", "http://[::1", "https://ex_ample.org/", "https://exam;ple.org/", "https://$(id).example/",
		"https://example.org/" + strings.Repeat("a", maxLink), "https://example.org/" + strings.Repeat("ä", maxLink/3),
		"mailto:", "mailto:ann", "mailto://ann@example.org", "mailto:Ann <ann@example.org>", "mailto:ann@example.org?attach=/etc/passwd",
		"mailto:ann@example.org?subject=a%0ABcc:x@y.example", "mailto:ann@example.org?subject=a&subject=b", "mailto:ann@example.org?bcc=x@y.example",
		"mailto:ann@example.org?cc=x", "mailto:ann@example.org#x", "mailto:a%0A@example.org", "mailto:ann@exa%20mple.org",
	} {
		link, err := CheckLink(raw)
		var words *Error
		if !errors.As(err, &words) || words.Code != CodeRefused || !strings.HasSuffix(words.Message, ".") {
			t.Errorf("%.60q: %+v, %v; want a refusal in words", raw, link, err)
		}
	}
}

// FuzzCheckLink checks that whatever passes is safe as an argument and means
// the same when it is read again.
func FuzzCheckLink(f *testing.F) {
	for _, seed := range []string{
		"https://example.org/a?b=c#d", "http://[::1]:80/%2e", "HTTPS://ÄÖ.example/ß?%zz", "mailto:a@b.c?subject=x%26y&body=%0A",
		"https://example.org/$(id)`'\"\\|", "javascript:1", "https://u:p@h/", "http://1.2.3.4:99999", "mailto:a%40b@c.d,e@f.g", "https://a/?#", "https://a.b./..;/x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		link, err := CheckLink(raw)
		if err != nil {
			var words *Error
			if !errors.As(err, &words) {
				t.Fatalf("an error without words: %v", err)
			}
			return
		}
		if i := strings.IndexFunc(link.URL, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("'\"`$\\|<>^{}", r) }); i >= 0 {
			t.Errorf("%q became %q, which is unsafe at %d", raw, link.URL, i)
		}
		if len(link.URL) > maxLink || link.Host == "" || !strings.HasPrefix(link.URL, link.Scheme+":") {
			t.Errorf("%q became %+v", raw, link)
		}
		u, err := url.Parse(link.URL)
		if err != nil || u.Scheme != link.Scheme || u.User != nil {
			t.Errorf("%q became %q, which reads as %+v, %v", raw, link.URL, u, err)
		}
		if link.Scheme != "mailto" && u.Hostname() != link.Host {
			t.Errorf("%q leads to %q, the log would say %q", raw, u.Hostname(), link.Host)
		}
		again, err := CheckLink(link.URL)
		if err != nil || again != link {
			t.Errorf("%q became %+v, and that %+v, %v", raw, link, again, err)
		}
	})
}

// FuzzDecodeRequest checks that the porter does only what it has a name for.
func FuzzDecodeRequest(f *testing.F) {
	for _, seed := range []string{
		`{"id":1,"do":"open-link","url":"https://example.org/"}`, `{"id":0,"do":"open-link"}`, `{"id":1,"do":"open-link","shell":true}`,
		`{"id":1}{"id":2}`, `{"id":1,"do":"x"} `, `[]`, `null`, ``, `{"id":1e3}`, `{"id":1,"do":"dial-store","network":"tcp","address":"h:1"}`, `{"ID":1,"Do":"open-link"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		opened := 0
		p := testPorter(t, func(Link) error { opened++; return nil })
		r, err := decodeRequest(line)
		if len(line) >= maxLine || bytes.ContainsRune(line, '\n') {
			return // not one line
		}
		var said bytes.Buffer
		if err := p.serve(t.Context(), bytes.NewReader(append(line[:len(line):len(line)], '\n')), &said); err != nil {
			t.Fatal(err)
		}
		var got reply
		lines := bytes.Split(bytes.TrimSpace(said.Bytes()), []byte("\n"))
		if len(lines) != 2 || json.Unmarshal(lines[1], &got) != nil {
			t.Fatalf("%q was answered with %q", line, said.Bytes())
		}
		if err != nil {
			if got.Error == nil || got.ID != 0 || opened > 0 {
				t.Errorf("%q can't be read, and was answered with %+v", line, got)
			}
			return
		}
		if r.ID < 1 || got.ID != r.ID {
			t.Errorf("%q is request %d, and was answered as %d", line, r.ID, got.ID)
		}
		_, bad := CheckLink(r.URL)
		if want := r.Do == openLink && bad == nil; want != (opened == 1) || want != (got.Error == nil) {
			t.Errorf("%q: opened %d, %+v", line, opened, got.Error)
		}
	})
}
