package lock

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// A lock can't be undone, so every test of it runs in a process of its own: this
// test binary, started with the name of a scenario.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "scenario" {
		out, err := scenarios[os.Args[2]](os.Args[3:])
		if err == nil {
			err = json.NewEncoder(os.Stdout).Encode(out)
		}
		if err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// play runs a scenario in a new process and decodes what it printed.
func play(t *testing.T, out any, name string, args ...string) {
	t.Helper()
	cmd := exec.Command("/proc/self/exe", append([]string{"scenario", name}, args...)...)
	printed := new(strings.Builder)
	cmd.Stdout, cmd.Stderr = printed, printed
	if err := cmd.Run(); err != nil {
		t.Fatalf("scenario %s %v: %v\n%s", name, args, err, printed)
	}
	if err := json.Unmarshal([]byte(printed.String()), out); err != nil {
		t.Fatalf("scenario %s %v printed %q: %v", name, args, printed, err)
	}
}

func TestUnlockedProcessIsNotRefused(t *testing.T) {
	if Refused(Probe()) {
		t.Fatal("a process without a lock was refused everything: the other tests would prove nothing")
	}
	if Refused(nil) {
		t.Error("no attempt counts as a refusal")
	}
}

func TestEveryRoleIsRefused(t *testing.T) {
	for _, role := range []Role{Core, Engine, Reader, Compiler, Recogniser} {
		t.Run(string(role), func(t *testing.T) {
			var got struct {
				Status   Status
				Attempts []Attempt
			}
			play(t, &got, "probe", string(role), t.TempDir())
			if got.Status.State != StateKernel || got.Status.Text != "Offline lock on. Carrel can't use the network." {
				t.Errorf("status %+v", got.Status)
			}
			if !Refused(got.Attempts) {
				t.Error("not everything was refused")
			}
			from := map[string]int{}
			for _, a := range got.Attempts {
				from[a.From]++
				want := "EAFNOSUPPORT"
				switch {
				case a.Syscall == "io_uring_setup", strings.HasSuffix(a.Syscall, "of x32"):
					want = "ENOSYS"
				case a.Syscall == "execve":
					want = "EPERM"
				}
				if !a.Refused || a.Errno != want {
					t.Errorf("%s from %s: refused %v with %s, want %s", a.Syscall, a.From, a.Refused, a.Errno, want)
				}
			}
			if from["process"] < 7 || from["thread"] != from["process"] {
				t.Errorf("attempts from %v", from)
			}
			// The core's children try as the core does; the others have none.
			if wantChild := map[Role]int{Core: from["process"], Engine: 1, Reader: 1, Compiler: 1, Recogniser: 1}[role]; from["child"] != wantChild {
				t.Errorf("%d attempts from a child, want %d", from["child"], wantChild)
			}
		})
	}
}

func TestLockHoldsThreadsStartedBefore(t *testing.T) {
	var errnos []string
	play(t, &errnos, "threads")
	if len(errnos) != 8 {
		t.Fatalf("%d threads answered, want 8", len(errnos))
	}
	for _, errno := range errnos {
		if errno != "EAFNOSUPPORT" {
			t.Errorf("a thread from before the lock got %q", errno)
		}
	}
}

func TestSocketsThatStay(t *testing.T) {
	var got struct{ Accepted, Pair, Escape string }
	play(t, &got, "sockets")
	if got.Accepted != "hello" {
		t.Errorf("the listener opened before the lock served %q", got.Accepted)
	}
	var overUnix string
	if play(t, &overUnix, "unix", t.TempDir()); overUnix != "hello" {
		t.Errorf("a UNIX socket made under the lock served %q", overUnix)
	}
	if got.Pair != "" {
		t.Errorf("socketpair: %s", got.Pair)
	}
	// The listener itself must not become a way out, as it is without the lock.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if answer, err := reconnect(listener.(*net.TCPListener)); answer != "" || err != nil {
		t.Logf("without the lock this kernel refuses it too: %s %v", answer, err)
	}
	if got.Escape == "" {
		t.Error("the loopback listener's socket could be connected to another machine")
	}
}

func TestCoreIsToldOfChangesInFolders(t *testing.T) {
	var told bool
	play(t, &told, "watch", t.TempDir())
	if !told {
		t.Error("no event came")
	}
}

func TestApplyTwiceAddsNothing(t *testing.T) {
	var got struct {
		First, Second Status
		Filters       [2]string
		Other         string
	}
	play(t, &got, "twice")
	if got.First.State != StateKernel || got.Second.State != got.First.State {
		t.Errorf("first %+v, second %+v", got.First, got.Second)
	}
	if got.Filters[0] != got.Filters[1] {
		t.Errorf("seccomp filters: %s after the first call, %s after the second", got.Filters[0], got.Filters[1])
	}
	if got.Other == "" {
		t.Error("an unknown role was accepted")
	}
}

// A child that applies its own role under the core's lock gets both.
func TestRolesStack(t *testing.T) {
	var got struct {
		Status   Status
		Attempts []Attempt
	}
	play(t, &got, "reader-under-core", t.TempDir())
	if got.Status.Role != Reader || got.Status.State != StateKernel || !Refused(got.Attempts) {
		t.Errorf("reader under the core's lock: %+v, refused %v", got.Status, Refused(got.Attempts))
	}
}

// What parses documents has no files and no programs; and it cannot change the
// compiled code that the next one executes, which only the compiler can.
func TestReaderHasNoFilesAndNoPrograms(t *testing.T) {
	needLandlock(t)
	for _, role := range []Role{Reader, Compiler} {
		t.Run(string(role), func(t *testing.T) {
			cache := filepath.Join(t.TempDir(), "cache")
			code := filepath.Join(cache, "code")
			if err := os.Mkdir(cache, 0o700); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"code", "other"} {
				if err := os.WriteFile(filepath.Join(cache, name), []byte("compiled"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			inCache, size := "EACCES", "0"
			if role == Compiler {
				inCache, size = "", strconv.Itoa(compilerFile)
			}
			var got map[string]string
			play(t, &got, "reader", string(role), cache)
			for what, want := range map[string]string{
				"read cache":         "",
				"list cache":         "",
				"map memory":         "",
				"make in cache":      inCache,
				"make folder":        inCache,
				"change code":        inCache,
				"empty code":         inCache,
				"replace code":       inCache,
				"remove code":        inCache,
				"link in cache":      "EACCES",
				"hard link":          inCache,
				"take code away":     "EACCES",
				"read /etc/passwd":   "EACCES",
				"list /":             "EACCES",
				"read the test file": "EACCES",
				"write beside cache": "EACCES",
				"write temporary":    "EACCES",
				"exec":               "EPERM",
				"fork":               "EPERM",
				"connect by UNIX":    "EAFNOSUPPORT",
				"trace its parent":   "EPERM",
				"signal its parent":  "EPERM",
				"core dump limit":    "0",
				"file size limit":    size,
			} {
				if got[what] != want {
					t.Errorf("%s: %q, want %q", what, got[what], want)
				}
			}
			if role == Reader {
				if kept, err := os.ReadFile(code); err != nil || string(kept) != "compiled" {
					t.Errorf("the code is now %q, %v", kept, err)
				}
			}
		})
	}
}

// The recogniser becomes one program, which reads its own files, and nothing more.
func TestRecogniserBecomesOneProgram(t *testing.T) {
	needLandlock(t)
	data, secret := t.TempDir(), t.TempDir()
	for _, dir := range []string{data, secret} {
		if err := os.WriteFile(filepath.Join(dir, "f"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got map[string]string
	play(t, &got, "recogniser", data, secret)
	for what, want := range map[string]string{
		"read data":         "",
		"list libraries":    "",
		"write data":        "EACCES",
		"read /etc/passwd":  "EACCES",
		"read the secret":   "EACCES",
		"write temporary":   "EACCES",
		"another program":   "EACCES",
		"fork":              "EPERM",
		"connect by UNIX":   "EAFNOSUPPORT",
		"trace its parent":  "EPERM",
		"signal its parent": "EPERM",
		"file size limit":   "0",
		"processor limit":   "7",
		"core dump limit":   "0",
	} {
		if got[what] != want {
			t.Errorf("%s: %q, want %q", what, got[what], want)
		}
	}
	// And the program itself, which is cat here, does start.
	cmd := exec.Command("/proc/self/exe", "scenario", "become", data, filepath.Join(data, "f"), filepath.Join(secret, "f"))
	out, err := cmd.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || string(out) != "x" || !strings.Contains(string(exit.Stderr), "Permission denied") {
		t.Errorf("it printed %q, then %v", out, err)
	}
}

// The kernel ends a recogniser that works on and on, by the signal that says why.
func TestRecogniserThatTakesTooLongEnds(t *testing.T) {
	cmd := exec.Command("/proc/self/exe", "scenario", "spin", t.TempDir())
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("it went on: %v, %s", err, out)
	}
	if status := exit.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGXCPU {
		t.Errorf("it ended for another reason: %v\n%s", err, out)
	}
}

// A folder that can't be made, as on a full disk, costs the folder and not the
// process.
func TestCompilerWithoutItsFolder(t *testing.T) {
	needLandlock(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	play(t, &got, "reader", string(Compiler), filepath.Join(file, "cache"))
	if got["make in cache"] == "" {
		t.Error("the cache was written, although its folder can't be made")
	}
	if got["read /etc/passwd"] != "EACCES" {
		t.Errorf("read /etc/passwd: %q, want EACCES", got["read /etc/passwd"])
	}
}

func TestReaderThatWantsTooMuchMemoryEnds(t *testing.T) {
	if raceDetector {
		t.Skip("memory isn't limited in binaries with the race detector")
	}
	cmd := exec.Command("/proc/self/exe", "scenario", "memory", t.TempDir())
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatalf("1 GiB was handed out under a limit of 256 MiB: %s", out)
	}
	if !strings.Contains(string(out), "out of memory") && !strings.Contains(string(out), "cannot allocate memory") {
		t.Errorf("it ended, but for another reason: %v\n%.500s", err, out)
	}
}

func TestEngineReadsModelsAndWritesItsStateOnly(t *testing.T) {
	needLandlock(t)
	for name, strict := range map[string]string{"any model": "", "named folders": "strict"} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			models, other := filepath.Join(home, "models"), filepath.Join(home, "other")
			for _, dir := range []string{models, other} {
				if err := os.MkdirAll(dir, 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, "m.gguf"), []byte("GGUF"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var got map[string]string
			play(t, &got, "engine", home, strict)
			for _, allowed := range []string{"read model", "write state", "read cpuinfo", "list libraries", "start thread"} {
				if got[allowed] != "" {
					t.Errorf("%s: %s", allowed, got[allowed])
				}
			}
			wantOther := ""
			if strict != "" {
				wantOther = "EACCES"
			}
			for what, want := range map[string]string{
				"write home":        "EACCES",
				"write model":       "EACCES",
				"empty model":       "EACCES",
				"remove model":      "EACCES",
				"write temporary":   "EACCES",
				"exec":              "EPERM",
				"connect by UNIX":   "EAFNOSUPPORT",
				"read other folder": wantOther,
			} {
				if got[what] != want {
					t.Errorf("%s: %q, want %q", what, got[what], want)
				}
			}
		})
	}
}

func TestFeatures(t *testing.T) {
	f := Features()
	if f.Kernel == "" || f.Text == "" || !f.Seccomp {
		t.Errorf("features %+v", f)
	}
	// Asking must not lock.
	if Refused(Probe()) {
		t.Error("Features locked the process")
	}
}

func needLandlock(t *testing.T) {
	t.Helper()
	if landlockABI() < 6 {
		t.Skipf("this kernel has Landlock %d; the test is about what 6 and later enforce", landlockABI())
	}
}
