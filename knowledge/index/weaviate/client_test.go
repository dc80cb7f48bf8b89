package weaviate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/index/weaviate/weaviatetest"
)

func TestMain(m *testing.M) { weaviatetest.Main(m) }

// fake answers as the function says.
func fake(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func config(t testing.TB, address string) Config {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return Config{URL: u, Dial: new(net.Dialer).DialContext, Patience: 200 * time.Millisecond}
}

// code opens a store and gives the code of the error.
func openCode(t *testing.T, c Config) (string, string) {
	t.Helper()
	s, err := Open(t.Context(), c)
	if err == nil {
		s.Close()
		t.Fatal("the store was opened")
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is not in words: %v", err)
	}
	return e.Code, e.Message
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"weaviate://localhost":                      "localhost:8080",
		"weaviates://store.example.org":             "store.example.org:443",
		"weaviate://a:1,b,c:3/Ours":                 "a:1 b:8080 c:3",
		"weaviate://[::1]:3":                        "[::1]:3",
		"weaviate://a/Our_Library1?replicas=2":      "a:8080",
		"weaviate://":                               "",
		"weaviate://a:0":                            "",
		"weaviate://a,,b":                           "",
		"weaviate://ann:secret@a":                   "",
		"weaviate://ann@a":                          "a:8080",
		"weaviate://a/lower":                        "",
		"weaviate://a/Two/Parts":                    "",
		"weaviate://a/Name?replicas=none":           "",
		"weaviate://a/Name?key=secret":              "",
		"http://a":                                  "",
		"weaviate://a/" + strings.Repeat("A", 1000): "",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		hosts, err := Addresses(u)
		if want == "" {
			var e *Error
			if !errors.As(err, &e) || e.Code != CodeAddress || strings.Contains(e.Message, "secret") {
				t.Errorf("%s: %v, %v", address, hosts, err)
			}
			continue
		}
		if err != nil || strings.Join(hosts, " ") != want {
			t.Errorf("%s: %v, %v; want %s", address, hosts, err, want)
		}
	}
}

// TestKeyStays: the key goes to the named host, and neither it nor anything else
// to where that host would have it sent.
func TestKeyStays(t *testing.T) {
	var elsewhere, right atomic.Int32
	other := fake(t, func(w http.ResponseWriter, r *http.Request) { elsewhere.Add(1) })
	host := fake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer the-key" {
			right.Add(1)
		}
		http.Redirect(w, r, "http://"+other+r.URL.Path, http.StatusTemporaryRedirect)
	})
	c := config(t, "weaviate://"+host)
	c.Password = "the-key"
	code, message := openCode(t, c)
	if code != CodeOther || !strings.Contains(message, host) || strings.Contains(message, "the-key") {
		t.Errorf("a redirect is %s: %s", code, message)
	}
	if right.Load() == 0 || elsewhere.Load() != 0 {
		t.Errorf("the named host got the key %d times, the other was called %d times", right.Load(), elsewhere.Load())
	}
}

// TestNoProxy: the environment's proxy is not used, and nothing dials but Config.Dial.
func TestNoProxy(t *testing.T) {
	var proxied atomic.Int32
	proxy := fake(t, func(w http.ResponseWriter, r *http.Request) { proxied.Add(1) })
	t.Setenv("HTTP_PROXY", "http://"+proxy)
	var dialled []string
	c := config(t, "weaviate://store.example.org:8080")
	c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled = append(dialled, network+" "+address)
		return nil, errors.New("The porter says in words why not.")
	}
	code, message := openCode(t, c)
	if code != CodeAway || message != "The porter says in words why not." {
		t.Errorf("what the porter says became %s: %s", code, message)
	}
	for _, d := range dialled {
		if d != "tcp store.example.org:8080" {
			t.Errorf("dialled is %s", d)
		}
	}
	if proxied.Load() != 0 || len(dialled) == 0 {
		t.Errorf("the proxy was asked %d times, %d dials", proxied.Load(), len(dialled))
	}
}

func TestRefusals(t *testing.T) {
	status := func(code int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(code)
			fmt.Fprint(w, body)
		}
	}
	for name, test := range map[string]struct {
		answer     http.HandlerFunc
		code, says string
	}{
		"wrong key":       {status(401, `{"code":401,"message":"unauthorized: invalid api key"}`), CodeKey, "does not accept this key"},
		"key of no use":   {status(403, `{"error":[{"message":"forbidden: read_collections"}]}`), CodeKey, "read_collections"},
		"something else":  {status(200, `<html>It works!</html>`), CodeOther, "not Weaviate"},
		"another API":     {status(404, `{"error":"no such page"}`), CodeOther, "not Weaviate"},
		"too old":         {status(200, `{"version":"1.24.9"}`), CodeOther, "1.24.9"},
		"another major":   {status(200, `{"version":"2.0.1"}`), CodeOther, "Update Carrel"},
		"starting still":  {status(503, ``), CodeAway, "Try again"},
		"version unknown": {status(200, `{"version":"nightly"}`), CodeOther, "nightly"},
		"garbage":         {status(200, "\x00\xff"), CodeOther, "not Weaviate"},
		"broken":          {status(500, `{"error":[{"message":"store is read-only due to: disk usage too high. Set to read-only at 91.00%"}]}`), CodeFull, "disk"},
	} {
		t.Run(name, func(t *testing.T) {
			code, message := openCode(t, config(t, "weaviate://"+fake(t, test.answer)))
			if code != test.code || !strings.Contains(message, test.says) {
				t.Errorf("it is %s: %s", code, message)
			}
		})
	}
}

// A key that is refused is one that another can take the place of, for every kind of store.
func TestKeyIsRefused(t *testing.T) {
	_, err := Open(t.Context(), config(t, "weaviate://"+fake(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })))
	if !errors.Is(err, index.ErrStoreKey) || errors.Is(err, index.ErrStoreAway) {
		t.Errorf("a refused key is %v", err)
	}
}

func TestAway(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	_, err = Open(t.Context(), config(t, "weaviate://"+address))
	if !errors.Is(err, index.ErrStoreAway) || !strings.Contains(err.Error(), "Nothing answers at "+address) {
		t.Errorf("a port that nobody listens on is %v", err)
	}
	// Another protocol: that does not get better by waiting.
	greeter, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer greeter.Close()
	go func() {
		for {
			conn, err := greeter.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(conn, "220 mail.example ESMTP\r\n")
			conn.Close()
		}
	}()
	if code, message := openCode(t, config(t, "weaviate://"+greeter.Addr().String())); code != CodeOther || !strings.Contains(message, "not Weaviate") {
		t.Errorf("a mail server is %s: %s", code, message)
	}
	// TLS where there is none, and none where it is wanted.
	plain := fake(t, func(w http.ResponseWriter, r *http.Request) {})
	if _, message := openCode(t, config(t, "weaviates://"+plain)); !strings.Contains(message, "without TLS") {
		t.Errorf("TLS to a server without: %s", message)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it says that nobody trusts it
	server.StartTLS()
	defer server.Close()
	if _, message := openCode(t, config(t, "weaviates://"+server.Listener.Addr().String())); !strings.Contains(message, "certificate") {
		t.Errorf("a certificate that nobody knows: %s", message)
	}
}

// TestNextNode: a node that does not answer is passed over, and the one that
// does is asked from then on.
func TestNextNode(t *testing.T) {
	var bad, good atomic.Int32
	first := fake(t, func(w http.ResponseWriter, r *http.Request) {
		bad.Add(1)
		w.WriteHeader(http.StatusBadGateway)
	})
	second := fake(t, func(w http.ResponseWriter, r *http.Request) {
		good.Add(1)
		fmt.Fprint(w, `{"version":"1.36.0"}`)
	})
	c, err := newClient(config(t, "weaviate://"+first+","+second))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for range 5 {
		if err := c.call(t.Context(), http.MethodGet, "/v1/meta", nil, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if bad.Load() != 1 || good.Load() != 5 {
		t.Errorf("the first node was asked %d times, the second %d times", bad.Load(), good.Load())
	}
}

// TestTriedAgain: what a cluster cannot do for a moment is tried until it can.
func TestTriedAgain(t *testing.T) {
	var asked atomic.Int32
	host := fake(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < 4 {
			w.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(w, `{"error":[{"message":"leader not found"}]}`)
			return
		}
		fmt.Fprint(w, `{"version":"1.36.0"}`)
	})
	c := config(t, "weaviate://"+host)
	c.Patience = time.Minute
	client, err := newClient(c)
	if err != nil {
		t.Fatal(err)
	}
	defer client.close()
	if err := client.call(t.Context(), http.MethodGet, "/v1/meta", nil, nil, nil); err != nil {
		t.Error(err)
	}
}

// TestStarting: a node that has started serves before it has read its schema.
// A search waits for that, and where it does not come, says so in words.
func TestStarting(t *testing.T) {
	const starting = `{"error":[{"message":"no graphql provider present, this is most likely because no schema is present. Import a schema first!"}]}`
	var asked atomic.Int32
	ready := int32(4)
	host := fake(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < ready {
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, starting)
			return
		}
		fmt.Fprint(w, `{"data":{"Get":{"a":[]}}}`)
	})
	c := config(t, "weaviate://"+host)
	c.Patience = time.Minute
	client, err := newClient(c)
	if err != nil {
		t.Fatal(err)
	}
	defer client.close()
	question := []selection{{name: "a", collection: "C", fields: "text"}}
	if found, err := client.find(t.Context(), question, nil); err != nil || string(found["a"]) != "[]" {
		t.Errorf("a search of a node that is starting finds %s, %v", found["a"], err)
	}
	ready, client.patience = 1<<30, time.Millisecond
	_, err = client.find(t.Context(), question, nil)
	if !errors.Is(err, index.ErrStoreAway) || !strings.Contains(err.Error(), "is starting") {
		t.Errorf("a node that stays so is %v", err)
	}
}

// TestWriteTriedAgain: what a reply said of an object is not said of it any more once the
// next one does not.
func TestWriteTriedAgain(t *testing.T) {
	var asked atomic.Int32
	s := storeAt(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < 3 {
			fmt.Fprint(w, `[{"id":"1","result":{"status":"FAILED","errors":{"error":[{"message":"could not find index for class NamePassage. It might have been deleted in the meantime"}]}}}]`)
			return
		}
		fmt.Fprint(w, `[{"id":"1","result":{"status":"SUCCESS"}}]`)
	})
	// The third is well, and it is written once more, see write.
	if err := s.write(t.Context(), object{}); err != nil || asked.Load() != 4 {
		t.Errorf("after %d requests: %v", asked.Load(), err)
	}
}

// TestCollectionsComeLate: a node that has started has no collections for a moment, and is
// not taken for one of which they were deleted.
func TestCollectionsComeLate(t *testing.T) {
	var asked atomic.Int32
	ready := int32(3)
	s := storeAt(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < ready {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		fmt.Fprint(w, `{"class":"NamePassage","properties":[{"name":"embedder","description":"{\"name\":\"minilm\",\"dimensions\":384}"}]}`)
	})
	if e, err := s.embedder(t.Context()); err != nil || e.Dimensions != 384 {
		t.Errorf("the embedder is %+v, %v", e, err)
	}
	ready, s.client.patience = 1<<30, time.Millisecond
	s.known.Store(nil)
	var e *Error
	if _, err := s.embedder(t.Context()); !errors.As(err, &e) || e.Code != CodeSchema {
		t.Errorf("collections that have been deleted are %v", err)
	}
}

// storeAt is a library of the name Name at a fake, without the questions of Open.
func storeAt(t *testing.T, answer http.HandlerFunc) *Store {
	t.Helper()
	c := config(t, "weaviate://"+fake(t, answer))
	c.Patience = time.Minute
	client, err := newClient(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.close)
	return &Store{client: client, passage: "NamePassage"}
}

func TestCancelledRequest(t *testing.T) {
	arrived, done := make(chan struct{}), make(chan struct{})
	host := fake(t, func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
		close(done)
	})
	client, err := newClient(config(t, "weaviate://"+host))
	if err != nil {
		t.Fatal(err)
	}
	defer client.close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	if err := client.call(ctx, http.MethodGet, "/v1/meta", nil, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a request that was cancelled is %v", err)
	}
	<-done // the server is told
}

// TestQuoted: what people write does not become part of a query.
func TestQuoted(t *testing.T) {
	var b strings.Builder
	both(equal("text", `"}){all}`+"\n\u2028\\"), anyOf("id", []string{"a", `"`}), compare("added", "LessThan", 1.7e12)).graphQL(&b)
	want := `{operator:And,operands:[{operator:Equal,path:["text"],valueText:"\"}){all}\n\u2028\\"},{operator:ContainsAny,path:["id"],valueText:["a","\""]},{operator:LessThan,path:["added"],valueNumber:1700000000000}]}`
	if b.String() != want {
		t.Errorf("written is\n%s\ninstead of\n%s", &b, want)
	}
}

// TestTLS: TLS begins and ends here, over whatever connection Config.Dial gives.
func TestTLS(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"version":"1.36.0"}`) }))
	defer server.Close()
	client, err := newClient(config(t, "weaviates://"+server.Listener.Addr().String()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.close()
	client.http.Transport.(*http.Transport).TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	if err := client.call(t.Context(), http.MethodGet, "/v1/meta", nil, nil, nil); err != nil {
		t.Error(err)
	}
}

// An object that comes with nothing in it, while a node goes down, is asked for again.
func TestEmptyObject(t *testing.T) {
	for name, first := range map[string]string{"no body": "", "no properties": `{"id":"1"}`, "null": `{"properties":null}`, "none of them": `{"properties":{}}`} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int32
			s := storeAt(t, func(w http.ResponseWriter, _ *http.Request) {
				if asked.Add(1) == 1 {
					fmt.Fprint(w, first)
					return
				}
				fmt.Fprint(w, `{"properties":{"record":"{}"},"vector":[1,2]}`)
			})
			properties, vector, there, err := s.read(t.Context(), "NameDocument", "1", true)
			if err != nil || !there || string(properties) != `{"record":"{}"}` || len(vector) != 2 || asked.Load() != 2 {
				t.Errorf("%s, %v, there %v, %v, asked %d times", properties, vector, there, err, asked.Load())
			}
		})
	}
}
