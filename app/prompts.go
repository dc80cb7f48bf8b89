package app

import (
	"context"
	"os"
	"path/filepath"
	"time"
)

// promptCacheMB is how much of the disk what was computed of prompts may take,
// where the settings do not say.
const promptCacheMB = 1024

// mostPromptCacheMB is a tebibyte: whoever writes more has mistyped it.
const mostPromptCacheMB = 1 << 20

func (c Config) promptBytes() int64 {
	switch {
	case c.PromptCacheMB < 0:
		return 0
	case c.PromptCacheMB == 0:
		return promptCacheMB << 20
	}
	return min(c.PromptCacheMB, mostPromptCacheMB) << 20
}

// prompts is where the engine keeps what it computed of prompts, in the one folder
// that it may write to.
func (f Folders) prompts() string { return filepath.Join(f.State, "engine", "prompts") }

// DeleteChat deletes a chat, and what the engine keeps on disk of its prompts.
func (a *App) DeleteChat(ctx context.Context, id string) error {
	if err := a.History.Delete(ctx, id); err != nil {
		return err
	}
	a.ForgetPrompts(ctx)
	return nil
}

// promptsGone has what is kept of prompts deleted soon: something that may stand in
// them has left the library. Which of them have it in them nobody knows, so all
// go; they are only a saving of time.
func (a *App) promptsGone() {
	if a.promptsGo.Swap(true) {
		return // a thousand documents that leave at once are one reason
	}
	a.forgetting.Go(func() { // Close waits for it, after the library
		a.promptsGo.Store(false)
		a.ForgetPrompts(a.ctx)
	})
}

// ForgetPrompts deletes what is kept on disk of prompts. The engine does it where
// one runs, since it may be about to write; else, and where it does not, this
// process. Who removes a document calls it too: the library's news of that may come
// too late for a command that ends at once.
func (a *App) ForgetPrompts(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	told, err := a.engine.ForgetPrompts(ctx)
	if err != nil {
		a.log.printf("engine: forget what is kept of prompts: %v", err)
	}
	if !told || err != nil {
		if err := os.RemoveAll(a.options.Folders.prompts()); err != nil {
			a.log.printf("what is kept of prompts could not be deleted: %v", err)
		}
	}
}
