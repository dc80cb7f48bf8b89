package porter

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"carrel/app/audit"
	"carrel/app/lock"

	"golang.org/x/sys/unix"
)

// cored is what a locked core found.
type cored struct {
	Lock             string
	Said, SaidUnix   string // by the store, over either way
	Family           int    // of the socket that it was handed
	Turned           []string
	Others           []string // answers to dialling what isn't the store
	Raw              []string // as Turned, of an internet socket that somebody handed over
	RawTaken         string   // how the client's own code takes that
	Direct, Datagram string   // making a socket by itself
}

// core is a process under the core's real lock that uses a team store, and then
// tries to turn what it was given to somebody else.
func core(args []string) int {
	out, err := playCore(args[0], args[1], args[2], args[3], args[4])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func playCore(mode, log, store, socket, other string) (out cored, err error) {
	if mode == "serve" {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return out, err
		}
		defer listener.Close()
	}
	ctx := context.Background()
	client, err := Start(ctx, Config{
		Command: []string{"/proc/self/exe", "porter"}, Audit: log,
		TeamStore: []Address{{"tcp", store}, {"unix", socket}},
	})
	if err != nil {
		return out, err
	}
	defer client.Close()
	status, err := lock.Apply(lock.Core, lock.Options{})
	if err != nil {
		return out, err
	}
	out.Lock = status.State

	conn, err := client.Dial(ctx, "tcp", store)
	if err != nil {
		return out, err
	}
	defer conn.Close()
	if out.Said, err = greet(conn); err != nil {
		return out, err
	}
	err = withFd(conn, func(fd int) {
		out.Family, _ = unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
		out.Turned = turn(fd, other)
	})
	if err != nil {
		return out, err
	}
	overUnix, err := client.Dial(ctx, "unix", socket)
	if err != nil {
		return out, err
	}
	defer overUnix.Close()
	if out.SaidUnix, err = greet(overUnix); err != nil {
		return out, err
	}
	for _, a := range [][2]string{{"tcp", other}, {"unix", socket + "2"}, {"udp", store}, {"tcp", "localhost:1"}} {
		_, err := client.Dial(ctx, a[0], a[1])
		out.Others = append(out.Others, code(err))
	}

	// Two internet sockets wait in file 3: what comes of the lock alone, and
	// what of the client's code.
	over, err := unixConn(os.NewFile(3, "sockets"))
	if err != nil {
		return out, err
	}
	_, err = receive(over, 1)
	out.RawTaken = fmt.Sprint(err)
	control := make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := over.ReadMsgUnix(make([]byte, 8), control)
	if err != nil {
		return out, err
	}
	messages, err := unix.ParseSocketControlMessage(control[:n])
	if err != nil {
		return out, err
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return out, err
	}
	out.Raw = turn(fds[0], other)

	_, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	out.Direct = errno(err)
	_, err = unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM, 0)
	out.Datagram = errno(err)
	return out, nil
}

// turn tries to connect a socket to somebody else: at once, after dissolving it
// with AF_UNSPEC, and with the first bytes sent.
func turn(fd int, other string) []string {
	to, err := net.ResolveTCPAddr("tcp", other)
	if err != nil {
		return []string{err.Error()}
	}
	address := &unix.SockaddrInet4{Port: to.Port, Addr: [4]byte(to.IP.To4())}
	tried := []string{
		errno(unix.Connect(fd, address)),
		errno(unix.Sendto(fd, []byte("secret"), unix.MSG_FASTOPEN|unix.MSG_NOSIGNAL, address)),
	}
	var unspecified [16]byte
	_, _, dissolved := unix.Syscall(unix.SYS_CONNECT, uintptr(fd), uintptr(unsafe.Pointer(&unspecified)), 16)
	if dissolved == 0 {
		tried = append(tried, "")
	} else {
		tried = append(tried, errno(dissolved))
	}
	return append(tried, errno(unix.Connect(fd, address)))
}

func errno(err error) string {
	var number syscall.Errno
	if errors.As(err, &number) {
		return unix.ErrnoName(number)
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func withFd(conn net.Conn, do func(fd int)) error {
	raw, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) { do(int(fd)) })
}

// greet says hello and returns the answer.
func greet(conn net.Conn) (string, error) {
	if _, err := io.WriteString(conn, "hello\n"); err != nil {
		return "", err
	}
	if err := conn.SetReadDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		return "", err
	}
	return bufio.NewReader(conn).ReadString('\n')
}

// TestLockedCoreCannotLeaveTheStore is a core under the kernel's real lock: it
// reaches the store, and nobody else by what it has been given.
func TestLockedCoreCannotLeaveTheStore(t *testing.T) {
	for _, mode := range []string{"window", "serve"} {
		t.Run(mode, func(t *testing.T) {
			dir := t.TempDir()
			log, socket := filepath.Join(dir, "audit.log"), filepath.Join(dir, "s")
			store := echo(t, "tcp", "127.0.0.1:0").Addr().String()
			echo(t, "unix", socket)
			echo(t, "unix", socket+"2")
			other, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()

			near, far, err := pair()
			if err != nil {
				t.Fatal(err)
			}
			defer far.Close()
			over, err := unixConn(near)
			if err != nil {
				t.Fatal(err)
			}
			defer over.Close()
			for id := range int64(2) {
				conn, err := net.Dial("tcp", store)
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				file, err := conn.(*net.TCPConn).File()
				if err != nil {
					t.Fatal(err)
				}
				defer file.Close()
				if err := send(over, id+1, file); err != nil {
					t.Fatal(err)
				}
			}

			cmd := exec.Command("/proc/self/exe", "core", mode, log, store, socket, other.Addr().String())
			cmd.ExtraFiles = []*os.File{far}
			cmd.Stderr = os.Stderr
			printed, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			var got cored
			if err := json.Unmarshal(printed, &got); err != nil {
				t.Fatalf("it printed %q: %v", printed, err)
			}
			if got.Lock != lock.StateKernel || got.Direct != "EAFNOSUPPORT" || got.Datagram != "EAFNOSUPPORT" {
				t.Fatalf("it is not locked: %+v", got)
			}
			if got.Said != "hello\n" || got.SaidUnix != "hello\n" {
				t.Errorf("the store said %q by tcp, %q by its socket", got.Said, got.SaidUnix)
			}
			if got.Family != unix.AF_UNIX {
				t.Errorf("it was handed a socket of family %d", got.Family)
			}
			for i, answer := range got.Turned {
				if answer == "" && i != 1 || answer == "EINPROGRESS" { // 1: sent to the store itself, fast open means nothing there
					t.Errorf("try %d to turn the connection to somebody else was not refused", i)
				}
			}
			if want := strings.Repeat(CodeRefused+" ", 4); strings.Join(got.Others, " ")+" " != want {
				t.Errorf("dialling others gave %q", got.Others)
			}
			if got.RawTaken != "it is not a Unix socket" {
				t.Errorf("an internet socket was taken: %s", got.RawTaken)
			}

			// An internet socket that is handed over is a way out of the window's
			// lock, which has to connect to the display. Were it not, this test
			// would prove nothing, and the porter need not relay.
			reached := make(chan bool, 1)
			go func() {
				_ = other.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute))
				conn, err := other.Accept()
				if err == nil {
					conn.Close()
				}
				reached <- err == nil
			}()
			if mode == "serve" {
				for i, answer := range got.Raw {
					if answer != "EPERM" {
						t.Errorf("try %d with an internet socket: %q", i, answer)
					}
				}
				other.Close()
				if <-reached {
					t.Error("somebody else was reached")
				}
			} else if got.Raw[2] != "" || !<-reached {
				t.Errorf("an internet socket that was handed over could not be turned to somebody else: %q", got.Raw)
			} else {
				_ = other.(*net.TCPListener).SetDeadline(time.Now())
				if conn, err := other.Accept(); err == nil {
					conn.Close()
					t.Error("somebody else was reached a second time")
				}
			}

			report, err := audit.Verify(log)
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, e := range report.Entries {
				lines = append(lines, e.Kind+" "+e.Detail["host"]+e.Detail["path"]+" "+e.Detail["connections"]+" "+e.Detail["sent"]+" "+e.Detail["received"])
			}
			// What turn sent with MSG_FASTOPEN went to the store, and was answered or not.
			want := "store.connect 127.0.0.1   ,store.connect " + socket + "   ,store.closed 127.0.0.1 1 "
			if got := strings.Join(lines, ","); !strings.HasPrefix(got, want) || len(lines) != 4 {
				t.Errorf("the log has %q", got)
			}
		})
	}
}
