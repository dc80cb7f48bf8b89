package lock

import (
	"bufio"
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Landlock is called directly and not through go-landlock, which on kernels
// before 7.0 changes all threads with syscall.AllThreadsSyscall. That panics in
// carrel: yzma brings purego, which makes the runtime believe that it is a cgo
// program ("doAllThreadsSyscall not supported with cgo enabled"). Instead the
// calling thread alone is restricted and then executes the program again: every
// thread of the new image descends from it.

// secondStart marks the new image, whose role it holds.
const secondStart = "CARREL_LOCK_FILES"

// Access rights by what they are for (linux/landlock.h).
const (
	readRights  = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	writeRights = unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE |
		unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE |
		unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_REFER
	deviceRights = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR |
		unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	// fileRights are those that mean something for a file and not a folder.
	fileRights = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE |
		unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE | unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
)

// landlockABI is the kernel's version of Landlock, zero if there is none.
func landlockABI() int {
	version, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(version)
}

// handled is everything that a version of Landlock can refuse.
func handled(abi int) unix.LandlockRulesetAttr {
	fs := uint64(1)<<13 - 1
	attr := unix.LandlockRulesetAttr{}
	if abi >= 2 {
		fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if abi >= 3 {
		fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if abi >= 4 {
		attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
	}
	if abi >= 5 {
		fs |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	if abi >= 6 {
		attr.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL
	}
	attr.Handled_access_fs = fs
	return attr
}

// restrictFiles brings the whole process under the role's Landlock rules and
// returns the version that enforces them, zero if this kernel has none. On
// success the first call does not return: the program starts again, and its
// second call returns.
func restrictFiles(role Role, options Options) (abi int, err error) {
	second := os.Getenv(secondStart) == string(role)
	if err := os.Unsetenv(secondStart); err != nil {
		return 0, err
	}
	abi = landlockABI()
	if abi == 0 {
		return 0, nil
	}
	if second {
		if !outsideRefused() {
			return 0, errors.New("the kernel accepted the Landlock rules, but doesn't keep to them")
		}
		return abi, nil
	}

	rules, err := rulesFor(role, options)
	if err != nil {
		return 0, err
	}
	program := ownPath()
	env := append(os.Environ(), secondStart+"="+string(role))
	if role == Engine && options.StateDir != "" {
		// What graphics drivers compile for themselves.
		env = append(env,
			"CUDA_CACHE_PATH="+filepath.Join(options.StateDir, "cuda"),
			"MESA_SHADER_CACHE_DIR="+filepath.Join(options.StateDir, "mesa"),
			"TMPDIR="+options.StateDir)
	}

	// Never unlocked: this thread is lost to the runtime if the start fails.
	runtime.LockOSThread()
	if err := restrictThread(abi, rules); err != nil {
		return 0, err
	}
	// What the starting program left open, such as a socket of its own, ends here.
	if err := unix.CloseRange(3, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC); err != nil {
		return 0, fmt.Errorf("close inherited files: %w", err)
	}
	err = unix.Exec(program, os.Args, env)
	return 0, fmt.Errorf("start %s again under its Landlock rules: %w", os.Args[0], err)
}

// ownPath is the running program's file, by its name while that is still the
// same file, because the name is what lists of processes show.
func ownPath() string {
	const link = "/proc/self/exe"
	path, err := os.Executable()
	if err != nil {
		return link
	}
	named, err := os.Stat(path)
	if err != nil {
		return link
	}
	if running, err := os.Stat(link); err != nil || !os.SameFile(named, running) {
		return link
	}
	return path
}

// rule is what may be done beneath a path.
type rule struct {
	path   string
	rights uint64
}

func rulesFor(role Role, options Options) ([]rule, error) {
	rules, err := loaded()
	if err != nil {
		return nil, err
	}
	own := "" // the one folder to write to
	switch role {
	case Compiler:
		own = options.CacheDir
	case Reader:
		// What is written there is executed by the next reader: none that has seen
		// a document may.
		rules = append(rules, rule{options.CacheDir, readRights})
	}
	if role == Recogniser {
		for _, path := range append(libraryPaths(), options.Data) {
			rules = append(rules, rule{path, readRights})
		}
		for _, path := range []string{options.Program, interpreter(options.Program)} {
			rules = append(rules, rule{path, unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE})
		}
	}
	if role == Engine {
		own = options.StateDir
		if len(options.ReadPaths) == 0 {
			rules = append(rules, rule{"/", readRights})
		}
		for _, path := range append(systemPaths(), options.ReadPaths...) {
			rules = append(rules, rule{path, readRights})
		}
		for _, path := range devices() {
			rules = append(rules, rule{path, deviceRights})
		}
	}
	if own != "" {
		// One that can't be made, on a full disk, has no rule: the process then
		// does without it, and says so when it misses it.
		_ = os.MkdirAll(own, 0o700)
		rules = append(rules, rule{own, readRights | writeRights})
	}
	return rules, nil
}

// loaded is the program itself and the libraries that it is made of now, which
// the second start has to find: they are the same program's.
func loaded() ([]rule, error) {
	const rights = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE
	rules := []rule{{"/proc/self/exe", rights}, {"/etc/ld.so.cache", unix.LANDLOCK_ACCESS_FS_READ_FILE}, {"/dev/null", deviceRights}}
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return nil, fmt.Errorf("find the program's libraries: %w", err)
	}
	defer maps.Close()
	seen := map[string]bool{}
	lines := bufio.NewScanner(maps)
	for lines.Scan() {
		_, path, found := strings.Cut(lines.Text(), " /")
		if path = "/" + path; found && !seen[path] {
			seen[path] = true
			rules = append(rules, rule{path, rights})
		}
	}
	return rules, lines.Err()
}

// systemPaths hold the libraries that the engine loads at run time and what
// they ask about the machine.
func systemPaths() []string {
	return []string{
		"/usr", "/lib", "/lib64", "/opt", "/nix/store", "/gnu/store",
		"/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload",
		"/etc/OpenCL", "/etc/vulkan", "/etc/nvidia", "/etc/localtime",
		"/proc", "/sys/devices", "/sys/class/drm", "/sys/class/kfd", "/sys/bus/pci", "/sys/module", "/sys/kernel/mm", "/sys/fs/cgroup",
	}
}

// libraryPaths hold the libraries that other programs are made of. Landlock asks
// for the right to execute only where a program is started: a library is read.
func libraryPaths() []string {
	return []string{
		"/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64", "/lib", "/lib64", "/nix/store", "/gnu/store",
		"/etc/ld.so.cache", "/etc/ld.so.preload",
	}
}

// interpreter is the loader that a program's file names, "" where it names none.
func interpreter(program string) string {
	file, err := elf.Open(program)
	if err != nil {
		return ""
	}
	defer file.Close()
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP && p.Filesz < unix.PathMax {
			name, err := io.ReadAll(p.Open())
			if err != nil {
				return ""
			}
			return string(bytes.TrimRight(name, "\x00"))
		}
	}
	return ""
}

// devices are the graphics processors present now.
func devices() []string {
	paths := []string{"/dev/dri", "/dev/kfd", "/dev/zero", "/dev/urandom", "/dev/random"}
	nvidia, err := filepath.Glob("/dev/nvidia*")
	if err != nil {
		return paths // the pattern is constant: not reached
	}
	return append(paths, nvidia...)
}

// restrictThread puts the calling thread under the rules.
func restrictThread(abi int, rules []rule) error {
	attr := handled(abi)
	set, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0)
	if errno != 0 {
		return fmt.Errorf("make the Landlock rules: %w", errno)
	}
	defer unix.Close(int(set))
	for _, r := range rules {
		if err := r.addTo(int(set), attr.Handled_access_fs); err != nil {
			return err
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("set no_new_privs: %w", err)
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, set, 0, 0); errno != 0 {
		return fmt.Errorf("apply the Landlock rules: %w", errno)
	}
	return nil
}

// addTo adds the rule to a set that handles the given rights. A path that isn't
// there, or that this user can't reach, is left out: nothing is lost by that.
func (r rule) addTo(set int, handled uint64) error {
	if r.path == "" {
		return nil
	}
	fd, err := unix.Open(r.path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EACCES) || errors.Is(err, unix.ENOTDIR) {
			return nil
		}
		return fmt.Errorf("allow %s: %w", r.path, err)
	}
	defer unix.Close(fd)
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return fmt.Errorf("allow %s: %w", r.path, err)
	}
	rights := r.rights & handled
	if stat.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= fileRights
	}
	beneath := unix.LandlockPathBeneathAttr{Allowed_access: rights, Parent_fd: int32(fd)}
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(set), unix.LANDLOCK_RULE_PATH_BENEATH,
		uintptr(unsafe.Pointer(&beneath)), 0, 0, 0)
	if errno != 0 {
		return fmt.Errorf("allow %s: %w", r.path, errno)
	}
	return nil
}

// outsideRefused tries what no role with rules may do: to make a file in the
// folder for temporary files, one without a name, so that nothing is left.
func outsideRefused() bool {
	fd, err := unix.Open("/tmp", unix.O_TMPFILE|unix.O_WRONLY|unix.O_CLOEXEC, 0o600)
	if err == nil {
		unix.Close(fd)
	}
	return err != nil
}
