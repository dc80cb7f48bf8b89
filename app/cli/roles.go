package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"

	"carrel/app/lock"
	"carrel/app/porter"
	"carrel/inference/engine"
	"carrel/knowledge/ocr"
	"carrel/knowledge/parse"
)

// The child roles. Each takes from itself what it does not need before it
// reads a byte of a document or a model; package app starts them.

// probeOption makes a role try to reach the network, report and end.
const probeOption = "--probe-network"

var engineCommand = &command{
	name: "engine", short: "run models (started by Carrel itself)", hidden: true, unlocked: true, raw: true,
	run: func(_ context.Context, inv *invocation) error {
		if err := inv.lockRole(lock.Engine, lock.Options{StateDir: folderOption(inv.args, "state")}); err != nil {
			return err
		}
		if slices.Contains(inv.args, probeOption) {
			return inv.probe()
		}
		return asExit(engine.Main(without(inv.args, "state")))
	},
}

var readerCommand = &command{
	name: "reader", short: "read documents (started by Carrel itself)", hidden: true, unlocked: true, raw: true,
	run: func(_ context.Context, inv *invocation) error {
		if err := inv.lockRole(lock.Reader, lock.Options{CacheDir: folderOption(inv.args, "cache")}); err != nil {
			return err
		}
		if slices.Contains(inv.args, probeOption) {
			return inv.probe()
		}
		return asExit(parse.Main(inv.args))
	},
}

// compilerCommand sees no document: what it writes, later readers execute.
var compilerCommand = &command{
	name: "compiler", short: "prepare the PDF parser (started by Carrel itself)", hidden: true, unlocked: true, raw: true,
	run: func(_ context.Context, inv *invocation) error {
		if err := inv.lockRole(lock.Compiler, lock.Options{CacheDir: folderOption(inv.args, "cache")}); err != nil {
			return err
		}
		if slices.Contains(inv.args, probeOption) {
			return inv.probe()
		}
		return asExit(parse.Compile(inv.args))
	},
}

var recogniserCommand = &command{
	name: "recogniser", short: "recognise the words in a picture (started by Carrel itself)", hidden: true, unlocked: true, raw: true,
	run: func(_ context.Context, inv *invocation) error {
		probe := slices.Contains(inv.args, probeOption)
		o, err := ocr.ParseOptions(slices.DeleteFunc(slices.Clone(inv.args), func(a string) bool { return a == probeOption }))
		if err != nil {
			return exit(exitUsage)
		}
		if err := inv.lockRole(lock.Recogniser, lock.Options{Program: o.Program, Data: o.Data}); err != nil {
			return err
		}
		if probe {
			return inv.probe()
		}
		return asExit(ocr.Main(o))
	},
}

var porterCommand = &command{
	name: "porter", short: "the one process that may reach the network, when told to (started by Carrel itself)", hidden: true, unlocked: true, raw: true,
	run: func(_ context.Context, inv *invocation) error { return asExit(porter.Main(inv.args)) },
}

func (inv *invocation) lockRole(role lock.Role, options lock.Options) error {
	if _, err := lock.Apply(role, options); err != nil {
		return fmt.Errorf("the %s does not start without its lock: %w", role, err)
	}
	return nil
}

// probe prints what the kernel answered.
func (inv *invocation) probe() error {
	return json.NewEncoder(inv.stdout).Encode(lock.Probe())
}

func asExit(code int) error {
	if code == 0 {
		return nil
	}
	return exit(code)
}

// folderOption finds the absolute folder that an option of a role names.
func folderOption(args []string, name string) string {
	i := slices.Index(args, "--"+name)
	if i < 0 || i+1 == len(args) {
		return ""
	}
	abs, err := filepath.Abs(args[i+1])
	if err != nil {
		return ""
	}
	return abs
}

// without leaves out an option and its value.
func without(args []string, name string) []string {
	i := slices.Index(args, "--"+name)
	if i < 0 {
		return args
	}
	return slices.Concat(args[:i], args[min(i+2, len(args)):])
}
