package app

import (
	"context"
	"sync"
	"time"

	"carrel/app/keyring"
	"carrel/knowledge"
)

// Unlocked is the reply to Unlock.
type Unlocked struct {
	Document knowledge.Document `json:"document"` // as it is now: it may still wait to be read
	Kept     keyring.Safe       `json:"kept"`     // where its password is kept
}

// Unlock tries a password on a document. One that opens it is kept in the
// keyring (nowhere else, see package keyring), and the document is read with it.
func (a *App) Unlock(ctx context.Context, id, password string) (Unlocked, error) {
	switch {
	case password == "":
		return Unlocked{}, Errorf(CodeBadRequest, "Type the document's password.")
	case len(password) > keyring.MaxSecret:
		return Unlocked{}, Errorf(CodeBadRequest, "A password has %d characters at most.", keyring.MaxSecret)
	}
	if err := a.Library.TryPassword(ctx, id, password); err != nil {
		return Unlocked{}, err
	}
	d, err := a.Library.Document(ctx, id)
	if err != nil {
		return Unlocked{}, err
	}
	// Not with ctx: who typed it may have gone, and wants it kept all the same.
	place := a.keyring.Keep(context.WithoutCancel(ctx), passwordName(d.Hash), password)
	a.background.Store(true)
	if err := a.Library.Unlock(ctx, id); err != nil {
		return Unlocked{}, sayDiskFull(err, "opening the document")
	}
	d, err = a.Library.Document(ctx, id)
	return Unlocked{Document: d, Kept: place}, err
}

// ForgetPassword removes the password of a document from the keyring. What was
// read of the document stays in the library.
func (a *App) ForgetPassword(ctx context.Context, id string) (knowledge.Document, error) {
	d, err := a.Library.Document(ctx, id)
	if err != nil {
		return d, err
	}
	forgotten := a.keyring.Forget(ctx, passwordName(d.Hash))
	if err := a.Library.Lock(ctx, id); err != nil {
		return d, err
	}
	if forgotten != nil {
		a.log.printf("%v", forgotten)
		return d, Errorf(CodeInternal, "The keyring does not answer, so it may still hold the password. Try again, or remove it in the system's own program for passwords, where it stands under “Carrel”: %w", forgotten)
	}
	return a.Library.Document(ctx, id)
}

// passwordName is under what the password of a document with a content is kept.
func passwordName(hash string) string { return "document:" + hash }

// passwords is the keyring as the library sees it.
type passwords struct {
	keyring    *keyring.Keyring
	forgetting *sync.WaitGroup
	log        func(format string, args ...any)
}

func (p passwords) Password(ctx context.Context, hash string) (string, bool) {
	return p.keyring.Get(ctx, passwordName(hash))
}

// forgetPatience bounds how long the end of the program waits for the keyring.
const forgetPatience = 10 * time.Second

func (p passwords) Forget(hash string) {
	p.forgetting.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), forgetPatience)
		defer cancel()
		if err := p.keyring.Forget(ctx, passwordName(hash)); err != nil {
			p.log("%v", err)
		}
	})
}

func (p passwords) Lasting() bool { return p.keyring.Available() }
