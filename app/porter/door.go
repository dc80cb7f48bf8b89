package porter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"carrel/app/audit"
)

// purpose is what connections to a team store are for, in the audit log.
const purpose = "team store"

// The kinds of the audit log's entries about a team store.
const (
	// KindConnect comes before the first connection to an address, and again
	// when there is a connection logEvery after the last entry. Its detail has
	// "more", the connections since the last entry, where there were any.
	KindConnect = "store.connect"
	// KindClosed comes when the porter ends: how many connections there were to
	// an address, how many failed, and the bytes that were sent and received
	// (not counted over a Unix socket).
	KindClosed = "store.closed"
)

const (
	// A store that is asked opens and closes connections as it needs them; an
	// entry for each would hide what else the log says.
	logEvery = time.Hour
	// dialTimeout is long enough for three tries of a first packet that is lost.
	dialTimeout = 10 * time.Second
	// mostOpen connections are far more than the pool of any store here.
	mostOpen = 64
	// afterHangup is how long the other side has to end a connection after the
	// core has closed its end.
	afterHangup = 30 * time.Second
)

// doors are the porter's way to the team store: a few addresses, given at its
// start by the program that is not locked yet, and by nobody afterwards.
type doors struct {
	allowed []Address
	log     *audit.Log
	now     func() time.Time
	dial    func(ctx context.Context, network, address string) (net.Conn, error)

	mutex   sync.Mutex
	open    map[io.Closer]bool // what an end of the porter closes
	ended   bool
	visits  map[Address]*visits
	running sync.WaitGroup // relays
}

// visits are the connections to one address.
type visits struct {
	written           time.Time // of the last entry
	since             int       // connections since that entry
	connected, failed int
	sent, received    int64 // bytes, of those that the porter relayed
}

func newDoors(allowed []Address, log *audit.Log) *doors {
	dialer := net.Dialer{Timeout: dialTimeout}
	return &doors{
		allowed: allowed, log: log, now: time.Now, dial: dialer.DialContext,
		open: map[io.Closer]bool{}, visits: map[Address]*visits{},
	}
}

// permit checks that an address is allowed, and writes the connection down. The
// error is an *Error in words.
func (d *doors) permit(network, address string) (Address, error) {
	a, err := ParseAddress(network, address)
	if err != nil {
		return a, err
	}
	if !slices.Contains(d.allowed, a) {
		return a, refused("Carrel may not connect to %s: it is not the team store that was named when Carrel started. Choose the store in the settings, then start Carrel again.", a.Address)
	}
	return a, d.writeDown(a)
}

// connect dials an address that is permitted. The error is an *Error in words.
func (d *doors) connect(ctx context.Context, a Address) (net.Conn, error) {
	conn, err := d.dial(ctx, a.Network, a.Address)
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if err != nil {
		d.visits[a].failed++
		return nil, notReached(a, err)
	}
	d.visits[a].connected++
	return conn, nil
}

// writeDown makes the entry that has to be there before a connection.
func (d *doors) writeDown(a Address) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if len(d.open)/2 >= mostOpen { // a relay has two ends
		return &Error{CodeTooMany, fmt.Sprintf("There are %d connections to the team store already. Wait a moment, then try again.", mostOpen)}
	}
	v := d.visits[a]
	if v == nil {
		v = &visits{}
		d.visits[a] = v
	}
	now := d.now()
	if !v.written.IsZero() && now.Sub(v.written) < logEvery {
		v.since++
		return nil
	}
	detail := a.detail()
	if v.since > 0 {
		detail["more"] = strconv.Itoa(v.since)
	}
	if err := d.log.Append(KindConnect, detail); err != nil {
		return &Error{CodeNoLog, fmt.Sprintf("No connection to the team store was made, because that couldn't be written down: %s.", err)}
	}
	v.written, v.since = now, 0
	return nil
}

// stream is a connection of which either direction can end alone: TCP and Unix.
type stream interface {
	net.Conn
	CloseWrite() error
}

// relay carries bytes between the team store and the core until one of them
// ends. The core is never given the internet socket itself: one that is
// connected can be dissolved and connected to somebody else.
func (d *doors) relay(a Address, there, here stream) {
	d.mutex.Lock()
	d.open[there], d.open[here] = true, true
	ended := d.ended
	d.mutex.Unlock()
	shut := func() { there.Close(); here.Close() }
	if ended {
		shut()
	}
	d.running.Go(func() {
		var sent, received int64
		var both sync.WaitGroup
		both.Go(func() {
			var err error
			if sent, err = io.Copy(there, here); err != nil {
				shut()
				return
			}
			_ = there.CloseWrite() // it is gone, which the other direction notices
			_ = there.SetReadDeadline(time.Now().Add(afterHangup))
		})
		both.Go(func() {
			var err error
			if received, err = io.Copy(here, there); err != nil {
				shut()
				return
			}
			_ = here.CloseWrite()
		})
		both.Wait()
		shut()
		d.mutex.Lock()
		defer d.mutex.Unlock()
		delete(d.open, there)
		delete(d.open, here)
		v := d.visits[a]
		v.sent += sent
		v.received += received
	})
}

// close ends what is open and writes down what there was.
func (d *doors) close() error {
	d.mutex.Lock()
	d.ended = true
	for c := range d.open {
		c.Close()
	}
	d.mutex.Unlock()
	d.running.Wait()
	d.mutex.Lock()
	defer d.mutex.Unlock()
	var errs []error
	for _, a := range d.allowed {
		v := d.visits[a]
		if v == nil || v.written.IsZero() {
			continue
		}
		detail := a.detail()
		detail["connections"] = strconv.Itoa(v.connected)
		if v.failed > 0 {
			detail["failed"] = strconv.Itoa(v.failed)
		}
		if a.Network == "tcp" && handsOver {
			detail["sent"], detail["received"] = strconv.FormatInt(v.sent, 10), strconv.FormatInt(v.received, 10)
		}
		errs = append(errs, d.log.Append(KindClosed, detail))
	}
	return errors.Join(errs...)
}

// notReached says in words why there is no connection.
func notReached(a Address, err error) *Error {
	var dns *net.DNSError
	var timeout net.Error
	say := func(format string, args ...any) *Error {
		return &Error{CodeUnreachable, fmt.Sprintf(format, args...)}
	}
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return say("No computer is called %s here. Check the name, and whether you are in the team's network.", a.host())
	case errors.As(err, &dns):
		return say("The name %s can't be looked up at present. Check this computer's network, then try again.", a.host())
	case errors.Is(err, syscall.ECONNREFUSED) && a.Network == "unix":
		return say("Nothing answers at the socket %s. Check that the team store is running.", a.Address)
	case errors.Is(err, syscall.ECONNREFUSED):
		return say("%s is there, but nothing answers at %s. Check the port, and that the team store is running.", a.host(), a.Address)
	case errors.Is(err, os.ErrNotExist):
		return say("There is no socket %s. Check the path, and that the team store is running.", a.Address)
	case errors.Is(err, os.ErrPermission):
		return say("You may not use %s. Ask whoever runs the team store.", a.Address)
	case errors.As(err, &timeout) && timeout.Timeout():
		return say("%s did not answer within %d seconds. It may be switched off, or a firewall is in between.", a.Address, int(dialTimeout.Seconds()))
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return say("There is no way to %s from this network at present. Check this computer's network, then try again.", a.host())
	}
	return say("%s can't be reached: %s.", a.Address, err)
}
