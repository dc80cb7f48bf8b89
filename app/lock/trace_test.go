//go:build linux

package lock_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// trace is what `strace -f` wrote, one system call an element: calls that were
// interrupted by other threads' are joined again, where they end.
type trace []string

func readTrace(t *testing.T, path string) trace {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var calls trace
	begun := map[string]string{} // by thread
	for line := range strings.Lines(string(text)) {
		thread, call, _ := strings.Cut(strings.TrimSpace(line), " ")
		call = strings.TrimSpace(call)
		if start, unfinished := strings.CutSuffix(call, "<unfinished ...>"); unfinished {
			begun[thread] = start
			continue
		}
		if _, end, resumed := strings.Cut(call, " resumed>"); resumed {
			call = begun[thread] + end
			delete(begun, thread)
		}
		calls = append(calls, thread+" "+call)
	}
	// A call that never returned opened nothing that anyone could use.
	return calls
}

var (
	// internetSocket is a socket of any family but AF_UNIX that the kernel gave,
	// or a ring that could make one.
	internetSocket = regexp.MustCompile(`socket\(AF_([A-TV-Z]|U[^N]).* = \d+$|io_uring_setup.* = \d+$`)
	// internetConnect is a connection to anything but a UNIX socket, tried or made.
	internetConnect  = regexp.MustCompile(`connect\(.*sa_family=AF_([A-TV-Z]|U[^N])`)
	internetListener = regexp.MustCompile(`bind\(.*sa_family=AF_INET, sin_port=htons\(0\), sin_addr=inet_addr\("127.0.0.1"\).* = 0$`)
	lockApplied      = regexp.MustCompile(`seccomp\(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, \{.* = 0$`)
)

// find is the calls that match, one a line.
func (tr trace) find(pattern *regexp.Regexp) string {
	var found []string
	for _, call := range tr {
		if pattern.MatchString(call) {
			found = append(found, call)
		}
	}
	return strings.Join(found, "\n")
}

func (tr trace) count(pattern *regexp.Regexp) int {
	n := 0
	for _, call := range tr {
		if pattern.MatchString(call) {
			n++
		}
	}
	return n
}

// cut divides the trace before the first call that matches.
func (tr trace) cut(pattern *regexp.Regexp) (before, after trace) {
	for i, call := range tr {
		if pattern.MatchString(call) {
			return tr[:i], tr[i:]
		}
	}
	return tr, nil
}
