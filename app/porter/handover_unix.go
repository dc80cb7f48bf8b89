//go:build unix

package porter

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// handsOver says that connections are made by the porter and handed over.
const handsOver = true

// handoverFile is the porter's end of the socket over which it hands
// connections over: the first file after standard error.
const handoverFile = 3

// pair makes two connected Unix sockets that no started program inherits.
func pair() (a, b *os.File, err error) {
	syscall.ForkLock.RLock()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err == nil {
		unix.CloseOnExec(fds[0])
		unix.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	return os.NewFile(uintptr(fds[0]), "socket"), os.NewFile(uintptr(fds[1]), "socket"), nil
}

// unixConn makes a connection of a socket and closes the file. What isn't a
// Unix socket is refused: an internet socket could be connected anew.
func unixConn(file *os.File) (*net.UnixConn, error) {
	defer file.Close()
	conn, err := net.FileConn(file)
	if err != nil {
		return nil, err
	}
	if local, ok := conn.(*net.UnixConn); ok {
		return local, nil
	}
	conn.Close()
	return nil, errors.New("it is not a Unix socket")
}

// inheritedHandover is the porter's end.
func inheritedHandover() (*net.UnixConn, error) {
	return unixConn(os.NewFile(handoverFile, "handover"))
}

// give hands a connection to the core, under the id of its request.
func (d *doors) give(over *net.UnixConn, id int64, a Address, conn net.Conn) error {
	if direct, ok := conn.(*net.UnixConn); ok {
		// A Unix socket that is connected stays connected to whom it is.
		defer direct.Close()
		file, err := direct.File()
		if err != nil {
			return err
		}
		defer file.Close()
		return send(over, id, file)
	}
	there, ok := conn.(stream)
	if !ok {
		conn.Close()
		return fmt.Errorf("a connection of type %T", conn)
	}
	near, far, err := pair()
	if err != nil {
		there.Close()
		return err
	}
	defer far.Close()
	here, err := unixConn(near)
	if err == nil {
		err = send(over, id, far)
		if err != nil {
			here.Close()
		}
	}
	if err != nil {
		there.Close()
		return err
	}
	d.relay(a, there, here)
	return nil
}

func send(over *net.UnixConn, id int64, file *os.File) error {
	_, _, err := over.WriteMsgUnix(binary.BigEndian.AppendUint64(nil, uint64(id)), unix.UnixRights(int(file.Fd())), nil)
	return err
}

// receiveLimit bounds the wait for a connection that the porter says it sent.
const receiveLimit = 5 * time.Second

// receive takes the connection that was handed over for a request.
func receive(over *net.UnixConn, id int64) (net.Conn, error) {
	if err := over.SetReadDeadline(time.Now().Add(receiveLimit)); err != nil {
		return nil, err
	}
	message, control := make([]byte, 8), make([]byte, unix.CmsgSpace(4))
	n, controls, _, _, err := over.ReadMsgUnix(message, control)
	if err != nil {
		return nil, err
	}
	parsed, err := unix.ParseSocketControlMessage(control[:controls])
	if err != nil || len(parsed) != 1 {
		return nil, errors.New("no connection came")
	}
	fds, err := unix.ParseUnixRights(&parsed[0])
	if err != nil || len(fds) != 1 {
		for _, fd := range fds {
			unix.Close(fd)
		}
		return nil, errors.New("no connection came")
	}
	conn, err := unixConn(os.NewFile(uintptr(fds[0]), "connection"))
	if err != nil {
		return nil, err
	}
	if n != len(message) || binary.BigEndian.Uint64(message) != uint64(id) {
		conn.Close()
		return nil, errors.New("it was for another request")
	}
	return conn, nil
}
