package app

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
)

// meter tells how far a long piece of work has come. A nil one tells nobody. It
// is used from one goroutine.
type meter struct {
	tell        func(step string, done, total int64) // in bytes; a total of 0 is not known
	at          string
	done, total int64
}

type meterKey struct{}

func withMeter(ctx context.Context, m *meter) context.Context {
	return context.WithValue(ctx, meterKey{}, m)
}

// meterOf is the meter of whoever asked for the work, nil where nobody watches.
func meterOf(ctx context.Context) *meter {
	m, _ := ctx.Value(meterKey{}).(*meter)
	return m
}

// step begins a step of so many bytes.
func (m *meter) step(name string, total int64) {
	if m == nil {
		return
	}
	m.at, m.done, m.total = name, 0, total
	m.tell(m.at, m.done, m.total)
}

// name begins a step that shares the bytes of the one before.
func (m *meter) name(step string) {
	if m == nil {
		return
	}
	m.at = step
	m.tell(m.at, m.done, m.total)
}

func (m *meter) add(bytes int64) {
	if m == nil {
		return
	}
	m.done = min(m.done+bytes, m.total)
	m.tell(m.at, m.done, m.total)
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// sizeBelow adds up the files in a folder and below.
func sizeBelow(folder string) (sum int64) {
	filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			sum += info.Size()
		}
		return nil
	})
	return sum
}
