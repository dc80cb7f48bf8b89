// Package keyring keeps passwords where the operating system keeps those of all
// programs: on Linux the Secret Service (GNOME Keyring, KWallet, KeePassXC), on
// macOS the Keychain, on Windows the Credential Manager. Where there is none, or
// it does not answer, it keeps them in memory until the process ends. It writes
// them nowhere else, and no error or log line of it holds one.
//
// On Linux it talks D-Bus, which is a UNIX socket: the lock on the core allows
// that. A process that listens loses connect with its lock (see package lock)
// and has to call Connect before it.
package keyring

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/zalando/go-keyring"
)

// Safe says where a password is kept.
type Safe string

// The safes of a password.
const (
	System Safe = "keyring" // the operating system's keyring: there after a restart too
	Memory Safe = "memory"  // this process alone: there until it ends
)

// MaxSecret is how long a password may be, in bytes. Windows keeps 2560.
const MaxSecret = 1024

// service is under what Carrel's passwords are listed in the keyring.
const service = "Carrel"

// Config says how a Keyring behaves. The zero value is usable.
type Config struct {
	// Patience is how long an answer of the system's keyring is waited for. It
	// may ask the person to unlock it. Default 1 minute.
	Patience time.Duration
	Log      func(string) // why something is in memory only; may be nil
}

// Keyring keeps passwords by names such as "document:<hash>". Its methods may be
// called from several goroutines.
type Keyring struct {
	config Config

	turn chan struct{} // capacity 1: the right to ask the system

	mu     sync.Mutex
	memory map[string]string
	asked  time.Time // when the call of the system that is under way began
}

// New returns a keyring. It connects to nothing.
func New(c Config) *Keyring {
	if c.Patience <= 0 {
		c.Patience = time.Minute
	}
	if c.Log == nil {
		c.Log = func(string) {}
	}
	return &Keyring{config: c, turn: make(chan struct{}, 1), memory: map[string]string{}}
}

// Available reports whether the system seems to have a keyring. Without one
// passwords are kept in memory. It asks nobody, and takes no time.
func (k *Keyring) Available() bool { return present() }

// Connect opens the way to the system's keyring, for a process that cannot do so
// later. It never fails: without a way, passwords are kept in memory.
func (k *Keyring) Connect(ctx context.Context) {
	if err := k.ask(ctx, connectPatience, connect); err != nil {
		k.config.Log(fmt.Sprintf("no way to the keyring: %v", err))
	}
}

// connectPatience is short: nobody is asked anything, and a program's start waits.
const connectPatience = 3 * time.Second

// Keep keeps a password under a name, in the place of what was there, and says
// where.
func (k *Keyring) Keep(ctx context.Context, name, secret string) Safe {
	k.mu.Lock()
	k.memory[name] = secret // until the system has it
	k.mu.Unlock()
	err := k.ask(ctx, k.config.Patience, func() error {
		if err := keyring.Set(service, name, secret); err != nil {
			return err
		}
		// A person who dismisses the system's question is not an error to go-keyring.
		if kept, err := keyring.Get(service, name); err != nil || kept != secret {
			return errors.Join(errors.New("it did not keep the password"), err)
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		if now, there := k.memory[name]; there && now == secret {
			delete(k.memory, name)
			return nil
		}
		// Forgotten or replaced before the system answered at last.
		return keyring.Delete(service, name)
	})
	if err != nil {
		k.config.Log(fmt.Sprintf("%s is kept in memory only: %v", name, err))
		return Memory
	}
	return System
}

// Get gives the password that is kept under a name; false where there is none,
// or the system's keyring does not give it out now.
func (k *Keyring) Get(ctx context.Context, name string) (string, bool) {
	k.mu.Lock()
	secret, ok := k.memory[name]
	k.mu.Unlock()
	if ok {
		return secret, true
	}
	found := make(chan string, 1)
	err := k.ask(ctx, k.config.Patience, func() error {
		secret, err := keyring.Get(service, name)
		if err == nil {
			found <- secret
		}
		return err
	})
	if err != nil {
		if !errors.Is(err, keyring.ErrNotFound) && !errors.Is(err, errAbsent) {
			k.config.Log(fmt.Sprintf("%s cannot be looked up in the keyring: %v", name, err))
		}
		return "", false
	}
	return <-found, true
}

// Forget removes the password that is kept under a name, if there is one. Its
// error says that the system's keyring may still have it.
func (k *Keyring) Forget(ctx context.Context, name string) error {
	k.mu.Lock()
	delete(k.memory, name)
	k.mu.Unlock()
	err := k.ask(ctx, k.config.Patience, func() error { return keyring.Delete(service, name) })
	if err == nil || errors.Is(err, keyring.ErrNotFound) || errors.Is(err, errAbsent) {
		return nil
	}
	return fmt.Errorf("forget %s: %w", name, err)
}

var (
	errAbsent   = errors.New("this system has no keyring, or none is running")
	errNoAnswer = errors.New("the keyring does not answer")
)

// ask makes one call of the system's keyring, which knows of no deadline: one
// that outlives our patience goes on in the background, and until it ends
// nothing else is asked.
func (k *Keyring) ask(ctx context.Context, patience time.Duration, call func() error) error {
	if !present() {
		return errAbsent
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case k.turn <- struct{}{}:
	default:
		k.mu.Lock()
		stuck := time.Since(k.asked) > k.config.Patience
		k.mu.Unlock()
		if stuck {
			return errNoAnswer
		}
		select {
		case k.turn <- struct{}{}:
		case <-timer.C:
			return errNoAnswer
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	k.mu.Lock()
	k.asked = time.Now()
	k.mu.Unlock()
	done := make(chan error, 1)
	go func() {
		err := call()
		<-k.turn
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return errNoAnswer
	case <-ctx.Done():
		return ctx.Err()
	}
}
