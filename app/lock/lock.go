// Package lock takes the network away from Carrel's processes, and the file
// system from the three that handle other people's bytes.
//
// A process calls Apply once, at its start, with its Role. On Linux the kernel
// then refuses it every internet socket, on all of its threads and in every
// process it starts, and nothing in the process can undo that: a seccomp filter
// for system calls, Landlock for files, resource limits. On other systems Apply
// says, in Status, that only the app's own code keeps it off the network.
//
// Probe tries to get around the lock from inside, and is what
// `carrel doctor --offline` and the privacy page of the window show. What is
// enforced where, and what is not, is written down in docs/security.md.
package lock

import "fmt"

// Role is what a process of Carrel does, and so what it has to give up. The
// porter has no role: it is the one process without a lock.
type Role string

const (
	// Core is the window, the server and every console command. It keeps the
	// files and may start processes, which inherit its lock.
	Core Role = "core"
	// Engine runs the models. It keeps no socket and no right to start a
	// process, and writes to its own state folder only.
	Engine Role = "engine"
	// Reader parses documents. As Engine, and it reads no file but its cache
	// and the libraries that it was loaded from, and writes none.
	Reader Role = "reader"
	// Compiler fills the Reader's cache. As Reader, and it may write there; it is
	// given no document: what it writes, later readers execute.
	Compiler Role = "compiler"
	// Recogniser becomes tesseract, which recognises the words in a picture. As
	// Reader, without a folder to write to; and it may become that one program,
	// of which and of whose libraries and languages it may read the files.
	Recogniser Role = "recogniser"
)

// Options is what a role may keep. Core needs none of it.
type Options struct {
	// CacheDir is the only folder of the Reader, which may read there, and of the
	// Compiler, which may also write: the compiled WebAssembly code. The Compiler
	// makes it if it is missing; where it can't be made there is none. Empty: no
	// folder.
	CacheDir string
	// StateDir is the only folder that the Engine may write to. It is made if
	// missing. Empty, or it can't be made: it may write nowhere.
	StateDir string
	// ReadPaths are the files and folders that the Engine may read besides the
	// system's libraries and devices: its resources and the models' folders.
	// Empty: it may read every file that the user may, because a person can
	// name a model anywhere while the engine runs, and Landlock can't be
	// widened then. Paths that don't exist are left out.
	ReadPaths []string
	// Program is the file that the Recogniser becomes, and Data the folder that
	// this program reads.
	Program, Data string
	// MemoryBytes is the most memory that the Reader may map for data; a process
	// that wants more ends; the Compiler likewise. Zero: 4 GiB, well above the 1.5 GiB of resident
	// memory at which its client ends it with a message, and there for the case
	// that memory grows faster than the client looks. Not enforced in a binary
	// built with -race, whose shadow memory alone is larger. Of the Recogniser
	// likewise; zero: 1 GiB, seven times what a full page takes.
	MemoryBytes uint64
	// Seconds is the processor time after which the kernel ends the Recogniser.
	// Zero: 120, forty times what a full page takes.
	Seconds uint64
}

// The states of Status.
const (
	StateKernel = "kernel" // the kernel refuses, confirmed by trying
	StateApp    = "app"    // this system has no such lock: only the app's own code refuses
	StateFailed = "failed" // there should be a lock, and there is none that can be relied on
)

// Status is what Apply achieved.
type Status struct {
	Role  Role   `json:"role"`
	State string `json:"state"` // StateKernel, StateApp or StateFailed: the network
	Text  string `json:"text"`  // State in words for a person
	Files string `json:"files"` // "kernel", "app" or "" (the role keeps its files)
	// Notes are further sentences for a person: what this kernel can't enforce.
	Notes []string `json:"notes,omitempty"`
}

// Attempt is one try to get out, made from inside a locked process.
type Attempt struct {
	Syscall string `json:"syscall"` // as in "socket(AF_INET, SOCK_STREAM)"
	From    string `json:"from"`    // "process", "thread" (another one) or "child" (a process started for this)
	Refused bool   `json:"refused"`
	Errno   string `json:"errno,omitempty"` // the kernel's answer, as in "EAFNOSUPPORT"
	Text    string `json:"text"`            // in words for a person
}

// Refused reports whether there were attempts and every one was refused.
func Refused(attempts []Attempt) bool {
	for _, a := range attempts {
		if !a.Refused {
			return false
		}
	}
	return len(attempts) > 0
}

// FeatureSet is what the system offers to lock a process with.
type FeatureSet struct {
	System         string `json:"system"`           // runtime.GOOS/GOARCH
	Kernel         string `json:"kernel,omitempty"` // its release
	Seccomp        bool   `json:"seccomp"`          // filters that hold for all threads (TSYNC)
	LandlockABI    int    `json:"landlock_abi"`     // 0: none
	UserNamespaces bool   `json:"user_namespaces"`  // an ordinary user may make them
	Text           string `json:"text"`             // in words for a person
}

// Apply takes from this process what its role doesn't need. It can't be undone.
// Calling it again with the same role changes nothing and returns the same
// Status. An error means State is StateFailed: the caller must not go on to
// handle documents or models.
//
// The Core's sockets that are open already stay open: a server opens its
// listener first. A process that keeps an internet socket can answer on it, and
// can connect to nothing from then on, not even to a UNIX socket: it could turn
// that socket to another machine.
//
// All roles but the Core call Apply before they read standard input or start a
// goroutine: on Linux they start their own program a second time in its
// course, with the same process id and arguments, and standard input, output
// and error as their only open files. Before Linux 7.0 Landlock reaches the
// calling thread only, and starting a program is the one way to bring every
// thread of a process that has C libraries in it under it.
func Apply(role Role, options Options) (Status, error) {
	switch role {
	case Core, Engine, Reader, Compiler, Recogniser:
	default:
		return failed(role), fmt.Errorf("lock: unknown role %q", role)
	}
	applied.Lock()
	defer applied.Unlock()
	if applied.status != nil && applied.status.Role == role {
		return *applied.status, nil
	}
	status, err := apply(role, options)
	if err != nil {
		return failed(role), fmt.Errorf("lock the %s process: %w", role, err)
	}
	applied.status = &status
	return status, nil
}

// Probe tries everything that would reach the network, from this process, from
// another thread of it and from a child process started for it, and reports
// what the kernel answered. Sockets that do open are closed unused. Before
// Apply it shows what an unlocked process can do.
func Probe() []Attempt { return probe() }

// Features looks at what this system can enforce, without changing anything.
func Features() FeatureSet { return features() }

func failed(role Role) Status {
	return Status{
		Role:  role,
		State: StateFailed,
		Text:  "The lock couldn't be confirmed. Cloud and downloads are stopped.",
	}
}
