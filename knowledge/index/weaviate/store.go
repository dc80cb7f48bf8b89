package weaviate

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"carrel/knowledge/index"
)

// Store is a library in a Weaviate cluster. Its methods may be called from
// several goroutines.
type Store struct {
	client                    *client
	passage, document, holder string // the names of the collections

	replicated bool // objects are on several nodes

	known atomic.Pointer[index.SharedEmbedder] // once there is one, which then stays

	doubtful sync.Map // the ids of objects that may have been cut off when they were written last, see write

	mu     sync.Mutex
	counts map[string]counted      // of passages by term; "": of all
	cut    map[string][]unfinished // what Put was cut off with, by document
	most   time.Time               // until then most of the replicas are enough, see send
	missed bool                    // since that began, a node was seen not to answer
}

// Open connects to a cluster and sets the library up where it is not there yet.
func Open(ctx context.Context, c Config) (*Store, error) {
	client, err := newClient(c)
	if err != nil {
		return nil, err
	}
	name := client.address.name
	s := &Store{client: client, passage: name + "Passage", document: name + "Document", holder: name + "Holder", counts: map[string]counted{}}
	if _, err = s.checkVersion(ctx); err == nil {
		err = s.setUp(ctx)
	}
	if err != nil {
		client.close()
		return nil, err
	}
	return s, nil
}

// Close ends the connections.
func (s *Store) Close() error {
	s.client.close()
	return nil
}
