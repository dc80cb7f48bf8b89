package porter

import (
	"errors"
	"net"
	"os"
)

// handsOver is false here: Windows has no way to hand a connected socket over
// that Go's own network code knows. The porter checks the address and writes it
// down, and the core then dials by itself: that it dials nothing else is
// enforced by the app only, as all of the lock is on this system.
const handsOver = false

var errNoHandover = errors.New("this system hands no connection over")

func pair() (a, b *os.File, err error) { return nil, nil, errNoHandover }

func unixConn(*os.File) (*net.UnixConn, error) { return nil, errNoHandover }

func inheritedHandover() (*net.UnixConn, error) { return nil, errNoHandover }

func (d *doors) give(_ *net.UnixConn, _ int64, _ Address, conn net.Conn) error {
	conn.Close()
	return errNoHandover
}

func receive(*net.UnixConn, int64) (net.Conn, error) { return nil, errNoHandover }
