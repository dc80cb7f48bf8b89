package app

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"carrel/app/lock"
)

// probeTimeout is how long a child may take to try the network and report.
const probeTimeout = 20 * time.Second

// TryNetwork tries to reach the network from inside each of Carrel's processes
// and says what the kernel answered.
func (a *App) TryNetwork(ctx context.Context) []RoleLock {
	return append([]RoleLock{ProbeCore()}, ProbeChildren(ctx, a.options.Carrel, a.options.Folders)...)
}

// ProbeCore tries from this process, which must have applied the core's lock.
func ProbeCore() RoleLock { return verdict("core", lock.Probe()) }

// ProbeChildren starts an engine, a reader, a compiler and a recogniser that try, and speaks of the
// porter, which need not try.
func ProbeChildren(ctx context.Context, carrel string, f Folders) []RoleLock {
	return []RoleLock{
		probeChild(ctx, "engine", append(EngineCommand(carrel, f), "--probe-network")),
		probeChild(ctx, "reader", append(readerCommand(carrel, f), "--probe-network")),
		probeChild(ctx, "compiler", append(compilerCommand(carrel, f), "--probe-network")),
		probeChild(ctx, "recogniser", append(recogniserCommand(carrel), "--probe-network")),
		{Role: "porter", Door: true, Text: "The porter is the one process that may reach the network. It opens nothing until you ask it to, and writes down what it opened."},
	}
}

func probeChild(ctx context.Context, role string, command []string) RoleLock {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	output, err := exec.CommandContext(ctx, command[0], command[1:]...).Output()
	var attempts []lock.Attempt
	if err == nil {
		err = json.Unmarshal(output, &attempts)
	}
	if err != nil {
		if exit, ok := err.(*exec.ExitError); ok && len(exit.Stderr) > 0 {
			err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
		}
		return RoleLock{Role: role, Text: fmt.Sprintf("The %s could not be asked: %v", role, err)}
	}
	return verdict(role, attempts)
}

func verdict(role string, attempts []lock.Attempt) RoleLock {
	if len(attempts) == 0 {
		return RoleLock{Role: role, Text: "This system has no such lock: Carrel opens no connection by itself, and only its own code sees to that."}
	}
	r := RoleLock{Role: role, Refused: lock.Refused(attempts)}
	if r.Refused {
		r.Errno = attempts[0].Errno
		r.Text = fmt.Sprintf("The kernel refused all %d attempts (%s: %s).", len(attempts), attempts[0].Syscall, attempts[0].Errno)
		return r
	}
	var open []string
	for _, a := range attempts {
		if !a.Refused {
			open = append(open, fmt.Sprintf("%s (%s)", a.Syscall, a.From))
		}
	}
	r.Text = "The kernel did not refuse: " + strings.Join(open, ", ") + "."
	return r
}
