package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Care is one piece of work on the library as a whole: a backup, a restore, a
// check or a repair. One is done at a time.
type Care struct {
	Job   string    `json:"job"` // for POST /api/jobs/{job}/cancel
	Kind  CareKind  `json:"kind"`
	State CareState `json:"state"`
	// Step is what is done now: one of the Step constants; "" before the first.
	Step string `json:"step"`
	// Done and Total are bytes of the step; a Total of 0 is not known.
	Done        int64 `json:"done"`
	Total       int64 `json:"total"`
	SecondsLeft int   `json:"seconds_left,omitempty"` // 0: not known
	// Final: it can no longer be cancelled.
	Final    bool      `json:"final,omitempty"`
	Path     string    `json:"path,omitempty"` // of the backup
	Code     string    `json:"code,omitempty"`
	Error    string    `json:"error,omitempty"` // failed: what happened and what to do
	Backup   *Backup   `json:"backup,omitempty"`
	Restored *Restored `json:"restored,omitempty"`
	Check    *Check    `json:"check,omitempty"`
}

// CareKind is what is done.
type CareKind string

// The kinds of care.
const (
	CareBackup  CareKind = "backup"
	CareRestore CareKind = "restore"
	CareCheck   CareKind = "check"
	CareRepair  CareKind = "repair"
)

// CareState is how far it has come.
type CareState string

// The states of care.
const (
	CareRunning   CareState = "running"
	CareDone      CareState = "done"
	CareFailed    CareState = "failed"
	CareCancelled CareState = "cancelled"
)

// Steps of a backup and of a restore.
const (
	StepCopy    = "copy"    // of the database, as it is at one moment
	StepWrite   = "write"   // the backup's file
	StepVerify  = "verify"  // the backup is read again
	StepUnpack  = "unpack"  // the backup's parts
	StepPrepare = "prepare" // the unpacked library is looked through and opened
	StepOpen    = "open"    // it takes the place of the present one
)

// CareRequest asks for care of the library.
type CareRequest struct {
	Kind    CareKind `json:"kind"`
	Path    string   `json:"path,omitempty"`    // backup and restore: absolute
	Replace bool     `json:"replace,omitempty"` // backup: a file that is there
}

// LibraryCare is what there is to know about the care of the library.
type LibraryCare struct {
	Care *Care `json:"care,omitempty"` // what is done now, or was last since Carrel started
	// Last is the last backup that was made on this computer.
	Last *MadeBackup `json:"last,omitempty"`
	// Due: there are documents, and no backup for longer than a month.
	Due       bool   `json:"due"`
	Suggested string `json:"suggested"` // a path for the next backup
	Bytes     int64  `json:"bytes"`     // size of the library on disk
}

// MadeBackup is a backup and its time.
type MadeBackup struct {
	Path      string    `json:"path"`
	Bytes     int64     `json:"bytes"`
	Documents int       `json:"documents"`
	Made      time.Time `json:"made_at"`
}

// backupEvery is how long a backup is recent.
const backupEvery = 31 * 24 * time.Hour

// tellEvery is how often progress is told.
const tellEvery = 250 * time.Millisecond

// care is the work that runs now, or ran last.
type care struct {
	mu     sync.Mutex
	latest *Care
	cancel context.CancelFunc // nil where none runs
	closed bool
}

// close cancels what runs and takes nothing new.
func (c *care) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.cancel != nil {
		c.cancel()
	}
}

// stop cancels the work with that job's id.
func (c *care) stop(job string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil && c.latest.Job == job {
		c.cancel()
	}
}

// CareFor begins a piece of work and returns; EventCare tells how far it has
// come, and how it ended. It is CodeBusy while another one runs.
func (a *App) CareFor(request CareRequest) (Care, error) {
	switch request.Kind {
	case CareBackup, CareRestore:
		if !filepath.IsAbs(request.Path) {
			return Care{}, Errorf(CodeBadRequest, "%q is not a complete path. Give it from the root on.", request.Path)
		}
	case CareCheck, CareRepair:
	default:
		return Care{}, Errorf(CodeBadRequest, "There is no care of the library that is called %q.", request.Kind)
	}
	c := &a.care
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return Care{}, errClosing
	}
	if c.cancel != nil {
		return Care{}, Errorf(CodeBusy, "Carrel is still busy with the library as a whole (%s). Wait until that is done, or cancel it.", c.latest.Kind)
	}
	ctx, cancel := context.WithCancel(a.ctx)
	c.cancel = cancel
	c.latest = &Care{Job: rand.Text(), Kind: request.Kind, State: CareRunning, Path: request.Path}
	begun := *c.latest
	a.running.Go(func() {
		defer cancel()
		a.takeCare(ctx, request)
	})
	return begun, nil
}

// takeCare does the work and tells how it ended.
func (a *App) takeCare(ctx context.Context, request CareRequest) {
	end := Care{State: CareDone}
	err := a.careWork(withMeter(ctx, a.careMeter()), request, &end)
	cancelled := ctx.Err() != nil
	a.updateCare(func(c *Care) {
		c.State, c.SecondsLeft, c.Backup, c.Restored, c.Check = end.State, 0, end.Backup, end.Restored, end.Check
		switch {
		case err != nil && cancelled:
			c.State = CareCancelled
		case err != nil:
			e := Explain(err)
			c.State, c.Code, c.Error = CareFailed, e.Code, e.Message
			a.log.printf("%s: %v", request.Kind, err)
		}
	}, true)
}

func (a *App) careWork(ctx context.Context, request CareRequest, end *Care) error {
	switch request.Kind {
	case CareRestore:
		return a.restoreHere(ctx, request.Path, end)
	case CareBackup:
		ctx, done := a.Use(ctx)
		defer done()
		made, err := a.Backup(ctx, BackupRequest{Path: request.Path, Replace: request.Replace})
		if err == nil {
			end.Backup = &made
		}
		return err
	}
	ctx, done := a.Use(ctx)
	defer done()
	found, err := a.Check(ctx, CheckRequest{Repair: request.Kind == CareRepair})
	if err == nil {
		end.Check = &found
	}
	return err
}

// restoreHere puts the library of a backup in the place of the open one, which
// is kept beside it. Until the backup is unpacked and found sound, everything
// goes on as before.
func (a *App) restoreHere(ctx context.Context, path string, end *Care) error {
	b, err := openBackupFile(path)
	if err != nil {
		return err
	}
	defer b.file.Close()
	var total int64
	for _, p := range b.Parts {
		total += p.Bytes
	}
	meterOf(ctx).step(StepUnpack, total)
	r, err := b.prepare(ctx, a.options.Folders)
	if err != nil {
		return err
	}
	a.updateCare(func(c *Care) { c.Final = true }, false)
	meterOf(ctx).step(StepOpen, 0)
	if err := a.exchangeLibrary(); err != nil {
		return err
	}
	r = r.inPlace()
	end.Restored = &r
	a.background.Store(true)
	return nil
}

// careMeter tells the interface how far the work has come, and how long it may
// take by how long it took so far.
func (a *App) careMeter() *meter {
	var began, told time.Time
	step := ""
	return &meter{tell: func(now string, done, total int64) {
		at := time.Now()
		fresh := now != step
		if done == 0 {
			began = at
		}
		if !fresh && done < total && at.Sub(told) < tellEvery {
			return
		}
		step, told = now, at
		left := 0
		if spent := at.Sub(began); done > 0 && done < total && spent > 2*time.Second {
			left = 1 + int((spent * time.Duration(total-done) / time.Duration(done)).Seconds())
		}
		a.updateCare(func(c *Care) { c.Step, c.Done, c.Total, c.SecondsLeft = now, done, total, left }, false)
	}}
}

// updateCare changes the latest care and tells of it; ended says that nothing
// runs from now on.
func (a *App) updateCare(change func(*Care), ended bool) {
	a.care.mu.Lock()
	change(a.care.latest)
	told := *a.care.latest
	if ended {
		a.care.cancel = nil
	}
	a.care.mu.Unlock()
	a.hub.publish(Event{Type: EventCare, Care: &told})
}

// LibraryCare is what there is to know about the care of the library.
func (a *App) LibraryCare(ctx context.Context) (LibraryCare, error) {
	f := a.options.Folders
	l := LibraryCare{Last: f.lastBackup(), Suggested: suggestedBackup(time.Now()), Bytes: size(f.database()) + size(f.database()+"-wal") + sizeBelow(f.uploads())}
	a.care.mu.Lock()
	if a.care.latest != nil {
		latest := *a.care.latest
		l.Care = &latest
	}
	a.care.mu.Unlock()
	// Until a restored library is open there is nothing to be asked.
	if l.Care == nil || l.Care.State != CareRunning || l.Care.Step != StepOpen {
		ctx, done := a.Use(ctx)
		defer done()
		docs, err := a.Library.Documents(ctx)
		if err != nil {
			return l, err
		}
		oldest := time.Now()
		for _, d := range docs {
			if d.AddedAt.Before(oldest) {
				oldest = d.AddedAt
			}
		}
		l.Due = backupDue(len(docs), oldest, l.Last, time.Now())
	}
	return l, nil
}

// backupDue reports whether it is time for a backup: oldest is when the first
// of the documents was added, last the latest backup or nil.
func backupDue(documents int, oldest time.Time, last *MadeBackup, now time.Time) bool {
	if last != nil {
		oldest = last.Made
	}
	return documents > 0 && now.Sub(oldest) > backupEvery
}

// suggestedBackup is a file in the person's documents, which most systems have.
func suggestedBackup(now time.Time) string {
	return inDocuments("carrel-backup-" + now.Format("2006-01-02") + ".zip")
}

// inDocuments gives the path of a file in the person's documents, "" where there
// is no home.
func inDocuments(name string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	if info, err := os.Stat(filepath.Join(home, "Documents")); err == nil && info.IsDir() {
		home = filepath.Join(home, "Documents")
	}
	return filepath.Join(home, name)
}

// PickBackup lets the person choose the file of a backup in the system's own
// dialog, to save one or to open one; "" is none chosen.
func (a *App) PickBackup(ctx context.Context, save bool) (string, error) {
	if a.options.PickBackup == nil {
		return "", Errorf(CodeUnsupported, "There is no file dialog here. Write down where the file is.")
	}
	if !a.picking.CompareAndSwap(false, true) {
		return "", Errorf(CodeBadRequest, "The file dialog is open already.")
	}
	defer a.picking.Store(false)
	path, err := a.options.PickBackup(ctx, save, suggestedBackup(time.Now()))
	if err != nil {
		return "", Errorf(CodeInternal, "The file dialog could not be shown: %w. Write down where the file is.", err)
	}
	return path, nil
}

func (f Folders) backupNote() string { return filepath.Join(f.State, "last-backup.json") }

// rememberBackup notes when the last backup was made; that it could not be
// noted takes nothing from the backup.
func (f Folders) rememberBackup(made Backup, at time.Time) {
	if data, err := json.Marshal(MadeBackup{made.Path, made.Bytes, made.Documents, at}); err == nil {
		_ = writeFile(f.backupNote(), data)
	}
}

// lastBackup is the last backup that was made, nil where none is known.
func (f Folders) lastBackup() *MadeBackup {
	data, err := os.ReadFile(f.backupNote())
	if err != nil {
		return nil
	}
	var m MadeBackup
	if json.Unmarshal(data, &m) != nil {
		return nil
	}
	return &m
}
