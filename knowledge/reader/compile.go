package reader

import (
	"context"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/cpu"
)

// compileTimeout bounds the compilation, which takes some 3 s on an idle machine.
const compileTimeout = 2 * time.Minute

// WarmUp has the PDF parser compiled where that has not been done since the
// installation or the last update, so that the first PDF does not wait for it.
// A child does it that never sees a document (Config.Compiler). A parser that
// cannot be kept, because the disk is full, costs time and no document: the
// error says why.
func (c *Client) WarmUp(ctx context.Context) error {
	if len(c.config.Compiler) == 0 {
		return nil
	}
	select {
	case c.compiling <- struct{}{}:
		defer func() { <-c.compiling }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if c.compiled {
		return nil
	}
	// One try for each client: what failed once would hold up every document.
	err := c.compile(ctx)
	c.compiled = ctx.Err() == nil
	if err != nil {
		return fmt.Errorf("compile the PDF parser: %w", err)
	}
	return nil
}

func (c *Client) compile(ctx context.Context) error {
	note := filepath.Join(c.config.Cache, "compiled-by")
	by, err := programOf(c.config.Compiler[0])
	if err != nil {
		return err
	}
	if before, err := os.ReadFile(note); err == nil && string(before) == by {
		// The note alone is not enough: caches are cleaned, too.
		if code, _ := filepath.Glob(filepath.Join(c.config.Cache, "wazero-*", "*")); len(code) > 0 {
			return nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, compileTimeout)
	defer cancel()
	defer context.AfterFunc(c.open, cancel)()
	cmd := exec.CommandContext(ctx, c.config.Compiler[0], c.config.Compiler[1:]...)
	cmd.Env = c.config.Env
	said := &tail{}
	cmd.Stderr = said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	return os.WriteFile(note, []byte(by), 0o600)
}

// programOf identifies a program's file and the processor, for which alone what it
// has compiled is good.
func programOf(path string) (string, error) {
	path, err := exec.LookPath(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	processor := fnv.New64a()
	fmt.Fprint(processor, runtime.GOARCH, cpu.X86, cpu.ARM64) // what it can do
	return fmt.Sprintf("%d bytes of %s, processor %016x\n", info.Size(), info.ModTime().UTC().Format(time.RFC3339Nano), processor.Sum64()), nil
}

// prepare warms up for a document whose name says that it needs the PDF parser.
// Others are not held up by it; a reader that needs the parser all the same, for
// a mail's attachment, compiles it for itself.
func (c *Client) prepare(ctx context.Context, src Source) error {
	if !strings.EqualFold(filepath.Ext(src.name()), ".pdf") {
		return nil
	}
	if err := c.WarmUp(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c.config.Log(err.Error())
	}
	return nil
}
