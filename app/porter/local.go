package porter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"syscall"
	"time"

	"carrel/app/audit"
)

// The kinds of the audit log's entries about the local API.
const (
	// KindListen comes before programs on this computer can come in.
	KindListen = "api.listen"
	// KindHungUp comes when they can't any more: with the connections that there were.
	KindHungUp = "api.closed"
)

// mostCallers is how many connections of the local API are open at once.
const mostCallers = 256

// local is the door for other programs on this computer: a listener at the
// loopback address, whose connections are relayed to a Unix socket of the core.
// The core is given none of them: one that is accepted can be dissolved and
// connected to somebody else. The socket is named at the porter's start by the
// program that is not locked yet, and by nobody afterwards.
type local struct {
	socket string
	log    *audit.Log

	mutex    sync.Mutex
	listener net.Listener // nil: the door is shut
	open     map[net.Conn]bool
	callers  int // since it was opened
	running  sync.WaitGroup
}

func newLocal(socket string, log *audit.Log) *local {
	return &local{socket: socket, log: log, open: map[net.Conn]bool{}}
}

// listen opens the door, at a port or with 0 at any, and returns its address. A
// door that is open stays where it is. The error is an *Error in words.
func (l *local) listen(port int) (string, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.listener != nil {
		return l.listener.Addr().String(), nil
	}
	if port < 0 || port > 65535 {
		return "", refused("There is no port %d.", port)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return "", &Error{CodeInUse, fmt.Sprintf("Another program uses the port %d.", port)}
	}
	if err != nil {
		return "", &Error{CodeUnreachable, fmt.Sprintf("Carrel can't listen on this computer: %s.", err)}
	}
	address := listener.Addr().String()
	if err := l.log.Append(KindListen, map[string]string{"address": address}); err != nil {
		listener.Close()
		return "", &Error{CodeNoLog, fmt.Sprintf("The door for other programs was not opened, because that couldn't be written down: %s.", err)}
	}
	l.listener, l.callers = listener, 0
	l.running.Go(func() { l.accept(listener) })
	return address, nil
}

func (l *local) accept(listener net.Listener) {
	for {
		there, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(50 * time.Millisecond) // out of file descriptors, most likely: that passes
			continue
		}
		l.mutex.Lock()
		welcome := l.listener == listener && len(l.open) < mostCallers
		if welcome {
			l.open[there] = true
			l.callers++
			l.running.Go(func() { l.relay(there) })
		}
		l.mutex.Unlock()
		if !welcome {
			there.Close()
		}
	}
}

// relay carries bytes between a caller and the core until one of them ends.
func (l *local) relay(there net.Conn) {
	defer func() {
		there.Close()
		l.mutex.Lock()
		delete(l.open, there)
		l.mutex.Unlock()
	}()
	here, err := (&net.Dialer{Timeout: dialTimeout}).DialContext(context.Background(), "unix", l.socket)
	if err != nil {
		return // the core is ending
	}
	defer here.Close()
	var both sync.WaitGroup
	carry := func(to, from net.Conn) {
		// HTTP has no use for a half of a connection: where one direction ends, a
		// caller that goes away above all, both do.
		_, _ = io.Copy(to, from)
		there.Close()
		here.Close()
	}
	both.Go(func() { carry(here, there) })
	both.Go(func() { carry(there, here) })
	both.Wait()
}

// hangUp shuts the door and ends the connections through it.
func (l *local) hangUp() error {
	l.mutex.Lock()
	listener := l.listener
	l.listener = nil
	for c := range l.open {
		c.Close()
	}
	callers := l.callers
	l.mutex.Unlock()
	if listener == nil {
		return nil
	}
	listener.Close()
	l.running.Wait()
	err := l.log.Append(KindHungUp, map[string]string{"address": listener.Addr().String(), "connections": strconv.Itoa(callers)})
	if err != nil {
		return &Error{CodeNoLog, fmt.Sprintf("The door for other programs is shut, but that couldn't be written down: %s.", err)}
	}
	return nil
}
