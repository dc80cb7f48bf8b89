package lock

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// scenarios are what TestMain plays in processes of their own.
var scenarios = map[string]func(args []string) (any, error){
	"probe":             playProbe,
	"threads":           playThreads,
	"sockets":           playSockets,
	"unix":              playUnix,
	"twice":             playTwice,
	"reader-under-core": playReaderUnderCore,
	"reader":            playReader,
	"memory":            playMemory,
	"engine":            playEngine,
	"recogniser":        playRecogniser,
	"become":            playBecome,
	"spin":              playSpin,
	"run":               playRun,
	"watch":             playWatch,
}

type probed struct {
	Status   Status
	Attempts []Attempt
}

func playProbe(args []string) (any, error) {
	status, err := Apply(Role(args[0]), Options{CacheDir: args[1], StateDir: args[1], Data: args[1], Program: "/bin/cat"})
	return probed{status, Probe()}, err
}

func playThreads([]string) (any, error) {
	const threads = 8
	started, release, answers := make(chan bool), make(chan bool), make(chan string)
	for range threads {
		go func() {
			runtime.LockOSThread()
			started <- true
			<-release
			answers <- errnoOf(socket(unix.AF_INET, unix.SOCK_STREAM)())
		}()
	}
	for range threads {
		<-started
	}
	_, err := Apply(Core, Options{})
	close(release)
	var errnos []string
	for range threads {
		errnos = append(errnos, <-answers)
	}
	return errnos, err
}

func playSockets(args []string) (any, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	// The peer is a process without the lock, as a browser is.
	peer := exec.Command("bash", "-c", `exec 3<>"/dev/tcp/127.0.0.1/$0"; cat <&3`, port(listener))
	heard, err := peer.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := peer.Start(); err != nil {
		return nil, err
	}
	if _, err := Apply(Core, Options{}); err != nil {
		return nil, err
	}
	var got struct{ Accepted, Pair, Escape string }
	conn, err := listener.Accept()
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write([]byte("hello")); err != nil {
		return nil, err
	}
	conn.Close()
	text, err := io.ReadAll(heard)
	if err != nil {
		return nil, err
	}
	got.Accepted = string(text)
	if err := peer.Wait(); err != nil {
		return nil, err
	}

	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	got.Pair = errnoOf(err)
	if err == nil {
		unix.Close(pair[0])
		unix.Close(pair[1])
	}
	got.Escape, err = reconnect(listener.(*net.TCPListener))
	return got, err
}

func playUnix(args []string) (any, error) {
	if _, err := Apply(Core, Options{}); err != nil {
		return nil, err
	}
	return overUnix(filepath.Join(args[0], "s"))
}

func port(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func overUnix(path string) (string, error) {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return "", err
	}
	defer listener.Close()
	conn, err := net.Dial("unix", path)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	other, err := listener.Accept()
	if err != nil {
		return "", err
	}
	defer other.Close()
	if _, err := conn.Write([]byte("hello")); err != nil {
		return "", err
	}
	buffer := make([]byte, 5)
	_, err = io.ReadFull(other, buffer)
	return string(buffer), err
}

// reconnect tries to turn a listening socket into a connection to another
// machine (192.0.2.1 is reserved for documentation): it is dissolved with
// AF_UNSPEC first, which the kernel permits.
func reconnect(l *net.TCPListener) (string, error) {
	raw, err := l.SyscallConn()
	if err != nil {
		return "", err
	}
	var answer string
	err = raw.Control(func(fd uintptr) {
		unspecified := [16]byte{}
		_, _, errno := unix.Syscall(unix.SYS_CONNECT, fd, uintptr(unsafe.Pointer(&unspecified)), 16)
		if errno != 0 {
			answer = "dissolve: " + errno.Error()
			return
		}
		if err := unix.Bind(int(fd), &unix.SockaddrInet4{}); err == nil {
			answer = ""
			return // free of loopback: a way out
		}
		answer = errnoOf(unix.Connect(int(fd), &unix.SockaddrInet4{Port: 9, Addr: [4]byte{192, 0, 2, 1}}))
		if answer == "EINPROGRESS" {
			answer = ""
		}
	})
	return answer, err
}

func playTwice([]string) (any, error) {
	var got struct {
		First, Second Status
		Filters       [2]string
		Other         string
	}
	var err error
	if got.First, err = Apply(Core, Options{}); err != nil {
		return nil, err
	}
	got.Filters[0] = statusLine("Seccomp_filters:")
	if got.Second, err = Apply(Core, Options{}); err != nil {
		return nil, err
	}
	got.Filters[1] = statusLine("Seccomp_filters:")
	if _, err := Apply("gardener", Options{}); err != nil {
		got.Other = err.Error()
	}
	return got, nil
}

func statusLine(name string) string {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name); ok {
			return strings.TrimSpace(value)
		}
	}
	return "no line " + name
}

func playReaderUnderCore(args []string) (any, error) {
	if _, err := Apply(Core, Options{}); err != nil {
		return nil, err
	}
	cmd := exec.Command("/proc/self/exe", "scenario", "probe", string(Reader), args[0])
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, err
	}
	os.Exit(0) // the child has printed
	return nil, nil
}

// playReader is the reader or the compiler, whose cache holds the file "code".
func playReader(args []string) (any, error) {
	role, cache := Role(args[0]), args[1]
	if _, err := Apply(role, Options{CacheDir: cache}); err != nil {
		return nil, err
	}
	code, fresh := filepath.Join(cache, "code"), filepath.Join(cache, "fresh")
	got := map[string]string{
		"read cache":         readErr(code),
		"list cache":         listErr(cache),
		"make in cache":      errnoOf(os.WriteFile(fresh, []byte("x"), 0o600)),
		"make folder":        errnoOf(os.Mkdir(fresh+"-folder", 0o700)),
		"link in cache":      errnoOf(os.Symlink("/bin/true", fresh+"-link")),
		"hard link":          errnoOf(os.Link(code, fresh+"-hard")),
		"change code":        errnoOf(openToWrite(code)),
		"empty code":         errnoOf(os.Truncate(code, 0)),
		"replace code":       errnoOf(os.Rename(filepath.Join(cache, "other"), code)),
		"take code away":     errnoOf(os.Rename(code, cache+"-beside")),
		"remove code":        errnoOf(os.Remove(code)),
		"read /etc/passwd":   readErr("/etc/passwd"),
		"list /":             listErr("/"),
		"read the test file": readErr("lock_linux_test.go"),
		"write beside cache": errnoOf(os.WriteFile(cache+"-beside", nil, 0o600)),
		"write temporary":    errnoOf(os.WriteFile(filepath.Join(os.TempDir(), "carrel-lock-test"), nil, 0o600)),
		"exec":               errnoOf(unix.Exec("/proc/self/exe", []string{"x"}, nil)),
		"fork":               errnoOf(exec.Command("/proc/self/exe").Run()),
		"connect by UNIX":    errnoOf(socket(unix.AF_UNIX, unix.SOCK_STREAM)()),
		"trace its parent":   errnoOf(unix.PtraceAttach(os.Getppid())),
		"signal its parent":  errnoOf(unix.Kill(os.Getppid(), 0)),
	}
	memory, err := unix.Mmap(-1, 0, 64<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	got["map memory"] = errnoOf(err)
	if err == nil {
		_ = unix.Munmap(memory)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		return nil, err
	}
	if limit.Max == 0 {
		got["core dump limit"] = "0"
	}
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return nil, err
	}
	got["file size limit"] = strconv.FormatUint(limit.Max, 10)
	return got, nil
}

func playMemory(args []string) (any, error) {
	if _, err := Apply(Reader, Options{CacheDir: args[0], MemoryBytes: 256 << 20}); err != nil {
		return nil, err
	}
	var kept [][]byte
	for range 64 {
		block := make([]byte, 16<<20)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		kept = append(kept, block)
	}
	return len(kept), nil
}

func playEngine(args []string) (any, error) {
	home := args[0]
	state, model := filepath.Join(home, "state"), filepath.Join(home, "models", "m.gguf")
	options := Options{StateDir: state}
	if args[1] == "strict" {
		options.ReadPaths = []string{filepath.Dir(model), filepath.Join(home, "not there")}
	}
	if _, err := Apply(Engine, options); err != nil {
		return nil, err
	}
	got := map[string]string{
		"read model":        readErr(model),
		"read other folder": readErr(filepath.Join(home, "other", "m.gguf")),
		"read cpuinfo":      readErr("/proc/cpuinfo"),
		"list libraries":    listErr("/usr/lib"),
		"write state":       errnoOf(os.WriteFile(filepath.Join(state, "kv"), []byte("x"), 0o600)),
		"write home":        errnoOf(os.WriteFile(filepath.Join(home, "x"), nil, 0o600)),
		"write model":       errnoOf(openToWrite(model)),
		"empty model":       errnoOf(os.Truncate(model, 0)),
		"remove model":      errnoOf(os.Remove(model)),
		"write temporary":   errnoOf(os.WriteFile("/tmp/carrel-lock-test", nil, 0o600)),
		"exec":              errnoOf(exec.Command("/bin/true").Run()),
		"connect by UNIX":   errnoOf(socket(unix.AF_UNIX, unix.SOCK_STREAM)()),
	}
	done := make(chan bool)
	go func() { runtime.LockOSThread(); close(done) }()
	<-done
	got["start thread"] = ""
	return got, nil
}

func playRecogniser(args []string) (any, error) {
	data, secret := args[0], args[1]
	if _, err := Apply(Recogniser, Options{Program: "/bin/cat", Data: data, Seconds: 7}); err != nil {
		return nil, err
	}
	got := map[string]string{
		"read data":         readErr(filepath.Join(data, "f")),
		"list libraries":    listErr("/usr/lib"),
		"write data":        errnoOf(os.WriteFile(filepath.Join(data, "g"), nil, 0o600)),
		"read /etc/passwd":  readErr("/etc/passwd"),
		"read the secret":   readErr(filepath.Join(secret, "f")),
		"write temporary":   errnoOf(os.WriteFile("/tmp/carrel-lock-test", nil, 0o600)),
		"another program":   errnoOf(unix.Exec("/bin/ls", []string{"ls"}, nil)),
		"fork":              errnoOf(exec.Command("/bin/cat").Run()),
		"connect by UNIX":   errnoOf(socket(unix.AF_UNIX, unix.SOCK_STREAM)()),
		"trace its parent":  errnoOf(unix.PtraceAttach(os.Getppid())),
		"signal its parent": errnoOf(unix.Kill(os.Getppid(), 0)),
	}
	for name, resource := range map[string]int{"file size limit": unix.RLIMIT_FSIZE, "processor limit": unix.RLIMIT_CPU, "core dump limit": unix.RLIMIT_CORE} {
		var limit unix.Rlimit
		if err := unix.Getrlimit(resource, &limit); err != nil {
			return nil, err
		}
		got[name] = strconv.FormatUint(limit.Max, 10)
	}
	return got, nil
}

// playBecome has the recogniser become cat, which prints a file of its folder and
// then one that it may not read.
func playBecome(args []string) (any, error) {
	if _, err := Apply(Recogniser, Options{Program: "/bin/cat", Data: args[0]}); err != nil {
		return nil, err
	}
	return nil, unix.Exec("/bin/cat", append([]string{"cat"}, args[1:]...), nil)
}

// playSpin becomes a program that works on and on: another one, since Go's own
// runtime takes no notice of the signal that the limit sends.
func playSpin(args []string) (any, error) {
	shell, err := filepath.EvalSymlinks("/bin/sh")
	if err != nil {
		return nil, err
	}
	if _, err := Apply(Recogniser, Options{Program: shell, Data: args[0], Seconds: 2}); err != nil {
		return nil, err
	}
	return nil, unix.Exec(shell, []string{"sh", "-c", "while :; do :; done"}, nil)
}

// playRun locks this process as the core and then runs a program in its place.
func playRun(args []string) (any, error) {
	if _, err := Apply(Core, Options{}); err != nil {
		return nil, err
	}
	return nil, unix.Exec(args[0], args, os.Environ())
}

func openToWrite(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err == nil {
		file.Close()
	}
	return err
}

func readErr(path string) string {
	_, err := os.ReadFile(path)
	return errnoOf(err)
}

func listErr(path string) string {
	_, err := os.ReadDir(path)
	return errnoOf(err)
}

// errnoOf is the name of the kernel's answer, empty for success.
func errnoOf(err error) string {
	if err == nil {
		return ""
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return unix.ErrnoName(errno)
	}
	return err.Error()
}

// playWatch asks to be told of changes in a folder: inotify is no socket.
func playWatch(args []string) (any, error) {
	if _, err := Apply(Core, Options{}); err != nil {
		return nil, err
	}
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC)
	if err != nil {
		return nil, err
	}
	if _, err := unix.InotifyAddWatch(fd, args[0], unix.IN_CREATE); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(args[0], "new"), nil, 0o600); err != nil {
		return nil, err
	}
	event := make([]byte, unix.SizeofInotifyEvent+unix.NAME_MAX+1)
	n, err := unix.Read(fd, event)
	return n > unix.SizeofInotifyEvent, err
}
