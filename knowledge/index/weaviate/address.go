package weaviate

import (
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// address says where a library is kept: on which servers, and under which name.
type address struct {
	tls      bool
	hosts    []string // "host:port" of the nodes to talk to, at least one; all of one cluster
	name     string   // what the names of its collections begin with
	replicas int      // copies of every object; 0: as many as there are nodes, at most 3
	shards   int      // parts that the objects are spread over
}

// Schemes of a Weaviate address: without TLS, for this computer or a network
// that is trusted, and with it.
const (
	Scheme    = "weaviate"
	SchemeTLS = "weaviates"
)

// defaultName is where a library lies if its address gives no name.
const defaultName = "Carrel"

// names are those that Weaviate takes for a collection.
var names = regexp.MustCompile(`^[A-Z][_0-9A-Za-z]{0,99}$`)

// Addresses are those that have to be dialled, by TCP, for a store such as
//
//	weaviate://localhost:8080
//	weaviates://a.example.org,b.example.org:8443/OurLibrary?replicas=3
//
// Several hosts are nodes of one cluster: when one does not answer, the next is
// asked. The error is an *Error in words.
func Addresses(u *url.URL) ([]string, error) {
	a, err := parse(u)
	return a.hosts, err
}

func parse(u *url.URL) (address, error) {
	a := address{name: defaultName, shards: 1}
	port := "8080"
	switch u.Scheme {
	case Scheme:
	case SchemeTLS:
		a.tls, port = true, "443"
	default:
		return a, failure(CodeAddress, "The address of a Weaviate store begins with weaviate:// or weaviates://, not with %s://.", u.Scheme)
	}
	// A name before the @ says nothing to Weaviate.
	if _, secret := u.User.Password(); secret {
		return a, failure(CodeAddress, "The address of a team store is shown and written down, so it has no password or key in it. Leave out what is before the @; Carrel asks for the key.")
	}
	for host := range strings.SplitSeq(u.Host, ",") {
		name, number := host, port
		if h, p, err := net.SplitHostPort(host); err == nil {
			name, number = h, p
		}
		name = strings.Trim(name, "[]")
		if n, err := strconv.ParseUint(number, 10, 16); err != nil || n == 0 || name == "" {
			return a, failure(CodeAddress, "%q is not the address of a Weaviate store. It looks like weaviate://localhost:8080/Carrel, or weaviates:// with TLS.", u.Redacted())
		}
		a.hosts = append(a.hosts, net.JoinHostPort(name, number))
	}
	if name := strings.Trim(u.Path, "/"); name != "" {
		if !names.MatchString(name) {
			return a, failure(CodeAddress, "%q can't be the name of a library in Weaviate: it begins with a capital letter and goes on with letters, digits and _, at most 100.", name)
		}
		a.name = name
	}
	options, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return a, failure(CodeAddress, "What stands behind the ? of %q can't be read.", u.Redacted())
	}
	for name, values := range options {
		into := map[string]*int{"replicas": &a.replicas, "shards": &a.shards}[name]
		if into == nil {
			return a, failure(CodeAddress, "The address of a Weaviate store has no option %q, only replicas and shards.", name)
		}
		if *into, err = strconv.Atoi(values[0]); err != nil || *into < 1 || *into > 100 {
			return a, failure(CodeAddress, "%s=%s is not a number from 1 to 100.", name, values[0])
		}
	}
	return a, nil
}
