// Package weaviatetest starts Weaviate servers on loopback for tests: one node,
// or several that replicate, which can be killed and started again. The server
// is the one that build/setup/weaviate.sh builds; `make test-stores` says where
// it is, and without that the tests are skipped.
package weaviatetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Binary is the environment variable that holds the path of the server.
const Binary = "CARREL_WEAVIATE"

// Key is the API key of a cluster that is started with Options.Keyed.
const Key = "a-key-for-tests"

// startLimit is how long a node has to become ready. Three of them that start
// at once on a busy machine take their time.
const startLimit = 2 * time.Minute

// Options say what kind of cluster to start.
type Options struct {
	Nodes int      // default 1
	Keyed bool     // asks for Key; otherwise anybody may do anything
	Env   []string // more of the server's environment
	// Disk is how large a disk of its own each node has, in bytes, in memory; 0:
	// it uses the one of temporary files. Skips where there can be none.
	Disk int64
}

// Cluster is a number of nodes that know each other.
type Cluster struct {
	Nodes []*Node
	keyed bool
}

// Node is one server of a cluster.
type Node struct {
	Name    string
	Address string // of its HTTP interface, "127.0.0.1:port"

	t       testing.TB
	cluster *Cluster
	env     []string
	port    int
	log     string
	data    string
	cmd     *exec.Cmd
	ended   chan struct{}
}

// ports are those of one node. On one machine a node expects the others' RPC
// ports right behind their RAFT ports.
type ports struct{ http, grpc, gossip, data, raft, rpc int }

// Start starts a cluster, waits until it is ready, and ends it with the test.
func Start(t testing.TB, o Options) *Cluster {
	t.Helper()
	binary := os.Getenv(Binary)
	if binary == "" {
		t.Skipf("no Weaviate server here: run make test-stores, or name one in %s", Binary)
	}
	o.Nodes = max(o.Nodes, 1)
	all := make([]ports, o.Nodes)
	var gossip, raft []string
	first := freePorts(t, 6*o.Nodes)
	for i := range all {
		p := first + 6*i
		all[i] = ports{p, p + 1, p + 2, p + 3, p + 4, p + 5}
		gossip = append(gossip, fmt.Sprintf("127.0.0.1:%d", all[i].gossip))
		raft = append(raft, fmt.Sprintf("node%d:%d", i, all[i].raft))
	}
	c := &Cluster{keyed: o.Keyed}
	home := t.TempDir()
	for i, p := range all {
		name := "node" + strconv.Itoa(i)
		data := filepath.Join(home, name)
		if err := os.MkdirAll(data, 0o700); err != nil {
			t.Fatal(err)
		}
		if o.Disk > 0 {
			mountDisk(t, data, o.Disk)
		}
		env := []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + data, "TMPDIR=" + data,
			"PERSISTENCE_DATA_PATH=" + data,
			"DISABLE_TELEMETRY=true", "AUTOSCHEMA_ENABLED=false", "ENABLE_MODULES=", "API_BASED_MODULES_DISABLED=true",
			"LOG_LEVEL=info", "LOG_FORMAT=text", "GOMAXPROCS=2",
			"MEMORY_READONLY_PERCENTAGE=0",
			"GRPC_PORT=" + strconv.Itoa(p.grpc), "GO_PROFILING_DISABLE=true",
			"CLUSTER_HOSTNAME=" + name, "CLUSTER_IN_LOCALHOST=true",
			"CLUSTER_BIND_ADDR=127.0.0.1", "CLUSTER_ADVERTISE_ADDR=127.0.0.1",
			"CLUSTER_GOSSIP_BIND_PORT=" + strconv.Itoa(p.gossip), "CLUSTER_DATA_BIND_PORT=" + strconv.Itoa(p.data),
			"CLUSTER_BASIC_AUTH_USERNAME=carrel", "CLUSTER_BASIC_AUTH_PASSWORD=" + Key,
			"RAFT_PORT=" + strconv.Itoa(p.raft), "RAFT_INTERNAL_RPC_PORT=" + strconv.Itoa(p.rpc),
			"CLUSTER_JOIN=" + strings.Join(gossip, ","), "RAFT_JOIN=" + strings.Join(raft, ","), "RAFT_BOOTSTRAP_EXPECT=" + strconv.Itoa(o.Nodes),
			"RAFT_TIMEOUTS_MULTIPLIER=2", // not 5: they are on one machine, and somebody waits
		}
		if o.Disk == 0 { // how full the tests' disk is, is not what they are about
			env = append(env, "DISK_USE_READONLY_PERCENTAGE=100", "DISK_USE_WARNING_PERCENTAGE=100")
		}
		if o.Keyed {
			env = append(env, "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=false", "AUTHENTICATION_APIKEY_ENABLED=true",
				"AUTHENTICATION_APIKEY_ALLOWED_KEYS="+Key, "AUTHENTICATION_APIKEY_USERS=carrel@example.org")
		} else {
			env = append(env, "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=true")
		}
		n := &Node{Name: name, Address: net.JoinHostPort("127.0.0.1", strconv.Itoa(p.http)), t: t, cluster: c,
			env: append(env, o.Env...), port: p.http, data: data, log: filepath.Join(home, name+".log")}
		c.Nodes = append(c.Nodes, n)
		n.start(binary)
	}
	t.Cleanup(func() {
		for _, n := range c.Nodes {
			n.Kill()
			if t.Failed() {
				t.Logf("the end of the log of %s:\n%s", n.Name, n.tail())
			}
		}
	})
	c.await()
	return c
}

// URL is the address of the cluster: of all its nodes, or of those given.
func (c *Cluster) URL(nodes ...*Node) string {
	if len(nodes) == 0 {
		nodes = c.Nodes
	}
	var hosts []string
	for _, n := range nodes {
		hosts = append(hosts, n.Address)
	}
	return "weaviate://" + strings.Join(hosts, ",")
}

// Kill ends the node at once, as SIGKILL does, and waits for that. What it has
// not written is lost; what it has written stays for Start.
func (n *Node) Kill() {
	_ = n.cmd.Process.Kill() // it may have ended
	<-n.ended
}

// FillDisk fills the node's own disk to more than nine tenths, which is where
// Weaviate becomes read-only; EmptyDisk gives the room back.
func (n *Node) FillDisk(disk int64) {
	n.t.Helper()
	if err := os.WriteFile(filepath.Join(n.data, ballast), make([]byte, disk*92/100), 0o600); err != nil {
		n.t.Fatal(err)
	}
}

// EmptyDisk undoes FillDisk.
func (n *Node) EmptyDisk() {
	n.t.Helper()
	if err := os.Remove(filepath.Join(n.data, ballast)); err != nil {
		n.t.Fatal(err)
	}
}

const ballast = "ballast"

// Start starts a node that was killed with the data it had, and waits until it
// is ready and its cluster complete again.
func (n *Node) Start() {
	n.t.Helper()
	n.start(os.Getenv(Binary))
	n.cluster.await()
}

func (n *Node) start(binary string) {
	n.t.Helper()
	log, err := os.OpenFile(n.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		n.t.Fatal(err)
	}
	defer log.Close()
	n.cmd = exec.Command(binary, "--scheme", "http", "--host", "127.0.0.1", "--port", strconv.Itoa(n.port))
	n.cmd.Env, n.cmd.Stdout, n.cmd.Stderr = n.env, log, log
	n.cmd.Dir = filepath.Dir(n.log)
	endWithParent(n.cmd)
	if err := n.cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.ended = make(chan struct{})
	go func() {
		_ = n.cmd.Wait() // however it ended
		close(n.ended)
	}()
}

// await waits until every node that runs is ready and sees all the others.
func (c *Cluster) await() {
	for _, n := range c.Nodes {
		n.t.Helper()
		ctx, cancel := context.WithTimeout(context.Background(), startLimit)
		for {
			err := n.complete(ctx)
			if err == nil {
				break
			}
			select {
			case <-n.ended:
				cancel()
				n.t.Fatalf("%s ended before it was ready", n.Name)
			case <-ctx.Done():
				cancel()
				n.t.Fatalf("%s was not ready after %v: %v", n.Name, startLimit, err)
			case <-time.After(100 * time.Millisecond): // it tells nobody when it is
			}
		}
		cancel()
	}
}

// complete reports why the node is not ready, or does not see all nodes as healthy.
func (n *Node) complete(ctx context.Context) error {
	if _, err := n.get(ctx, "/v1/.well-known/ready"); err != nil {
		return err
	}
	body, err := n.get(ctx, "/v1/nodes")
	if err != nil {
		return err
	}
	var seen struct {
		Nodes []struct{ Name, Status string }
	}
	if err := json.Unmarshal(body, &seen); err != nil {
		return err
	}
	healthy := 0
	for _, other := range seen.Nodes {
		if other.Status == "HEALTHY" {
			healthy++
		}
	}
	if healthy < len(n.cluster.Nodes) {
		return fmt.Errorf("it sees %d of %d nodes", healthy, len(n.cluster.Nodes))
	}
	return nil
}

func (n *Node) get(ctx context.Context, path string) ([]byte, error) {
	address := url.URL{Scheme: "http", Host: n.Address, Path: path}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, err
	}
	if n.cluster.keyed {
		request.Header.Set("Authorization", "Bearer "+Key)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", response.Status, body)
	}
	return body, err
}

// tail is the end of the node's log.
func (n *Node) tail() string {
	data, err := os.ReadFile(n.log)
	if err != nil {
		return err.Error()
	}
	data = regexp.MustCompile(` build_\w+=\S*`).ReplaceAll(data, nil)
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-40):], []byte("\n")))
}

// given are the ports that servers of this process have been given: one that is
// only starting does not listen on them yet.
var given = struct {
	sync.Mutex
	ports map[int]bool
}{ports: map[int]bool{}}

// freePorts finds n ports of loopback, one after the other, that nobody listens on
// and that it has not given before.
func freePorts(t testing.TB, n int) int {
	t.Helper()
	given.Lock()
	defer given.Unlock()
	for range 100 {
		first, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		held := []net.Listener{first}
		port := first.Addr().(*net.TCPAddr).Port
		for i := 1; i < n && !given.ports[port] && !given.ports[port+i]; i++ {
			next, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port+i)))
			if err != nil {
				break
			}
			held = append(held, next)
		}
		for _, listener := range held {
			listener.Close()
		}
		if len(held) == n {
			for i := range n {
				given.ports[port+i] = true
			}
			return port
		}
	}
	t.Fatalf("there are no %d free ports in a row", n)
	return 0
}
